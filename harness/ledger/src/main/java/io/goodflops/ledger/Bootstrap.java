package io.goodflops.ledger;

import java.util.Random;

/**
 * Multiplier bootstrap of a case's mean launch: the deviations of the forks from their mean, each
 * times a normal deviate, summed. So the figures of a launch keep their covariances, and a sum of
 * them spreads as its own Student t interval does: deviates are stretched by t/z. Replicates are
 * forks, whose means hold what differs inside a fork too; with fewer than three they are batches.
 * Each replicate also redraws the calibration once. Seeded by the case: the same record gives the
 * same intervals.
 *
 * <p>Source: van der Vaart and Wellner, Weak Convergence and Empirical Processes (1996), 2.9 and
 * 3.6; that clusters are drawn whole: Davison and Hinkley, Bootstrap Methods and their Application
 * (1997), 3.8.
 */
final class Bootstrap {
  static final int REPLICATES = 1000;

  /** Fewer forks than this say too little of what differs between forks. */
  static final int MIN_FORKS = 3;

  private static final double[] CEILING = normals(0x9e3779b97f4a7c15L);
  private static final double[] BANDWIDTH = normals(0xc2b2ae3d27d4eb4fL);
  private static final double[] CLOCK = normals(0x165667b19e3779f9L);

  private final LaunchFigures point;
  private final LaunchFigures[] replicates = new LaunchFigures[REPLICATES];

  Bootstrap(Columns columns, String seed) {
    LaunchFigures[] forks = columns.eachFork();
    point = LaunchFigures.mean(forks);
    draw(
        LaunchFigures.deviations(forks.length >= MIN_FORKS ? forks : columns.eachBatch()),
        new Draws(seed.hashCode()));
  }

  LaunchFigures point() {
    return point;
  }

  LaunchFigures replicate(int b) {
    return replicates[b];
  }

  /** Standard normal deviate of the compute ceiling in a replicate, the same for every case. */
  static double ceilingDeviate(int b) {
    return CEILING[b];
  }

  /** The same for bandwidth. */
  static double bandwidthDeviate(int b) {
    return BANDWIDTH[b];
  }

  /** The same for the clock at which the compute ceiling was measured. */
  static double clockDeviate(int b) {
    return CLOCK[b];
  }

  private void draw(double[][] deviations, Draws draws) {
    int n = deviations.length;
    double scale = n < 2 ? 0 : StudentT.twoSided95(n - 1) / StudentT.Z / Math.sqrt(n * (n - 1.0));
    for (int b = 0; b < REPLICATES; b++) {
      double[] by = new double[LaunchFigures.PARTS];
      for (double[] deviation : deviations) {
        double multiplier = scale * draws.normal();
        for (int i = 0; i < by.length; i++) {
          by[i] += multiplier * deviation[i];
        }
      }
      replicates[b] = point.moved(by);
    }
  }

  private static double[] normals(long seed) {
    Random random = new Random(seed);
    return random
        .doubles()
        .map(u -> random.nextGaussian())
        .filter(g -> Math.abs(g) < 3)
        .limit(REPLICATES)
        .toArray();
  }
}
