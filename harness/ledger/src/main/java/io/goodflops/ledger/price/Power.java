package io.goodflops.ledger.price;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.ForkRecord.Telemetry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Mean power of a device while it worked on a case, by its own sensors in the very forks whose time
 * counts: what the device draws, not its host or the site.
 *
 * @param watts of each accepted fork, in order
 * @param counted whether they come from a counter of energy, and not from samples of power
 * @param readings how many readings they come from
 */
public record Power(List<Double> watts, boolean counted, int readings) {
  /** Samples of power that a case needs, over all of its forks. */
  public static final int LEAST_SAMPLES = 60;

  /**
   * Readings of each fork at which its counter must have moved on. A counter misses nothing between
   * two readings; at each end it may lag by one of its steps. With five steps the two ends leave a
   * standard deviation of 1 ÷ (5 √6), 8 %, in one fork, which forks average.
   */
  public static final int LEAST_STEPS = 5;

  /** A fork whose power was looked at once says nothing of its course. */
  private static final int LEAST_SAMPLES_OF_FORK = 2;

  public Power {
    watts = List.copyOf(watts);
  }

  /**
   * Empty if the counter moved too seldom and samples are too few, or if they contradict each
   * other.
   */
  public static Optional<Power> of(CaseRecord record) {
    List<ForkRecord> forks =
        record.forks().stream()
            .filter(f -> f.outcome() == Outcome.MEASURED && !f.samples().isEmpty())
            .toList();
    if (forks.isEmpty() || SensorDispute.of(forks).isPresent()) {
      return Optional.empty();
    }
    List<List<Telemetry>> counters =
        forks.stream()
            .map(f -> f.telemetry().stream().filter(t -> t.energyJoules().isPresent()).toList())
            .toList();
    if (counters.stream().allMatch(readings -> steps(readings) >= LEAST_STEPS)) {
      return Optional.of(
          new Power(
              counters.stream().map(Power::ofCounter).toList(),
              true,
              counters.stream().mapToInt(List::size).sum()));
    }
    List<double[]> samples =
        forks.stream()
            .map(
                f ->
                    f.telemetry().stream()
                        .flatMapToDouble(t -> t.powerWatts().stream())
                        .filter(watts -> watts > 0)
                        .toArray())
            .toList();
    int all = samples.stream().mapToInt(each -> each.length).sum();
    boolean enough =
        all >= LEAST_SAMPLES
            && samples.stream().allMatch(each -> each.length >= LEAST_SAMPLES_OF_FORK);
    return enough
        ? Optional.of(
            new Power(
                samples.stream().map(each -> Arrays.stream(each).average().orElseThrow()).toList(),
                false,
                all))
        : Optional.empty();
  }

  /** In watts, one for each accepted fork in order. */
  double[] each() {
    return watts.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static int steps(List<Telemetry> readings) {
    int steps = 0;
    for (int i = 1; i < readings.size(); i++) {
      double moved = joules(readings.get(i)) - joules(readings.get(i - 1));
      if (moved < 0) {
        return 0; // it was set back in between
      }
      steps += moved > 0 ? 1 : 0;
    }
    return steps;
  }

  private static double ofCounter(List<Telemetry> readings) {
    Telemetry first = readings.get(0);
    Telemetry last = readings.get(readings.size() - 1);
    return (joules(last) - joules(first)) / ((last.atNanos() - first.atNanos()) / 1e9);
  }

  private static double joules(Telemetry reading) {
    return reading.energyJoules().orElseThrow();
  }
}
