package io.goodflops.engine.measure;

import io.goodflops.spi.Lane;
import io.goodflops.workload.Pattern;

/**
 * What a fork is to do, left in a file by the host.
 *
 * @param exact whether to run once on exactly representable operands before timing
 * @param maxLaunchSeconds a launch that takes longer does not fit the budget
 * @param folder where the fork leaves its report and the outputs to be judged
 */
public record ForkOrder(
    int deviceThreads,
    WorkMessage work,
    Lane lane,
    Pattern pattern,
    long seed,
    boolean exact,
    int minBatches,
    double minBatchSeconds,
    double minTimedSeconds,
    double maxWarmupSeconds,
    double maxLaunchSeconds,
    String folder) {

  /** Seed of the operands of the exact check. */
  public long exactSeed() {
    return seed ^ 0x5DEECE66DL;
  }
}
