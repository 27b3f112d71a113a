package io.goodflops.report;

import io.goodflops.ledger.accept.Acceptance;
import io.goodflops.ledger.accept.Condition;
import io.goodflops.ledger.accept.Finding;
import io.goodflops.ledger.accept.Ruling;
import io.goodflops.ledger.accept.Spread;
import io.goodflops.ledger.compare.Column;
import io.goodflops.ledger.compare.Ratio;
import io.goodflops.report.chart.Modes;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.Tender.Criterion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One test of a tender, as all outputs say it.
 *
 * @param kind for programs: a condition's name, {@code CASE} or {@code SPREAD}
 * @param unit the device or run that it is about
 * @param ratio of what was found to what is needed, with its one-sided bounds
 * @param judged false for a case that only has to be right
 * @param nanos what its forks took
 */
record AcceptLine(
    Ruling ruling,
    String kind,
    String unit,
    Phrase test,
    Phrase wanted,
    Phrase found,
    Optional<Ratio> ratio,
    Phrase why,
    boolean judged,
    long nanos) {
  private static final int DIGEST = 12;

  /** The worst first. */
  static List<AcceptLine> of(Acceptance acceptance) {
    List<AcceptLine> lines = new ArrayList<>();
    acceptance.conditions().forEach(each -> lines.add(of(each)));
    acceptance.findings().forEach(each -> lines.add(of(each)));
    acceptance.spreads().forEach(each -> lines.add(of(each, acceptance)));
    lines.sort(Comparator.comparing(AcceptLine::ruling).reversed());
    return lines;
  }

  static Phrase title(Acceptance acceptance) {
    return AcceptWords.TITLE.with(AcceptWords.of(acceptance.ruling()));
  }

  static Phrase counts(Acceptance acceptance) {
    return AcceptWords.COUNTS.with(
        acceptance.count(Ruling.ACCEPT),
        acceptance.count(Ruling.REJECT),
        acceptance.count(Ruling.INSUFFICIENT));
  }

  static Phrase against(Acceptance acceptance) {
    return AcceptWords.AGAINST.with(
        acceptance.terms().tender().tender(),
        brief(acceptance.terms().sha256()),
        acceptance.units().stream().map(unit -> unit.run().runId()).distinct().count(),
        acceptance.units().size());
  }

  static Phrase challenge(Acceptance acceptance) {
    return acceptance
        .terms()
        .challenge()
        .map(AcceptWords.CHALLENGE::with)
        .orElse(AcceptWords.NO_CHALLENGE);
  }

  /** "×1.031 [1.012, 1.050]"; empty without a ratio. */
  String times() {
    return ratio
        .map(r -> CompareWords.times(r.value()) + " " + CompareViews.bounds(r.two90()))
        .orElse("");
  }

  /** Letter and name of a unit. */
  static String unit(Column column) {
    return CompareViews.tag(column.number() - 1) + " " + Acceptance.unit(column);
  }

  private static AcceptLine of(Condition each) {
    boolean hash = each.kind() == Condition.Kind.TENDER || each.kind() == Condition.Kind.SUITE;
    return new AcceptLine(
        each.ruling(),
        each.kind().name(),
        each.run(),
        AcceptWords.of(each.kind()),
        said(hash ? brief(each.wanted()) : each.wanted()),
        said(hash ? brief(each.found()) : each.found()),
        Optional.empty(),
        each.ruling() == Ruling.ACCEPT ? AcceptWords.HOLDS : AcceptWords.OTHER,
        true,
        0);
  }

  private static Phrase said(String text) {
    return text.isBlank() ? AcceptWords.NOTHING : Phrase.same(text);
  }

  private static String brief(String sha256) {
    return sha256.substring(0, Math.min(DIGEST, sha256.length()));
  }

  private static AcceptLine of(Finding each) {
    boolean figure = each.ruling() != Ruling.REJECT || each.refusal().isEmpty();
    return new AcceptLine(
        each.ruling(),
        "CASE",
        unit(each.unit()),
        Phrase.same(each.asked().name()),
        each.criterion().map(c -> wanted(c, each)).orElse(AcceptWords.VERIFIED),
        Phrase.same(figure ? each.record().map(AcceptLine::rate).orElse("") : ""),
        each.overNeeded(),
        each.refusal().map(CompareWords::of).orElseGet(() -> why(each.ruling(), AcceptWords.BELOW)),
        each.criterion().isPresent() || each.ruling() != Ruling.ACCEPT,
        each.record().stream()
            .flatMap(c -> c.forks().stream())
            .mapToLong(ForkRecord::wallNanos)
            .sum());
  }

  private static Phrase wanted(Criterion c, Finding each) {
    Phrase least;
    if (c.minRatio().isPresent()) {
      least = AcceptWords.OF_REFERENCE.with(Figures.given(c.minRatio().getAsDouble()));
    } else if (c.minTflops().isPresent()) {
      String unit = each.record().map(r -> Modes.teraUnit(r.dtype())).orElse("TFLOP/s");
      least = Phrase.same(Figures.given(c.minTflops().getAsDouble()) + " " + unit);
    } else {
      double rate = c.minGigabytesPerSecond().orElseThrow();
      least = Phrase.same(Figures.given(rate) + " GB/s");
    }
    Phrase whole = AcceptWords.AT_LEAST.with(least);
    return c.margin().orElse(0) > 0
        ? AcceptWords.LESS_MARGIN.with(whole, Figures.percent(c.margin().getAsDouble()))
        : whole;
  }

  private static String rate(CaseRecord record) {
    return CaseFigures.of(record)
        .rate()
        .map(rate -> rate.value() + " [" + rate.low() + ", " + rate.high() + "]")
        .orElse("");
  }

  private static AcceptLine of(Spread each, Acceptance acceptance) {
    double allowed = acceptance.terms().tender().maxSpread().orElseThrow();
    return new AcceptLine(
        each.ruling(),
        "SPREAD",
        unit(each.faster()) + " \u00f7 " + unit(each.slower()),
        AcceptWords.SPREAD.with(each.asked().name()),
        AcceptWords.AT_MOST.with(Figures.percent(allowed)),
        Phrase.same(Figures.percent(each.share(allowed))),
        Optional.of(each.ratio()),
        why(each.ruling(), AcceptWords.ABOVE),
        true,
        0);
  }

  private static Phrase why(Ruling ruling, Phrase fails) {
    return switch (ruling) {
      case ACCEPT -> AcceptWords.HOLDS;
      case REJECT -> fails;
      case INSUFFICIENT -> AcceptWords.WIDE;
    };
  }
}
