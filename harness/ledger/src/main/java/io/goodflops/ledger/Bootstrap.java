package io.goodflops.ledger;

import java.util.Random;
import java.util.SplittableRandom;

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

  private final Columns columns;
  private final double meanClock;
  private final double meanGap;
  private final LaunchFigures point;
  private final LaunchFigures[] replicates = new LaunchFigures[REPLICATES];

  Bootstrap(Columns columns, String seed) {
    this.columns = columns;
    this.meanClock = Columns.knownMean(columns.clock);
    this.meanGap = Columns.knownMean(columns.tracedGap);
    Sums all = new Sums();
    for (int f = 0; f < columns.forks(); f++) {
      all.addFork(f);
      for (int i = columns.start[f]; i < columns.start[f + 1]; i++) {
        all.addBatch(i);
      }
    }
    this.point = all.figures();
    draw(new SplittableRandom(seed.hashCode() * 0x9e3779b97f4a7c15L));
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

  private void draw(SplittableRandom random) {
    int forks = columns.forks();
    boolean drawForks = forks >= MIN_FORKS;
    double k = stretch(drawForks ? forks : columns.batches());
    for (int b = 0; b < REPLICATES; b++) {
      Sums sums = new Sums();
      for (int f = 0; f < forks; f++) {
        int drawn = drawForks ? random.nextInt(forks) : f;
        sums.addFork(drawn);
        int first = columns.start[drawn];
        int count = columns.start[drawn + 1] - first;
        for (int i = 0; i < count; i++) {
          sums.addBatch(first + random.nextInt(count));
        }
      }
      replicates[b] = point.stretched(sums.figures(), k);
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

  /** Running sums of one resample. */
  private final class Sums {
    private double launches;
    private double wall;
    private double steal;
    private double wait;
    private double pause;
    private double device;
    private double clock;
    private double gap;
    private int forks;

    void addFork(int f) {
      clock += Double.isNaN(columns.clock[f]) ? meanClock : columns.clock[f];
      gap += Double.isNaN(columns.tracedGap[f]) ? meanGap : columns.tracedGap[f];
      forks++;
    }

    void addBatch(int i) {
      launches += columns.launches[i];
      wall += columns.wall[i];
      steal += columns.steal[i];
      wait += columns.wait[i];
      pause += columns.pause[i];
      device += columns.device[i];
    }

    LaunchFigures figures() {
      return LaunchFigures.of(
          wall / launches,
          steal / launches,
          wait / launches,
          pause / launches,
          device / launches,
          columns.deviceKnown,
          gap / forks,
          clock / forks);
    }
  }
}
