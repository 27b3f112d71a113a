package io.goodflops.tck;

import io.goodflops.spi.Device;
import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Rule T1: whether {@code finish} waits. A queue that says too early that it is done shows in one
 * of three ways: results are not there yet, reading them has to wait, or twice the work takes no
 * longer. Hosts are noisy: what is a matter of time is only called a lie if every round shows it.
 */
final class SyncChecks {
  private static final int ROUNDS = 5;
  private static final int BEST_OF = 5;
  private static final double LOW_RATIO = 1.5;
  private static final double HIGH_RATIO = 2.7;

  /** A read that waits longer than this, and than this share of its batch, waits for the batch. */
  private static final long READ_SLACK_NANOS = 1_000_000;

  private static final double READ_SHARE = 0.1;

  private SyncChecks() {}

  static String twiceTheWorkTakesTwiceAsLong(Subject subject) throws UnsupportedOpException {
    try (Device device = subject.open();
        Queue queue = device.openQueue();
        Load load = Load.on(subject, device, queue)) {
      List<Ratio> ratios = new ArrayList<>();
      List<String> early = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        // anew each time: on a busy host, or while code is being compiled, too few last long enough
        int launches = load.launches();
        List<Load.Batch> once = new ArrayList<>();
        List<Load.Batch> twice = new ArrayList<>();
        for (int i = 0; i < BEST_OF; i++) {
          once.add(load.batch(launches));
          twice.add(load.batch(2 * launches));
        }
        Optional<String> waits = readsWait(load, twice);
        if (waits.isPresent()) {
          early.add(waits.get());
          continue;
        }
        Ratio ratio =
            new Ratio(
                launches,
                best(twice, Load.Batch::finishNanos) / best(once, Load.Batch::finishNanos),
                best(twice, Load.Batch::nanos) / best(once, Load.Batch::nanos),
                total(twice) / total(once));
        if (!ratio.isLow() && !ratio.isHigh()) {
          return ratio + ", and the last result is there when finish returns";
        }
        ratios.add(ratio);
      }
      if (early.size() == ROUNDS) {
        throw new Breach(early.get(0), load.where());
      }
      String text =
          String.format(
              Locale.ROOT,
              "%s; must lie between %.1f and %.1f; in %d of %d rounds reading had to wait",
              ratios.stream().map(Ratio::toString).collect(Collectors.joining(", ")),
              LOW_RATIO,
              HIGH_RATIO,
              early.size(),
              ROUNDS);
      if (early.isEmpty()
          && (ratios.stream().allMatch(Ratio::isLow) || ratios.stream().allMatch(Ratio::isHigh))) {
        throw new Breach(text, load.where());
      }
      throw new Unverified("the host is too noisy: " + text);
    }
  }

  /** What is wrong if most batches' results could only be read when the work was done. */
  private static Optional<String> readsWait(Load load, List<Load.Batch> batches) {
    long idle = load.idleReadNanos();
    Load.Batch median =
        batches.stream()
            .sorted(Comparator.comparingDouble(batch -> batch.readNanos() / (double) batch.nanos()))
            .skip(batches.size() / 2)
            .findFirst()
            .orElseThrow();
    if (median.readNanos() - idle <= Math.max(READ_SLACK_NANOS, READ_SHARE * median.nanos())) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "finish() returned %.3f ms after %d launches were begun to be enqueued, but reading the"
                + " last one's output then took %.1f ms (%.3f ms when nothing is pending): it had to"
                + " wait for work that was not done, in each of %d rounds",
            median.finishNanos() / 1e6,
            median.launches(),
            median.readNanos() / 1e6,
            idle / 1e6,
            ROUNDS));
  }

  /**
   * What twice as many launches took, over what they took: of the best batches, of the best until
   * their results were read, and of all batches. Where others use the host as well, a short batch
   * is sometimes left in peace and a long one never is: that makes the first two too large, but not
   * the third. A finish that only now and then does not wait makes the first too large alone.
   */
  private record Ratio(int launches, double ofBest, double ofBestRead, double ofAll) {
    boolean isLow() {
      return ofBest < LOW_RATIO;
    }

    boolean isHigh() {
      boolean leftInPeace = ofBestRead > HIGH_RATIO && ofAll >= LOW_RATIO && ofAll <= HIGH_RATIO;
      return ofBest > HIGH_RATIO && !leftInPeace;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "T(%d) / T(%d) = %.2f (until read %.2f, of all batches %.2f)",
          2 * launches,
          launches,
          ofBest,
          ofBestRead,
          ofAll);
    }
  }

  private static double best(List<Load.Batch> batches, ToLongFunction<Load.Batch> nanos) {
    return Math.max(1, batches.stream().mapToLong(nanos).min().orElse(1));
  }

  private static double total(List<Load.Batch> batches) {
    return Math.max(1, batches.stream().mapToLong(Load.Batch::finishNanos).sum());
  }
}
