package io.goodflops.report;

import io.goodflops.ledger.BiggestLosses;
import io.goodflops.ledger.Category;
import io.goodflops.ledger.DisplayShares;
import io.goodflops.ledger.Group;
import io.goodflops.ledger.Groups;
import io.goodflops.ledger.Headline;
import io.goodflops.ledger.Ranking;
import io.goodflops.report.chart.BasisWords;
import io.goodflops.report.chart.Panels;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.ForkRecord;
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
import java.util.function.ToLongFunction;

/**
 * What all ranking cases of one device, lane and basis say together.
 *
 * @param evidence of the run: a verdict on no hardware says so itself
 * @param asked cases of the whole run
 * @param headline its sums; in a bandwidth verdict "FLOP" reads "byte"
 * @param rate FLOP/s or byte/s: for one case what the table says, for several the work of all timed
 *     launches ÷ their time
 * @param effective share with an interval as wide as if all errors had one sign
 * @param losses largest first
 */
record Verdict(
    RunRecord.Evidence evidence,
    int asked,
    Headline headline,
    CaseFigures.Interval rate,
    Share effective,
    List<BiggestLosses.Loss> losses) {
  /** Of a record that was edited by hand: its rate is no number. */
  private static final TimeEstimate NO_TIME =
      new TimeEstimate(Double.NaN, Double.NaN, Double.NaN, 0, 0, "", true);

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
    first.ifPresent(headline -> verdicts.add(compute(run, headline)));
    byKey.forEach(
        (key, cases) -> {
          Optional<Headline> headline =
              BasisWords.isBandwidth(key.basis) ? bandwidth(key, cases) : Headline.of(cases);
          headline
              .filter(h -> first.map(f -> !sameKey(f, h)).orElse(true))
              .map(h -> BasisWords.isBandwidth(h.basis()) ? bandwidth(run, h) : compute(run, h))
              .ifPresent(verdicts::add);
        });
    return verdicts;
  }

  private static boolean sameKey(Headline a, Headline b) {
    return a.device().equals(b.device())
        && a.lane().equals(b.lane())
        && a.basis().equals(b.basis());
  }

  private static Verdict compute(RunRecord run, Headline headline) {
    return new Verdict(
        run.evidence(),
        Math.max(run.planned(), run.cases().size()),
        headline,
        rate(headline.cases(), CaseRecord::flops),
        together(ledgers(headline.cases())),
        BiggestLosses.of(headline));
  }

  private static Verdict bandwidth(RunRecord run, Headline headline) {
    List<BiggestLosses.Loss> losses =
        headline.cases().stream()
            .flatMap(c -> BiggestLosses.of(c.id(), Panels.shown(c).orElseThrow()).stream())
            .sorted((a, b) -> Double.compare(b.share(), a.share()))
            .limit(1)
            .toList();
    return new Verdict(
        run.evidence(),
        Math.max(run.planned(), run.cases().size()),
        headline,
        rate(headline.cases(), CaseRecord::bytes),
        together(ledgers(headline.cases())),
        losses);
  }

  private static CaseFigures.Interval rate(
      List<CaseRecord> cases, ToLongFunction<CaseRecord> work) {
    double done = 0;
    double time = 0;
    double low = 0;
    double high = 0;
    for (CaseRecord subject : cases) {
      double launches = launches(subject);
      TimeEstimate nanos = subject.timeNanos().orElse(NO_TIME);
      done += launches * work.applyAsLong(subject) * 1e9;
      time += launches * nanos.value();
      low += launches * nanos.low();
      high += launches * nanos.high();
    }
    return new CaseFigures.Interval(done / time, done / high, done / low);
  }

  private static double launches(CaseRecord subject) {
    double launches =
        subject.forks().stream()
            .filter(fork -> fork.outcome() == CaseRecord.Outcome.MEASURED)
            .flatMap(fork -> fork.samples().stream())
            .mapToDouble(ForkRecord.Sample::launches)
            .sum();
    return Math.max(1, launches);
  }

  private static Optional<Headline> bandwidth(Key key, List<CaseRecord> all) {
    List<CaseRecord> cases =
        all.stream().filter(c -> Panels.shown(c).orElseThrow().status() != Status.INVALID).toList();
    if (cases.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Headline(
            key.device,
            key.lane,
            key.basis,
            cases,
            all.size() - cases.size(),
            Groups.of(ledgers(cases))));
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

  /** "Of 100 units of peak (…): 38 effective, 34 avoidable waste, …", marked if of no hardware. */
  Phrase sentence() {
    Phrase sentence =
        (onBandwidth() ? Words.BANDWIDTH_HEADLINE : Words.HEADLINE)
            .with(BasisWords.name(basis()), parts());
    return switch (evidence) {
      case SELF_TESTED, REPRODUCED -> sentence;
      case EMULATED -> Words.EMULATED_VERDICT.with(sentence);
      case SIMULATED -> Words.SIMULATED_VERDICT.with(sentence);
    };
  }

  /** "38 effective, 34 avoidable waste, …", and what of it the machine's other users took. */
  Phrase parts() {
    long[] units = headline.units();
    long taken = Math.min(units[1], Math.round(100 * takenByOthers()));
    Phrase parts =
        taken == 0
            ? Words.HEADLINE_PARTS.with(units[0], units[1], units[2], units[3])
            : Words.HEADLINE_PARTS_SHARED.with(units[0], units[1], taken, units[2], units[3]);
    return units[3] < 0 ? parts.then(Words.LESS_THAN_NOTHING) : parts;
  }

  /** Share of capacity that other programs and tenants of the machine had: no fault of the chip. */
  double takenByOthers() {
    double taken = 0;
    double capacity = 0;
    for (LedgerRecord ledger : ledgers(headline.cases())) {
      capacity += ledger.capacityFlop();
      for (Category category :
          List.of(Category.AVAILABILITY_STEAL, Category.AVAILABILITY_PREEMPTED)) {
        taken +=
            ledger
                .categories()
                .getOrDefault(category.id(), Optional.empty())
                .map(LedgerRecord.Booking::flop)
                .orElse(0.0);
      }
    }
    return taken / capacity;
  }

  private record Key(String device, String lane, Basis basis) {}
}
