package io.goodflops.ledger;

import java.util.Random;

/**
 * Hierarchical bootstrap: forks are drawn with replacement, then batches inside each drawn fork;
 * with fewer than three forks the forks stay and only batches are drawn. Each replicate also
 * redraws the calibration once. Seeded by the case, so the same record gives the same intervals.
 *
 * <p>Deviations are stretched by t·√(n/(n−1))/z: a resample of 3 forks spreads too little by
 * itself, and the intervals of shares and of time should tell the same story.
 */
final class Bootstrap {
  static final int REPLICATES = 1000;

  /** Fewer forks than this are not resampled. */
  static final int MIN_FORKS = 3;

  private static final double[] CEILING = normals(0x9e3779b97f4a7c15L);
  private static final double[] BANDWIDTH = normals(0xc2b2ae3d27d4eb4fL);
  private static final double[] CLOCK = normals(0x165667b19e3779f9L);

  private final Columns columns;
  private final double meanClock;
  private final double meanGap;
  private final LaunchFigures point;
  private final LaunchFigures[] replicates = new LaunchFigures[REPLICATES];

  Bootstrap(Columns columns, String seed) {
    this.columns = columns;
    this.meanClock = Columns.knownMean(columns.clock);
    this.meanGap = Columns.knownMean(columns.tracedGap);
    this.point = mean(columns);
    draw(new Draws(seed.hashCode()));
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

  /** The mean launch: the mean over forks of each fork's mean, as in {@link TimeEstimates}. */
  private static LaunchFigures mean(Columns columns) {
    Mean mean = new Mean();
    for (int f = 0; f < columns.forks(); f++) {
      for (int i = columns.start[f]; i < columns.start[f + 1]; i++) {
        mean.add(columns, i);
      }
      mean.endFork();
    }
    return mean.figures(
        columns, Columns.knownMean(columns.tracedGap), Columns.knownMean(columns.clock));
  }

  private void draw(Draws draws) {
    int forks = columns.forks();
    boolean drawForks = forks >= MIN_FORKS;
    double k = stretch(drawForks ? forks : columns.batches());
    int[] drawn = new int[forks];
    for (int b = 0; b < REPLICATES; b++) {
      for (int f = 0; f < forks; f++) {
        drawn[f] = drawForks ? draws.below(forks) : f;
      }
      replicates[b] = point.stretched(resample(drawn, draws), k);
    }
  }

  /** Figures of some forks, their batches drawn by {@code draws}. */
  private LaunchFigures resample(int[] drawn, Draws draws) {
    Mean mean = new Mean();
    double clock = 0;
    double gap = 0;
    for (int f : drawn) {
      clock += Double.isNaN(columns.clock[f]) ? meanClock : columns.clock[f];
      gap += Double.isNaN(columns.tracedGap[f]) ? meanGap : columns.tracedGap[f];
      int first = columns.start[f];
      int count = columns.start[f + 1] - first;
      for (int n = 0; n < count; n++) {
        mean.add(columns, first + draws.below(count));
      }
      mean.endFork();
    }
    return mean.figures(columns, gap / drawn.length, clock / drawn.length);
  }

  /** Sums of one fork, and of the forks' means. */
  private static final class Mean {
    private double launches;
    private double wall;
    private double steal;
    private double queued;
    private double pause;
    private double device;
    private double forks;
    private double wallMeans;
    private double stealMeans;
    private double queuedMeans;
    private double pauseMeans;
    private double deviceMeans;

    void add(Columns columns, int i) {
      launches += columns.launches[i];
      wall += columns.wall[i];
      steal += columns.steal[i];
      queued += columns.wait[i];
      pause += columns.pause[i];
      device += columns.device[i];
    }

    void endFork() {
      forks++;
      wallMeans += wall / launches;
      stealMeans += steal / launches;
      queuedMeans += queued / launches;
      pauseMeans += pause / launches;
      deviceMeans += device / launches;
      launches = wall = steal = queued = pause = device = 0;
    }

    LaunchFigures figures(Columns columns, double gap, double clock) {
      return LaunchFigures.of(
          wallMeans / forks,
          stealMeans / forks,
          queuedMeans / forks,
          pauseMeans / forks,
          deviceMeans / forks,
          columns.deviceKnown,
          gap,
          clock);
    }
  }

  private static double stretch(int n) {
    return n < 2 ? 1 : StudentT.twoSided95(n - 1) * Math.sqrt(n / (n - 1.0)) / StudentT.Z;
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
