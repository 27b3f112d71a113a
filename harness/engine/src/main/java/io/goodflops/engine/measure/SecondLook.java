package io.goodflops.engine.measure;

import io.goodflops.workload.data.Pattern;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * After the timed batches, the same work seen from another side: twice as many launches, other
 * inputs, and a result that is read at once. What it sees is a claim; the host draws conclusions.
 *
 * @param onceNanos best time of a batch
 * @param twiceNanos best time of a batch with twice as many launches
 * @param finishNanos time of a batch until the queue had finished
 * @param drainNanos time after that until its results could be read
 */
record SecondLook(long onceNanos, long twiceNanos, long finishNanos, long drainNanos) {
  /** A noisy host spoils a round; a lie shows in all of them. */
  private static final int ROUNDS = 3;

  private static final double LEAST_RATIO = 1.5;
  private static final double MOST_RATIO = 2.7;
  private static final double MOST_DRAIN = 0.1;
  private static final long DRAIN_SLACK_NANOS = 1_000_000;

  /**
   * Takes the look.
   *
   * @param timedNanos best time of the timed batches
   * @param file where the outputs of the other inputs go
   */
  static SecondLook take(
      Batches batches, Bench bench, ForkOrder order, int launches, long timedNanos, Path file)
      throws IOException {
    long once = timedNanos;
    long twice = batches.run(2 * launches).wallNanos();
    for (int round = 1; round < ROUNDS && !inProportion(once, twice); round++) {
      once = batches.run(launches).wallNanos();
      twice = batches.run(2 * launches).wallNanos();
    }
    bench.fill(order.second().orElse(Pattern.RANDOM), order.secondSeed());
    long finish = 0;
    long drain = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && (round == 0 || late(finish, drain)); round++) {
      bench.poison();
      finish = batches.run(launches).wallNanos();
      drain = batches.peekNanos();
    }
    bench.dump(file);
    return new SecondLook(once, twice, finish, drain);
  }

  /** Why these times cannot be believed, if they cannot. */
  Optional<String> doubt() {
    if (late(finishNanos, drainNanos)) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "finish() returned before the work was done: results could be read %.1f ms after it,"
                  + " the batch had taken %.1f ms",
              drainNanos / 1e6,
              finishNanos / 1e6));
    }
    if (!inProportion(onceNanos, twiceNanos)) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "twice the launches took %.2f times as long",
              twiceNanos / (double) Math.max(1, onceNanos)));
    }
    return Optional.empty();
  }

  private static boolean inProportion(long once, long twice) {
    double ratio = twice / (double) Math.max(1, once);
    return ratio >= LEAST_RATIO && ratio <= MOST_RATIO;
  }

  private static boolean late(long finish, long drain) {
    return drain > DRAIN_SLACK_NANOS && drain > MOST_DRAIN * finish;
  }
}
