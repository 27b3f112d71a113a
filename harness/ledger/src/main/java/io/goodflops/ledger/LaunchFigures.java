package io.goodflops.ledger;

/**
 * The mean launch of a case, as parts that add up to its wall time: what a bootstrap replicate
 * redraws.
 *
 * @param core time in which the device worked, or may have
 * @param hostGap time before and after the device's own span; 0 where the device has no clock
 * @param tracedGap gaps between launches inside the core, NaN if no trace shows them
 * @param clock mean clock, NaN if unknown
 */
record LaunchFigures(
    double core,
    double hostGap,
    double steal,
    double queued,
    double pause,
    double tracedGap,
    double clock) {
  /** Number of parts of {@link #deviations}. */
  static final int PARTS = 7;

  static LaunchFigures of(
      double wall,
      double steal,
      double queued,
      double pause,
      double device,
      boolean deviceKnown,
      double tracedGap,
      double clock) {
    double rest = wall - steal - queued - pause;
    double hostGap = deviceKnown ? Math.max(0, rest - device) : 0;
    return of(wall, hostGap, steal, queued, pause, tracedGap, clock);
  }

  double wall() {
    return core + hostGap + steal + queued + pause;
  }

  /** Arithmetic mean of each part; of none at all, nothing. */
  static LaunchFigures mean(LaunchFigures... units) {
    double[] mean = meanParts(units);
    return of(mean[0], mean[1], mean[2], mean[3], mean[4], mean[5], mean[6]);
  }

  /**
   * How far each unit lies from the mean of all, part by part. Wall time deviates in proportion, so
   * that whatever is drawn it stays positive; the rest in absolute terms.
   */
  static double[][] deviations(LaunchFigures... units) {
    double[] mean = meanParts(units);
    double[][] deviations = new double[units.length][];
    for (int u = 0; u < units.length; u++) {
      double[] parts = units[u].parts();
      for (int i = 0; i < PARTS; i++) {
        parts[i] -= mean[i];
      }
      parts[0] /= mean[0];
      deviations[u] = parts;
    }
    return deviations;
  }

  /** These figures moved by a combination of {@link #deviations}. */
  LaunchFigures moved(double[] by) {
    return of(
        wall() * Math.exp(by[0]),
        Math.max(0, hostGap + by[1]),
        Math.max(0, steal + by[2]),
        Math.max(0, queued + by[3]),
        Math.max(0, pause + by[4]),
        Math.max(0, tracedGap + by[5]),
        Math.max(0, clock + by[6]));
  }

  private static double[] meanParts(LaunchFigures... units) {
    double[] mean = new double[PARTS];
    for (LaunchFigures unit : units) {
      double[] parts = unit.parts();
      for (int i = 0; i < PARTS; i++) {
        mean[i] += parts[i] / units.length;
      }
    }
    return mean;
  }

  private double[] parts() {
    return new double[] {wall(), hostGap, steal, queued, pause, tracedGap, clock};
  }

  /**
   * Ticks are coarser than a short batch, and together they cannot take more than the wall time.
   */
  private static LaunchFigures of(
      double wall,
      double hostGap,
      double steal,
      double queued,
      double pause,
      double tracedGap,
      double clock) {
    double losses = hostGap + steal + queued + pause;
    double fit = losses > wall ? wall / losses : 1;
    return new LaunchFigures(
        Math.max(0, wall - losses * fit),
        hostGap * fit,
        steal * fit,
        queued * fit,
        pause * fit,
        tracedGap,
        clock);
  }
}
