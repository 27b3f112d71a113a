package io.goodflops.engine.measure;

import io.goodflops.spi.Lane;
import io.goodflops.workload.data.Pattern;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a fork is to do, left in a file by the host.
 *
 * @param second inputs of a second look after timing: exactly representable operands where the op
 *     has such; empty for none
 * @param tracesSteps whether ops of a training step are timed one by one, between timed batches
 * @param launchesBefore launches in a batch of an earlier fork, which spares this one the search
 * @param maxLaunchSeconds a launch that takes longer does not fit the budget
 * @param folder where the fork leaves its report and the outputs to be judged
 */
public record ForkOrder(
    int deviceThreads,
    WorkMessage work,
    Lane lane,
    Pattern pattern,
    long seed,
    Optional<Pattern> second,
    boolean tracesSteps,
    OptionalInt launchesBefore,
    int minBatches,
    double minBatchSeconds,
    double minTimedSeconds,
    double maxWarmupSeconds,
    double maxLaunchSeconds,
    String folder) {

  /** Seed of the second inputs. */
  public long secondSeed() {
    return seed ^ 0x5DEECE66DL;
  }
}
