package io.goodflops.engine.measure;

import io.goodflops.result.ForkRecord.Sample;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Holds the times that a fork claims against the host's own clock. The host hears of each batch
 * when it ends, so it knows how long the fork worked from its first batch to its last.
 */
final class ClockBounds {
  /** A clock that runs slower than this is no clock. */
  private static final double SLOWEST = 0.9;

  /** The message of a batch's end can be late by as much on a busy or virtual machine. */
  private static final double SLACK_NANOS = 250e6;

  /** Clocks drift apart by millionths; what is more lies in when the first mark was reached. */
  private static final double DEVICE_TOLERANCE = 0.02;

  private static final double DEVICE_SLACK_NANOS = 5e6;

  private ClockBounds() {}

  /** Why the times must not be believed; empty if nothing speaks against them. */
  static Optional<String> dispute(ForkReport report, JmhFork.End end) {
    List<Sample> samples = report.samples();
    long all = samples.stream().mapToLong(Sample::wallNanos).sum();
    // of the first batch's end, too, the host may hear late, and of the last one's at once
    if (end.claimedNanos() > end.spanNanos() + SLACK_NANOS || all > end.process().wallNanos()) {
      return Optional.of("claims more time than the host saw pass");
    }
    if (samples.stream().anyMatch(sample -> sample.wallNanos() <= 0)) {
      return Optional.of("claims that a batch took no time");
    }
    long later = samples.stream().skip(1).mapToLong(Sample::wallNanos).sum();
    if (later != end.claimedNanos()) {
      return Optional.of("reports other batches at its end than it did while it ran");
    }
    if (later + report.untimedNanos() < SLOWEST * end.spanNanos() - SLACK_NANOS) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "claims %.0f ms from its first batch to its last where the host saw %.0f ms",
              (later + report.untimedNanos()) / 1e6,
              end.spanNanos() / 1e6));
    }
    return Optional.empty();
  }

  /**
   * The same for a fork that was timed beside others: the host hears when its last batch has ended.
   *
   * @param hostNanos from the host's sign to begin to its hearing of the end
   */
  static Optional<String> disputeBesideOthers(ForkReport report, long hostNanos) {
    List<Sample> samples = report.samples();
    long all = samples.stream().mapToLong(Sample::wallNanos).sum();
    if (all > hostNanos) {
      return Optional.of("claims more time than the host saw pass");
    }
    if (samples.stream().anyMatch(sample -> sample.wallNanos() <= 0)) {
      return Optional.of("claims that a batch took no time");
    }
    // one batch may have been under way when the sign was given
    long longest = samples.stream().mapToLong(Sample::wallNanos).max().orElse(0);
    double claimed = all + report.untimedNanos() + longest;
    return claimed < SLOWEST * hostNanos - SLACK_NANOS
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "claims %.0f ms from its first batch to its last where the host saw %.0f ms",
                claimed / 1e6,
                hostNanos / 1e6))
        : Optional.empty();
  }

  /** Both clocks ran from the first mark of the timed batches to the last. */
  static Optional<String> deviceDispute(ForkReport report) {
    if (report.span().isEmpty()) {
      return Optional.empty();
    }
    double host = report.span().get().hostNanos();
    double device = report.span().get().deviceNanos();
    boolean agree = Math.abs(device - host) <= DEVICE_TOLERANCE * host + DEVICE_SLACK_NANOS;
    return agree
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the device's clock counted %.1f ms while the host's counted %.1f ms",
                device / 1e6,
                host / 1e6));
  }
}
