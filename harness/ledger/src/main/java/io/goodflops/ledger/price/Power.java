package io.goodflops.ledger.price;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.ForkRecord.Telemetry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Mean power of a device while it worked on a case, by its own sensors: what the device draws, not
 * its host or the site.
 */
final class Power {
  private static final int LEAST_READINGS = 2;

  private Power() {}

  /** In watts, one for each accepted fork in order; empty if a fork has no readings enough. */
  static Optional<double[]> watts(CaseRecord record) {
    List<OptionalDouble> watts =
        record.forks().stream()
            .filter(f -> f.outcome() == Outcome.MEASURED && !f.samples().isEmpty())
            .map(Power::watts)
            .toList();
    return watts.isEmpty() || watts.stream().anyMatch(OptionalDouble::isEmpty)
        ? Optional.empty()
        : Optional.of(watts.stream().mapToDouble(OptionalDouble::getAsDouble).toArray());
  }

  /** From the energy counter if there is one, since it misses nothing between two readings. */
  private static OptionalDouble watts(ForkRecord fork) {
    List<Telemetry> counted =
        fork.telemetry().stream().filter(t -> t.energyJoules().isPresent()).toList();
    if (counted.size() >= LEAST_READINGS) {
      Telemetry first = counted.get(0);
      Telemetry last = counted.get(counted.size() - 1);
      double joules = last.energyJoules().getAsDouble() - first.energyJoules().getAsDouble();
      double seconds = (last.atNanos() - first.atNanos()) / 1e9;
      if (joules > 0 && seconds > 0) {
        return OptionalDouble.of(joules / seconds);
      }
    }
    double[] read =
        fork.telemetry().stream()
            .flatMapToDouble(t -> t.powerWatts().stream())
            .filter(watts -> watts > 0)
            .toArray();
    return read.length < LEAST_READINGS
        ? OptionalDouble.empty()
        : java.util.Arrays.stream(read).average();
  }
}
