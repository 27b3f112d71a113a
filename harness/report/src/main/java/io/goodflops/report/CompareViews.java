package io.goodflops.report;

import io.goodflops.ledger.compare.Bounds;
import io.goodflops.ledger.compare.Cell;
import io.goodflops.ledger.compare.Cell.PlainRatio;
import io.goodflops.ledger.compare.Claim;
import io.goodflops.ledger.compare.Column;
import io.goodflops.ledger.compare.Comparison;
import io.goodflops.ledger.compare.Difference;
import io.goodflops.ledger.compare.Ratio;
import io.goodflops.ledger.compare.Refusal;
import io.goodflops.ledger.compare.Row;
import io.goodflops.ledger.compare.Tally;
import io.goodflops.report.CompareView.Aspect;
import io.goodflops.report.CompareView.Box;
import io.goodflops.report.CompareView.Device;
import io.goodflops.report.CompareView.Line;
import io.goodflops.report.CompareView.Work;
import io.goodflops.report.chart.CaseLabels;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns a comparison into what its page prints. */
final class CompareViews {
  private static final int LETTERS = 26;

  private CompareViews() {}

  static CompareView of(
      Comparison comparison,
      CompareExtras extras,
      ChartPair shares,
      ChartPair absolute,
      String toolVersion) {
    List<Column> columns = comparison.columns();
    return new CompareView(
        CompareWords.TITLE.with(columns.size()),
        CompareWords.HEADING.with(columns.size(), comparison.rows().size()),
        devices(comparison),
        warnings(comparison),
        aspects(comparison, false),
        aspects(comparison, true),
        CompareWords.SUMMARY_NOTE.with(
            tag(comparison.baseline()), Figures.percent(comparison.margin())),
        lines(comparison),
        shares,
        absolute,
        comparison.rows().stream().map(CompareViews::work).toList(),
        extras.pricing().map(pricing -> PriceViews.of(comparison, pricing)),
        extras.weighing().map(mix -> PriceViews.of(comparison, mix, extras.pricing())),
        toolVersion);
  }

  /** A, B, …, Z, AA, AB, …: short names of columns, in table and charts. */
  static String tag(int index) {
    String last = Character.toString('A' + index % LETTERS);
    return index < LETTERS ? last : tag(index / LETTERS - 1) + last;
  }

  private static List<Device> devices(Comparison comparison) {
    List<Device> devices = new ArrayList<>();
    for (int i = 0; i < comparison.columns().size(); i++) {
      Column column = comparison.columns().get(i);
      devices.add(
          new Device(
              tag(i),
              column.device().model(),
              column.device().id(),
              column.run().runId(),
              i == comparison.baseline() ? CompareWords.BASELINE : Phrase.empty()));
    }
    return devices;
  }

  static List<Phrase> warnings(Comparison comparison) {
    List<Phrase> warnings = new ArrayList<>();
    long real = comparison.columns().stream().filter(Column::real).count();
    if (real < comparison.columns().size()) {
      warnings.add(real == 0 ? CompareWords.WARN_SIMULATED : CompareWords.WARN_MIXED);
    }
    long majors =
        comparison.columns().stream()
            .map(column -> column.run().schemaVersion().split("\\.", 2)[0])
            .distinct()
            .count();
    if (majors > 1) {
      warnings.add(CompareWords.WARN_SCHEMA);
    }
    List<Cell> figures =
        comparison.rows().stream()
            .flatMap(row -> row.cells().stream())
            .filter(cell -> !cell.blank())
            .toList();
    long few =
        figures.stream()
            .flatMap(cell -> cell.subject().stream())
            .filter(subject -> subject.timeNanos().map(t -> t.indicative()).orElse(false))
            .count();
    if (few > 0) {
      warnings.add(CompareWords.WARN_FEW.with(few, figures.size()));
    }
    return warnings;
  }

  private static List<Aspect> aspects(Comparison comparison, boolean alike) {
    return comparison.differences().stream()
        .filter(difference -> difference.alike() == alike)
        .map(CompareViews::aspect)
        .toList();
  }

  private static Aspect aspect(Difference difference) {
    return new Aspect(
        CompareWords.of(difference.aspect()),
        difference.values().stream()
            .map(value -> value.isBlank() ? CompareWords.NOT_TOLD : Phrase.same(value))
            .toList());
  }

  private static List<Line> lines(Comparison comparison) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < comparison.columns().size(); i++) {
      Tally tally = comparison.tally(i);
      boolean baseline = i == comparison.baseline();
      lines.add(
          new Line(
              tag(i),
              comparison.columns().get(i).device().model(),
              baseline ? "" : Integer.toString(tally.wins()),
              baseline ? "" : Integer.toString(tally.ties()),
              baseline ? "" : Integer.toString(tally.losses()),
              baseline ? "" : Integer.toString(tally.inconclusive()),
              baseline ? "" : Integer.toString(tally.undecided()),
              CompareWords.COVERED_VALUE.with(tally.measured(), tally.asked()),
              baseline ? CompareWords.BASED_ON : geometric(comparison, i)));
    }
    return lines;
  }

  private static Phrase geometric(Comparison comparison, int column) {
    return comparison
        .geometricMean(column)
        .map(
            mean ->
                CompareWords.GEOMETRIC_VALUE.with(Figures.decimal(mean.ratio(), 3), mean.rows()))
        .orElse(CompareWords.NO_GEOMETRIC);
  }

  private static Work work(Row row) {
    return new Work(name(row), row.cells().stream().map(CompareViews::box).toList());
  }

  static String name(Row row) {
    String mode = row.key().mathMode();
    return CaseLabels.withLane(row.sample()) + (mode.equals("STRICT") ? "" : " " + mode);
  }

  private static Box box(Cell cell) {
    Optional<CaseFigures.Rate> rate =
        cell.blank() ? Optional.empty() : cell.subject().flatMap(s -> CaseFigures.of(s).rate());
    return new Box(
        rate.map(CaseFigures.Rate::value).orElse(""),
        rate.map(r -> r.low() + " – " + r.high()).orElse(""),
        cell.ratio().map(r -> CompareWords.times(r.value())).orElse(""),
        bounds(cell),
        cell.claim().map(Claim::name).orElse(""),
        verdict(cell));
  }

  private static String bounds(Cell cell) {
    return cell.ratio()
        .flatMap(PlainRatio::estimate)
        .map(Ratio::two95)
        .map(CompareViews::bounds)
        .orElse("");
  }

  static String bounds(Bounds interval) {
    return "["
        + Figures.decimal(interval.low(), 3)
        + ", "
        + Figures.decimal(interval.high(), 3)
        + "]";
  }

  /** The verdict, or why there is none. */
  static Phrase verdict(Cell cell) {
    if (cell.claim().isPresent()) {
      return CompareWords.of(cell.claim().get());
    }
    Refusal refusal = cell.refusal().orElseThrow();
    Phrase why = CompareWords.of(refusal);
    return refusal.why().blank() || refusal.why() == Refusal.Why.BASELINE
        ? why
        : CompareWords.REFUSED.with(why);
  }
}
