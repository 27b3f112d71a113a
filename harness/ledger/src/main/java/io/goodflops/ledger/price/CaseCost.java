package io.goodflops.ledger.price;

import io.goodflops.ledger.ForkTimes;
import io.goodflops.ledger.Ranking;
import io.goodflops.result.CaseRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * What one workload costs on one device.
 *
 * @param items money for line items per effective PFLOP-hour (3.6·10¹⁸ FLOP)
 * @param electricity money for electricity per effective PFLOP-hour
 * @param total both
 * @param energy joules of the device per effective PFLOP (10¹⁵ FLOP)
 * @param money where a year's money goes
 * @param itemsOfLaunch money for line items, one launch, by fork; empty if it is not known
 * @param totalOfLaunch money for everything, likewise
 */
public record CaseCost(
    Priced items,
    Priced electricity,
    Priced total,
    Priced energy,
    YearsMoney money,
    Optional<double[]> itemsOfLaunch,
    Optional<double[]> totalOfLaunch) {
  /** FLOP of one effective PFLOP-hour. */
  public static final double PFLOP_HOUR = 1e15 * 3600;

  /** Money per PFLOP-hour ÷ this is money per EFLOP. */
  public static final double EFLOP_PER_PFLOP_HOUR = PFLOP_HOUR / 1e18;

  private static final double NANOS_PER_HOUR = 3.6e12;

  static CaseCost of(Rates rates, Optional<CaseRecord> record, double precision) {
    Optional<CaseRecord> sound =
        record.filter(Ranking::eligible).filter(c -> c.timeNanos().isPresent());
    double[] hours = sound.map(c -> hours(c, precision)).orElse(new double[0]);
    Optional<double[]> watts =
        sound.flatMap(Power::of).map(Power::each).filter(each -> each.length == hours.length);
    List<Missing> figure = sound.isEmpty() ? List.of(Missing.FIGURE) : List.of();
    List<Missing> power = watts.isEmpty() ? List.of(Missing.MEASURED_POWER) : List.of();
    List<Missing> forItems = joined(figure, rates.missingForItems());
    List<Missing> forElectricity =
        joined(
            forItems,
            rates.missingForElectricity(),
            rates.electricityIncluded() ? List.of() : power);
    IntToDoubleFunction itemsPerHour = i -> rates.itemsPerHour() / rates.utilisation();
    IntToDoubleFunction electricityPerHour =
        i ->
            rates.electricityPerHour(watts.map(w -> w[i]).orElse(0.0))
                + rates.idlePerHour() * rates.idleHours();
    Optional<double[]> items = ofLaunch(forItems, hours, itemsPerHour);
    Optional<double[]> electricity = ofLaunch(forElectricity, hours, electricityPerHour);
    Optional<double[]> total =
        ofLaunch(
            forElectricity,
            hours,
            i -> itemsPerHour.applyAsDouble(i) + electricityPerHour.applyAsDouble(i));
    Optional<double[]> joules =
        ofLaunch(joined(figure, power), hours, i -> watts.orElseThrow()[i] * NANOS_PER_HOUR / 1e9);
    double flops = sound.map(CaseRecord::flops).orElse(0L);
    List<Missing> flop = sound.isPresent() && flops == 0 ? List.of(Missing.FLOP) : List.of();
    long seed = sound.map(CaseRecord::id).orElse("").hashCode();
    return new CaseCost(
        priced(items, joined(forItems, flop), PFLOP_HOUR / flops, seed),
        priced(electricity, joined(forElectricity, flop), PFLOP_HOUR / flops, seed),
        priced(total, joined(forElectricity, flop), PFLOP_HOUR / flops, seed),
        priced(joules, joined(figure, power, flop), 1e15 / flops, seed),
        YearsMoney.of(rates, sound, watts, forItems, forElectricity),
        items,
        total);
  }

  private static double[] hours(CaseRecord record, double precision) {
    double[] hours = ForkTimes.of(record, precision).nanos();
    for (int i = 0; i < hours.length; i++) {
      hours[i] /= NANOS_PER_HOUR;
    }
    return hours;
  }

  private static Optional<double[]> ofLaunch(
      List<Missing> missing, double[] hours, IntToDoubleFunction perHour) {
    if (!missing.isEmpty()) {
      return Optional.empty();
    }
    double[] each = new double[hours.length];
    for (int i = 0; i < each.length; i++) {
      each[i] = hours[i] * perHour.applyAsDouble(i);
    }
    return Optional.of(each);
  }

  private static Priced priced(
      Optional<double[]> forks, List<Missing> missing, double factor, long seed) {
    return missing.isEmpty()
        ? Priced.of(Estimate.of(forks.orElseThrow(), seed).times(factor))
        : Priced.without(missing);
  }

  @SafeVarargs
  private static List<Missing> joined(List<Missing>... lists) {
    List<Missing> all = new ArrayList<>();
    for (List<Missing> list : lists) {
      all.addAll(list);
    }
    return all.stream().distinct().sorted().toList();
  }
}
