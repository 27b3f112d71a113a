package io.goodflops.ledger.price;

import io.goodflops.ledger.ForkTimes;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import java.util.Arrays;
import java.util.Optional;

/**
 * Energy of a case by the device's own sensors, from the same forks as its time. Joules of an
 * effective FLOP are those of a launch ÷ the FLOPs that its algorithm needs: what is wasted has to
 * be paid for as well.
 *
 * @param power of which it is made
 * @param watts mean power
 * @param joulesOfLaunch power × time, fork by fork
 * @param joulesPerFlop empty for work without FLOPs
 */
public record Energy(
    Power power, Estimate watts, Estimate joulesOfLaunch, Optional<Estimate> joulesPerFlop) {

  /**
   * The energy of a case whose results were verified.
   *
   * @return empty without a figure, or with too few readings
   */
  public static Optional<Energy> of(CaseRecord record) {
    if (record.outcome() != Outcome.MEASURED || record.timeNanos().isEmpty()) {
      return Optional.empty();
    }
    double[] nanos = ForkTimes.of(record, 0).nanos();
    return Power.of(record)
        .filter(power -> power.watts().size() == nanos.length)
        .map(power -> of(record, power, nanos));
  }

  private static Energy of(CaseRecord record, Power power, double[] nanos) {
    double[] watts = power.each();
    double[] joules = new double[nanos.length];
    Arrays.setAll(joules, i -> watts[i] * nanos[i] / 1e9);
    long seed = record.id().hashCode();
    Estimate launch = Estimate.of(joules, seed);
    return new Energy(
        power,
        Estimate.of(watts, seed),
        launch,
        record.flops() > 0 ? Optional.of(launch.times(1.0 / record.flops())) : Optional.empty());
  }
}
