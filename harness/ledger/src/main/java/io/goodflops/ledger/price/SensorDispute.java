package io.goodflops.ledger.price;

import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.ForkRecord.Telemetry;
import java.util.List;
import java.util.Optional;

/**
 * A counter of energy and samples of power that cannot both be true: over the same time they differ
 * by more than {@value #MOST} times, as they do where a unit is wrong by 1000. Which of them is
 * right nobody knows, so neither is used. Less proves nothing: samples may be means over the last
 * second, and a device that begins to work draws several times what it drew idle.
 *
 * @param countedJoules by which the counter moved
 * @param sampledJoules power × time, from reading to reading
 */
public record SensorDispute(double countedJoules, double sampledJoules) {
  /** How many times one may be the other. */
  public static final double MOST = 5;

  /** In the measured forks; empty if they agree, or if either is missing or moved too seldom. */
  public static Optional<SensorDispute> of(List<ForkRecord> forks) {
    return between(
        forks.stream()
            .filter(fork -> fork.outcome() == Outcome.MEASURED)
            .map(ForkRecord::telemetry)
            .toList());
  }

  /** The same for readings in order, each list from one process. */
  public static Optional<SensorDispute> between(List<List<Telemetry>> processes) {
    double counted = 0;
    double sampled = 0;
    int steps = 0;
    for (List<Telemetry> readings : processes) {
      List<Telemetry> both =
          readings.stream()
              .filter(t -> t.energyJoules().isPresent() && t.powerWatts().isPresent())
              .toList();
      for (int i = 1; i < both.size(); i++) {
        Telemetry before = both.get(i - 1);
        Telemetry after = both.get(i);
        double moved = after.energyJoules().getAsDouble() - before.energyJoules().getAsDouble();
        if (moved >= 0) { // else it was set back in between
          double watts = (before.powerWatts().getAsDouble() + after.powerWatts().getAsDouble()) / 2;
          counted += moved;
          sampled += watts * (after.atNanos() - before.atNanos()) / 1e9;
          steps += moved > 0 ? 1 : 0;
        }
      }
    }
    boolean known = steps >= Power.LEAST_STEPS && sampled > 0;
    return known && Math.max(counted / sampled, sampled / counted) > MOST
        ? Optional.of(new SensorDispute(counted, sampled))
        : Optional.empty();
  }
}
