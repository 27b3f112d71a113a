package io.goodflops.ledger;

/**
 * Stein's two-stage interval on logarithms: a pilot of {@value #PILOT} forks fixes the number of
 * forks that the wanted precision needs, and coverage stays exact under log-normality however often
 * the question is asked. (C. Stein, Annals of Mathematical Statistics 16, 1945. Stopping as soon as
 * an interval looks narrow does not keep its coverage.)
 */
public final class Stein {
  /** Forks of the pilot; fewer miss a second mode too often. */
  public static final int PILOT = 15;

  private Stein() {}

  /**
   * How many forks, those of the pilot included, a 95 % interval of relative half-width {@code
   * precision} needs: the pilot's size until the pilot is complete.
   *
   * @param forkMeansNanos mean time of a launch in each fork so far, in order
   */
  public static int forksNeeded(double[] forkMeansNanos, double precision) {
    if (!(precision > 0) || precision >= 1) {
      throw new IllegalArgumentException("precision is " + precision + ", must be in (0, 1)");
    }
    if (forkMeansNanos.length < PILOT) {
      return PILOT;
    }
    double wanted = StudentT.twoSided95(PILOT - 1) * pilotDeviation(forkMeansNanos);
    double forks = Math.ceil(Math.pow(wanted / Math.log1p(precision), 2));
    return (int) Math.min(Integer.MAX_VALUE, Math.max(PILOT, forks));
  }

  /** Half-width of the interval of the mean logarithm, t·s0/√n. */
  static double halfWidth(double[] forkMeansNanos) {
    return StudentT.twoSided95(PILOT - 1)
        * pilotDeviation(forkMeansNanos)
        / Math.sqrt(forkMeansNanos.length);
  }

  private static double pilotDeviation(double[] forkMeansNanos) {
    return Moments.logDeviation(forkMeansNanos, PILOT);
  }
}
