package io.goodflops.report;

import io.goodflops.ledger.BiggestLosses;
import io.goodflops.ledger.DisplayShares;
import io.goodflops.ledger.Group;
import io.goodflops.ledger.Groups;
import io.goodflops.ledger.Headline;
import io.goodflops.ledger.Ranking;
import io.goodflops.report.chart.BasisWords;
import io.goodflops.report.chart.Panels;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Basis;
import io.goodflops.result.LedgerRecord.Share;
import io.goodflops.result.LedgerRecord.Status;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What all ranking cases of one device, lane and basis say together.
 *
 * @param headline its sums; in a bandwidth verdict "FLOP" reads "byte"
 * @param effective share with an interval as wide as if all errors had one sign
 * @param losses largest first
 */
record Verdict(Headline headline, Share effective, List<BiggestLosses.Loss> losses) {

  /** All verdicts of a run, that of the run's one headline first, then as in the record. */
  static List<Verdict> of(RunRecord run) {
    Map<Key, List<CaseRecord>> byKey = new LinkedHashMap<>();
    for (CaseRecord subject : run.cases()) {
      Panels.shown(subject)
          .filter(ledger -> Ranking.eligible(subject))
          .map(ledger -> new Key(subject.device(), subject.lane(), ledger.basis()))
          .ifPresent(key -> byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(subject));
    }
    List<CaseRecord> compute =
        byKey.entrySet().stream()
            .filter(entry -> !BasisWords.isBandwidth(entry.getKey().basis))
            .flatMap(entry -> entry.getValue().stream())
            .toList();
    List<Verdict> verdicts = new ArrayList<>();
    Optional<Headline> first = Headline.of(compute);
    first.ifPresent(headline -> verdicts.add(compute(headline)));
    byKey.forEach(
        (key, cases) -> {
          Optional<Headline> headline =
              BasisWords.isBandwidth(key.basis) ? bandwidth(key, cases) : Headline.of(cases);
          headline
              .filter(h -> first.map(f -> !sameKey(f, h)).orElse(true))
              .map(h -> BasisWords.isBandwidth(h.basis()) ? bandwidth(h) : compute(h))
              .ifPresent(verdicts::add);
        });
    return verdicts;
  }

  private static boolean sameKey(Headline a, Headline b) {
    return a.device().equals(b.device())
        && a.lane().equals(b.lane())
        && a.basis().equals(b.basis());
  }

  private static Verdict compute(Headline headline) {
    List<LedgerRecord> ledgers = ledgers(headline.cases());
    return new Verdict(headline, together(ledgers), BiggestLosses.of(headline));
  }

  private static Verdict bandwidth(Headline headline) {
    List<LedgerRecord> ledgers = ledgers(headline.cases());
    List<BiggestLosses.Loss> losses =
        headline.cases().stream()
            .flatMap(c -> BiggestLosses.of(c.id(), Panels.shown(c).orElseThrow()).stream())
            .sorted((a, b) -> Double.compare(b.share(), a.share()))
            .limit(1)
            .toList();
    return new Verdict(headline, together(ledgers), losses);
  }

  private static Optional<Headline> bandwidth(Key key, List<CaseRecord> all) {
    List<CaseRecord> cases =
        all.stream().filter(c -> Panels.shown(c).orElseThrow().status() != Status.INVALID).toList();
    if (cases.isEmpty()) {
      return Optional.empty();
    }
    List<LedgerRecord> ledgers = ledgers(cases);
    double capacity = ledgers.stream().mapToDouble(LedgerRecord::capacityFlop).sum();
    double effective = ledgers.stream().mapToDouble(LedgerRecord::effectiveFlop).sum();
    return Optional.of(
        new Headline(
            key.device,
            key.lane,
            key.basis,
            cases,
            all.size() - cases.size(),
            Groups.of(ledgers),
            effective / (capacity / key.basis.rate())));
  }

  private static List<LedgerRecord> ledgers(List<CaseRecord> cases) {
    return cases.stream().map(c -> Panels.shown(c).orElseThrow()).toList();
  }

  private static Share together(List<LedgerRecord> ledgers) {
    double capacity = 0;
    double value = 0;
    double low = 0;
    double high = 0;
    for (LedgerRecord ledger : ledgers) {
      double weight = ledger.capacityFlop();
      capacity += weight;
      value += ledger.effective().share() * weight;
      low += ledger.effective().low() * weight;
      high += ledger.effective().high() * weight;
    }
    return new Share(value / capacity, low / capacity, high / capacity);
  }

  Basis basis() {
    return headline.basis();
  }

  boolean onBandwidth() {
    return BasisWords.isBandwidth(basis());
  }

  boolean declared() {
    return basis().kind().equals("DECLARED");
  }

  double share(Group group) {
    return headline.groups().share(group);
  }

  /** Shares of the six groups in per cent, rounded so that they add up to 100. */
  List<Double> percents() {
    return DisplayShares.percent(Group.SIX.stream().map(this::share).toList());
  }

  /** "Of 100 units of peak (…): 38 effective, 34 avoidable waste, …" */
  Phrase sentence() {
    long[] units = headline.units();
    return (onBandwidth() ? Words.BANDWIDTH_HEADLINE : Words.HEADLINE)
        .with(BasisWords.name(basis()), units[0], units[1], units[2], units[3]);
  }

  private record Key(String device, String lane, Basis basis) {}
}
