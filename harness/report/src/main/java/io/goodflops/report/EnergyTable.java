package io.goodflops.report;

import io.goodflops.ledger.price.Energy;
import io.goodflops.ledger.price.Estimate;
import io.goodflops.ledger.price.Power;
import io.goodflops.ledger.price.SensorDispute;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.RunRecord;
import java.util.List;
import java.util.Optional;

/** Energy by case, from the devices' own sensors; nothing at all where no device has any. */
final class EnergyTable {
  private EnergyTable() {}

  static Optional<Disclosure.Block> of(RunRecord run) {
    List<CaseRecord> seen =
        run.cases().stream()
            .filter(c -> c.outcome() == CaseRecord.Outcome.MEASURED && readings(c) > 0)
            .toList();
    return seen.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Disclosure.Block.table(
                Words.ENERGY,
                List.of(
                    Words.CASE,
                    Words.MEAN_POWER,
                    Words.ENERGY_PER_LAUNCH,
                    Words.ENERGY_PER_FLOP,
                    Words.ENERGY_FROM),
                seen.stream().map(EnergyTable::row).toList()));
  }

  private static List<Phrase> row(CaseRecord subject) {
    Optional<Energy> energy = Energy.of(subject);
    return List.of(
        Phrase.same(subject.id()),
        cell(energy.map(Energy::watts), 1, "W"),
        cell(energy.map(Energy::joulesOfLaunch), 1, "J"),
        cell(energy.flatMap(Energy::joulesPerFlop), 1e12, "pJ"),
        energy
            .map(Energy::power)
            .map(
                power ->
                    (power.counted() ? Words.BY_COUNTER : Words.BY_SAMPLES).with(power.readings()))
            .orElseGet(
                () ->
                    SensorDispute.of(subject.forks())
                        .map(EnergyTable::words)
                        .orElseGet(
                            () ->
                                Words.TOO_FEW_READINGS.with(
                                    readings(subject), Power.LEAST_SAMPLES))));
  }

  private static Phrase words(SensorDispute dispute) {
    return Words.SENSORS_DISAGREE.with(
        Figures.significant(dispute.countedJoules(), 3),
        Figures.significant(dispute.sampledJoules(), 3));
  }

  private static Phrase cell(Optional<Estimate> estimate, double factor, String unit) {
    return estimate
        .map(e -> e.times(factor))
        .map(
            e ->
                Figures.significant(e.value(), 3)
                    + Figures.NO_BREAK_SPACE
                    + unit
                    + e.interval()
                        .map(
                            b ->
                                " ("
                                    + Figures.significant(b.low(), 3)
                                    + " \u2013 "
                                    + Figures.significant(b.high(), 3)
                                    + ")")
                        .orElse(""))
        .map(Phrase::same)
        .orElse(Words.NOT_KNOWN);
  }

  private static long readings(CaseRecord subject) {
    return subject.forks().stream()
        .map(ForkRecord::telemetry)
        .flatMap(List::stream)
        .filter(t -> t.powerWatts().isPresent() || t.energyJoules().isPresent())
        .count();
  }
}
