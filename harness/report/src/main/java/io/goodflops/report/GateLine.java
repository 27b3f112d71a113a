package io.goodflops.report;

import io.goodflops.ledger.compare.Drop;
import io.goodflops.ledger.compare.Gate;
import io.goodflops.ledger.compare.GateCase;
import io.goodflops.ledger.compare.Light;
import io.goodflops.ledger.compare.Ratio;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One case at the gate, as all outputs say it.
 *
 * @param drop where the time of a slower case went; empty if it is not slower
 */
record GateLine(
    String name, Light light, String before, String after, String ratio, Phrase why, Phrase drop) {

  /** The worst first. */
  static List<GateLine> of(Gate gate) {
    return gate.cases().stream()
        .sorted(Comparator.comparingInt(each -> rank(each.light())))
        .map(each -> of(each, gate.margin()))
        .toList();
  }

  static GateLine of(GateCase each, double margin) {
    return new GateLine(
        each.name(),
        each.light(),
        rate(each.baseline()),
        rate(each.candidate()),
        each.ratio().map(GateLine::ratio).orElse(""),
        GateWords.why(each, margin),
        drop(each));
  }

  static Phrase counts(Gate gate) {
    return GateWords.COUNTS.with(
        gate.count(Light.PASS),
        gate.count(Light.FAIL),
        gate.count(Light.INCONCLUSIVE),
        gate.count(Light.NOT_GATED));
  }

  static Phrase against(Gate gate) {
    return GateWords.AGAINST.with(
        gate.candidate().runId(),
        gate.baseline().runId(),
        Figures.percent(gate.margin()),
        gate.paired() ? GateWords.PAIRED : GateWords.APART);
  }

  /** What is not alike, by name; empty if nothing. */
  static Phrase unlike(Gate gate) {
    List<Phrase> names = gate.unlike().stream().map(d -> CompareWords.of(d.aspect())).toList();
    return names.isEmpty()
        ? Phrase.empty()
        : GateWords.NOT_ALIKE.with(Phrase.join(", ", "、", names));
  }

  private static int rank(Light light) {
    return switch (light) {
      case FAIL -> 0;
      case INCONCLUSIVE -> 1;
      case PASS -> 2;
      case NOT_GATED -> 3;
    };
  }

  private static String rate(Optional<CaseRecord> record) {
    return record
        .flatMap(c -> CaseFigures.of(c).rate())
        .map(CaseFigures.Rate::value)
        .orElse(Figures.UNKNOWN);
  }

  private static String ratio(Ratio ratio) {
    return CompareWords.times(ratio.value()) + " " + CompareViews.bounds(ratio.two95());
  }

  /** Only what is slower has dropped. */
  private static Phrase drop(GateCase each) {
    boolean slower = each.ratio().map(r -> r.value() < 1).orElse(false);
    return each.drop().filter(d -> slower).map(GateLine::words).orElse(Phrase.empty());
  }

  private static Phrase words(Drop drop) {
    Phrase parts =
        GateWords.DROP.with(
            signed(drop.code()), signed(drop.machine()), signed(drop.unexplained()));
    return drop.largest()
        .map(
            category ->
                Phrase.join(
                    "; ", "；", List.of(parts, GateWords.LARGEST.with(Phrase.of(category.label())))))
        .orElse(parts);
  }

  private static String signed(double share) {
    return (share < 0 ? "" : "+") + Figures.percent(share);
  }
}
