package io.goodflops.ledger.accept;

import io.goodflops.ledger.ForkTimes;
import io.goodflops.ledger.Stein;
import io.goodflops.ledger.compare.Column;
import io.goodflops.ledger.compare.Comparison;
import io.goodflops.ledger.compare.Gate;
import io.goodflops.ledger.compare.Light;
import io.goodflops.ledger.compare.Ratio;
import io.goodflops.ledger.compare.Ratios;
import io.goodflops.ledger.compare.Refusal;
import io.goodflops.ledger.compare.Refusal.Why;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Verification;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.RunRecord;
import io.goodflops.result.Seeds;
import io.goodflops.result.Tender.Criterion;
import io.goodflops.result.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Runs against a tender. A minimum holds on a unit if the one-sided 95 % bound of the measured rate
 * lies above it; it fails if the bound on the other side lies below, adjusted by Holm over all
 * tests of the tender; else the evidence is insufficient. Since all must hold, accepting needs no
 * adjustment. A test that failed or is missing rejects.
 */
public record Acceptance(
    Terms terms,
    List<Column> units,
    List<Condition> conditions,
    List<Finding> findings,
    List<Spread> spreads) {
  /** Each pair of units is a test, so that their number is bounded. */
  public static final int MOST_UNITS = 64;

  public Acceptance {
    units = List.copyOf(units);
    conditions = List.copyOf(conditions);
    findings = List.copyOf(findings);
    spreads = List.copyOf(spreads);
  }

  /**
   * Judges runs.
   *
   * @param runs with closed books
   * @param devices which of the runs' devices
   * @throws UserException if they cannot be judged
   */
  public static Acceptance of(Terms terms, List<RunRecord> runs, Predicate<DeviceRecord> devices) {
    Comparison.requireDistinct(runs, 1);
    List<Column> units = Column.of(runs, devices);
    if (units.size() > MOST_UNITS) {
      throw UserException.usage(
          "The runs have "
              + units.size()
              + " devices, at most "
              + MOST_UNITS
              + " are judged at once; choose some by --device.");
    }
    List<Finding> open = findings(terms, units);
    List<Spreads.Pair> pairs = Spreads.pairs(terms, open);
    List<Ratio> family =
        Stream.concat(
                open.stream().filter(Finding::open).map(f -> f.overNeeded().orElseThrow()),
                pairs.stream().map(Spreads.Pair::ratio))
            .toList();
    List<Ruling> rulings = Gate.lights(family, 0).stream().map(Acceptance::ruling).toList();
    List<Finding> findings = new ArrayList<>();
    int next = 0;
    for (Finding each : open) {
      findings.add(each.open() ? each.ruled(rulings.get(next++)) : each);
    }
    return new Acceptance(
        terms,
        units,
        conditions(terms, runs, units),
        findings,
        Spreads.ruled(pairs, rulings.subList(next, rulings.size())));
  }

  /** The worst of all. */
  public Ruling ruling() {
    return Ruling.worst(
        Stream.of(
                conditions.stream().map(Condition::ruling),
                findings.stream().map(Finding::ruling),
                spreads.stream().map(Spread::ruling))
            .flatMap(rulings -> rulings)
            .toList());
  }

  /** How many findings, conditions and spreads are ruled so. */
  public int count(Ruling ruling) {
    return (int)
        (conditions.stream().filter(c -> c.ruling() == ruling).count()
            + findings.stream().filter(f -> f.ruling() == ruling).count()
            + spreads.stream().filter(s -> s.ruling() == ruling).count());
  }

  /** The device that a column is about, as far as a record can tell devices apart. */
  public static String unit(Column column) {
    String physical = column.device().physicalId();
    return column
        .run()
        .labels()
        .getOrDefault("unit", physical.isBlank() ? column.device().id() : physical);
  }

  private static Ruling ruling(Light light) {
    return switch (light) {
      case PASS -> Ruling.ACCEPT;
      case FAIL -> Ruling.REJECT;
      case INCONCLUSIVE, NOT_GATED -> Ruling.INSUFFICIENT;
    };
  }

  private static List<Condition> conditions(Terms terms, List<RunRecord> runs, List<Column> units) {
    List<Condition> conditions = new ArrayList<>();
    for (RunRecord run : runs) {
      String id = run.runId();
      conditions.add(
          Condition.of(
              Condition.Kind.TENDER,
              id,
              terms.sha256(),
              run.settings().tender().map(RunRecord.TenderRecord::sha256).orElse("")));
      conditions.add(
          Condition.of(Condition.Kind.SUITE, id, terms.suiteSha256(), run.suite().sha256()));
      terms
          .challenge()
          .ifPresent(
              text -> {
                String found = run.settings().challenge().orElse("");
                conditions.add(Condition.of(Condition.Kind.CHALLENGE, id, text, found));
                boolean follow = Seeds.follow(run, text);
                conditions.add(
                    Condition.of(Condition.Kind.SEEDS, id, text, follow ? text : "", follow));
              });
    }
    int tested = (int) units.stream().map(Acceptance::unit).distinct().count();
    conditions.add(
        Condition.of(
            Condition.Kind.UNITS,
            "",
            Integer.toString(terms.units()),
            Integer.toString(tested),
            tested >= terms.units()));
    return conditions;
  }

  private static List<Finding> findings(Terms terms, List<Column> units) {
    List<Finding> findings = new ArrayList<>();
    for (Asked asked : terms.asked()) {
      List<Criterion> criteria = terms.tender().criteria().stream().filter(asked::meantBy).toList();
      for (Column unit : units) {
        Optional<CaseRecord> record = unit.cases().stream().filter(asked::is).findFirst();
        Optional<Refusal> failed = failed(asked, record);
        if (failed.isPresent() || criteria.isEmpty()) {
          findings.add(
              new Finding(
                  unit,
                  asked,
                  criteria.stream().findFirst(),
                  failed.isPresent() ? Ruling.REJECT : Ruling.ACCEPT,
                  record,
                  Optional.empty(),
                  failed));
          continue;
        }
        for (Criterion criterion : criteria) {
          findings.add(finding(terms, unit, asked, criterion, record.orElseThrow()));
        }
      }
    }
    return findings;
  }

  /** Why a case has no verified figure; empty if it has one. */
  private static Optional<Refusal> failed(Asked asked, Optional<CaseRecord> record) {
    if (record.isEmpty()) {
      return Comparison.refused(Why.NOT_RUN, "");
    }
    CaseRecord found = record.get();
    Optional<Refusal> blank = Comparison.blank(found, found);
    if (blank.isPresent()) {
      return blank;
    }
    if (found.flops() != asked.flops()) {
      return Comparison.refused(Why.OTHER_WORK, found.flops() + " FLOP");
    }
    return found.verification().map(Verification::passed).orElse(false)
        ? Optional.empty()
        : Comparison.refused(Why.NOT_MEASURED, "the result was not checked");
  }

  private static Finding finding(
      Terms terms, Column unit, Asked asked, Criterion criterion, CaseRecord record) {
    ForkTimes own = ForkTimes.of(record, unit.run().settings().precision());
    double margin = 1 + criterion.margin().orElse(0);
    long seed = record.id().hashCode();
    Optional<Ratio> ratio;
    Optional<Refusal> refusal;
    if (criterion.minRatio().isPresent()) {
      RunRecord reference = terms.reference().orElseThrow();
      Optional<CaseRecord> base =
          reference.cases().stream()
              .filter(asked::is)
              .filter(c -> Comparison.blank(c, record).isEmpty())
              .findFirst();
      if (base.isEmpty()) {
        ratio = Optional.empty();
        refusal = Comparison.refused(Why.NO_BASELINE, "");
      } else {
        ForkTimes other = ForkTimes.of(base.get(), reference.settings().precision());
        double scale = margin / criterion.minRatio().getAsDouble();
        double[] needed = Arrays.stream(other.nanos()).map(t -> t * scale).toArray();
        ratio = Ratios.apart(needed, own.nanos(), seed);
        refusal = Comparison.doubt(base.get(), other, record, own, unit.real());
      }
    } else {
      double needed = amount(criterion, record) / minimum(criterion) * margin;
      ratio = Ratios.against(needed, own.nanos(), seed);
      refusal = unit.real() ? Comparison.doubt(record, own) : Comparison.refused(Why.NOT_REAL, "");
    }
    int forks = own.nanos().length;
    Optional<Refusal> few =
        forks < Stein.PILOT
            ? Comparison.refused(Why.INDICATIVE, Integer.toString(forks))
            : Optional.empty();
    return new Finding(
        unit,
        asked,
        Optional.of(criterion),
        Ruling.INSUFFICIENT,
        Optional.of(record),
        ratio,
        refusal.or(() -> few));
  }

  /** FLOP or bytes of one launch. */
  private static double amount(Criterion criterion, CaseRecord record) {
    return criterion.minTflops().isPresent() ? record.flops() : record.bytes();
  }

  /** FLOP or bytes per nanosecond. */
  private static double minimum(Criterion criterion) {
    return criterion.minTflops().isPresent()
        ? criterion.minTflops().getAsDouble() * 1e3
        : criterion.minGigabytesPerSecond().orElseThrow();
  }
}
