package io.goodflops.ledger;

import static io.goodflops.ledger.CompareRuns.NANOS;
import static io.goodflops.ledger.CompareRuns.failed;
import static io.goodflops.ledger.CompareRuns.run;
import static io.goodflops.ledger.CompareRuns.timed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.ledger.accept.Acceptance;
import io.goodflops.ledger.accept.Asked;
import io.goodflops.ledger.accept.Condition;
import io.goodflops.ledger.accept.Finding;
import io.goodflops.ledger.accept.Ruling;
import io.goodflops.ledger.accept.Terms;
import io.goodflops.ledger.compare.Gate;
import io.goodflops.ledger.compare.Light;
import io.goodflops.ledger.compare.Ratios;
import io.goodflops.ledger.compare.Refusal.Why;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.RunRecord;
import io.goodflops.result.RunRecord.Evidence;
import io.goodflops.result.Seeds;
import io.goodflops.result.Tender;
import io.goodflops.result.Tender.Criterion;
import io.goodflops.result.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AcceptanceTest {
  private static final long FLOPS = 2L << 30;

  /** TFLOP/s of a launch of {@link CompareRuns#NANOS}. */
  private static final double RATE = FLOPS / NANOS / 1e3;

  private static final String TENDER = "aa".repeat(32);
  private static final String SUITE = "bb".repeat(32);

  private static Asked gemm(String name) {
    return new Asked(name, "PLAIN", "random", FLOPS, 3L << 22);
  }

  private static Criterion atLeast(double teraflops, double margin) {
    return new Criterion(
        "gemm*",
        Optional.of("plain"),
        OptionalDouble.of(teraflops),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.of(margin));
  }

  private static Tender tender(int units, double spread, Criterion... criteria) {
    return new Tender(
        "hall-2",
        Optional.empty(),
        Optional.empty(),
        "standard",
        Optional.empty(),
        OptionalInt.of(units),
        spread > 0 ? OptionalDouble.of(spread) : OptionalDouble.empty(),
        Optional.of(new Tender.Reference("run.json", TENDER)),
        List.of(criteria));
  }

  private static Terms terms(Tender tender) {
    return new Terms(
        tender, TENDER, SUITE, List.of(gemm("gemm")), Optional.empty(), Optional.empty());
  }

  /** As {@code run --tender} would have recorded it. */
  private static RunRecord answering(String id, CaseRecord... cases) {
    return answering(run(id, cases), TENDER, Optional.empty());
  }

  private static RunRecord answering(RunRecord run, String sha256, Optional<String> challenge) {
    RunRecord.Settings s = run.settings();
    return new RunRecord(
        run.schemaVersion(),
        run.runId(),
        run.startedAt(),
        run.finishedAt(),
        run.toolVersion(),
        Map.of("unit", "card of " + run.runId()),
        run.evidence(),
        run.status(),
        new RunRecord.SuiteRecord("hall-2", "Hall 2", SUITE),
        new RunRecord.Settings(
            s.precision(),
            s.budgetSeconds(),
            s.minForks(),
            s.maxForks(),
            s.minBatches(),
            s.minBatchSeconds(),
            s.minTimedSeconds(),
            s.commandLine(),
            Optional.of(new RunRecord.TenderRecord("hall-2", sha256)),
            challenge),
        run.host(),
        run.plugins(),
        run.devices(),
        run.calibration(),
        run.planned(),
        run.cases(),
        run.runLedger());
  }

  private static Acceptance judge(Tender tender, RunRecord... runs) {
    return Acceptance.of(terms(tender), List.of(runs), device -> true);
  }

  private static Finding only(Criterion criterion, CaseRecord subject) {
    Acceptance acceptance = judge(tender(1, 0, criterion), answering("a", subject));
    assertThat(acceptance.findings()).hasSize(1);
    assertThat(acceptance.ruling()).isEqualTo(acceptance.findings().get(0).ruling());
    return acceptance.findings().get(0);
  }

  @Test
  void aMinimumIsShownOrNotShownOrShownToFail() {
    CaseRecord subject = timed("gemm", NANOS);
    Finding holds = only(atLeast(RATE / 1.02, 0), subject);
    assertThat(holds.ruling()).isEqualTo(Ruling.ACCEPT);
    assertThat(holds.overNeeded().orElseThrow().value()).isCloseTo(1.02, within(0.01));
    assertThat(only(atLeast(RATE * 1.02, 0), subject).ruling()).isEqualTo(Ruling.REJECT);
    assertThat(only(atLeast(RATE, 0), subject).ruling()).isEqualTo(Ruling.INSUFFICIENT);
    assertThat(only(atLeast(RATE * 1.02, 0.05), subject).ruling()).isEqualTo(Ruling.ACCEPT);
  }

  @Test
  void aRateOfBytesIsJudgedLikewise() {
    Criterion bytes =
        new Criterion(
            "*",
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalDouble.of((3L << 22) / NANOS * 1.1),
            OptionalDouble.empty(),
            OptionalDouble.empty());
    assertThat(only(bytes, timed("gemm", NANOS)).ruling()).isEqualTo(Ruling.REJECT);
    assertThat(only(bytes, timed("gemm", NANOS / 1.2)).ruling()).isEqualTo(Ruling.ACCEPT);
  }

  @Test
  void whatFailedOrIsMissingIsNeverSkipped() {
    for (Outcome outcome :
        List.of(
            Outcome.WRONG,
            Outcome.UNSUPPORTED,
            Outcome.CRASHED,
            Outcome.TIMED_OUT,
            Outcome.FAILED)) {
      assertThat(only(atLeast(RATE / 2, 0), failed("gemm", outcome)).ruling())
          .as(outcome.name())
          .isEqualTo(Ruling.REJECT);
    }
    Finding missing = only(atLeast(RATE / 2, 0), timed("other", NANOS));
    assertThat(missing.ruling()).isEqualTo(Ruling.REJECT);
    assertThat(missing.refusal().orElseThrow().why()).isEqualTo(Why.NOT_RUN);
    Finding smaller =
        only(atLeast(RATE / 2, 0), CompareRuns.ofFlops(timed("gemm", NANOS), FLOPS / 2));
    assertThat(smaller.ruling()).isEqualTo(Ruling.REJECT);
    assertThat(smaller.refusal().orElseThrow().why()).isEqualTo(Why.OTHER_WORK);
  }

  @Test
  void figuresThatShowNothingAreNoEvidence() {
    Criterion easy = atLeast(RATE / 2, 0);
    Finding few = only(easy, timed("gemm", NANOS, 14, 0.01));
    assertThat(few.ruling()).isEqualTo(Ruling.INSUFFICIENT);
    assertThat(few.refusal().orElseThrow().why()).isEqualTo(Why.INDICATIVE);
    assertThat(only(easy, CompareRuns.suspect(timed("gemm", NANOS))).ruling())
        .isEqualTo(Ruling.INSUFFICIENT);
    RunRecord simulated =
        answering(run("s", Evidence.SIMULATED, timed("gemm", NANOS)), TENDER, Optional.empty());
    assertThat(judge(tender(1, 0, easy), simulated).ruling()).isEqualTo(Ruling.INSUFFICIENT);
  }

  @Test
  void aCaseWithoutCriterionMustBeRight() {
    Criterion other = atLeast(RATE / 2, 0);
    Terms terms =
        new Terms(
            tender(1, 0, other),
            TENDER,
            SUITE,
            List.of(gemm("gemm"), gemm("also")),
            Optional.empty(),
            Optional.empty());
    RunRecord good = answering("a", timed("gemm", NANOS), timed("also", NANOS, 3, 0.5));
    assertThat(Acceptance.of(terms, List.of(good), d -> true).ruling()).isEqualTo(Ruling.ACCEPT);
    RunRecord bad = answering("a", timed("gemm", NANOS), failed("also", Outcome.WRONG));
    assertThat(Acceptance.of(terms, List.of(bad), d -> true).ruling()).isEqualTo(Ruling.REJECT);
  }

  @Test
  void aRunOfAnotherTenderOrOfTooFewUnitsIsRejected() {
    Criterion easy = atLeast(RATE / 2, 0);
    RunRecord other = answering(run("a", timed("gemm", NANOS)), "cc".repeat(32), Optional.empty());
    assertThat(rejected(judge(tender(1, 0, easy), other))).containsExactly(Condition.Kind.TENDER);
    RunRecord free = run("a", timed("gemm", NANOS));
    assertThat(rejected(judge(tender(1, 0, easy), free)))
        .containsExactly(Condition.Kind.TENDER, Condition.Kind.SUITE);
    RunRecord one = answering("a", timed("gemm", NANOS));
    assertThat(rejected(judge(tender(2, 0, easy), one))).containsExactly(Condition.Kind.UNITS);
    RunRecord two = answering("b", timed("gemm", NANOS));
    assertThat(judge(tender(2, 0, easy), one, two).ruling()).isEqualTo(Ruling.ACCEPT);
  }

  private static List<Condition.Kind> rejected(Acceptance acceptance) {
    assertThat(acceptance.ruling()).isEqualTo(Ruling.REJECT);
    return acceptance.conditions().stream()
        .filter(c -> c.ruling() == Ruling.REJECT)
        .map(Condition::kind)
        .toList();
  }

  @Test
  void seedsMustFollowFromTheChallenge() {
    String text = "opened on 2026-11-28";
    Terms terms =
        new Terms(
            tender(1, 0, atLeast(RATE / 2, 0)),
            TENDER,
            SUITE,
            List.of(gemm("gemm")),
            Optional.of(text),
            Optional.empty());
    RunRecord seeded =
        answering(run("a", seeded(timed("gemm", NANOS), text)), TENDER, Optional.of(text));
    assertThat(Acceptance.of(terms, List.of(seeded), d -> true).ruling()).isEqualTo(Ruling.ACCEPT);
    RunRecord renamed =
        answering(run("a", seeded(timed("gemm", NANOS), "older")), TENDER, Optional.of(text));
    assertThat(rejected(Acceptance.of(terms, List.of(renamed), d -> true)))
        .containsExactly(Condition.Kind.SEEDS);
    RunRecord silent = answering("a", timed("gemm", NANOS));
    assertThat(rejected(Acceptance.of(terms, List.of(silent), d -> true)))
        .containsExactly(Condition.Kind.CHALLENGE, Condition.Kind.SEEDS);
  }

  private static CaseRecord seeded(CaseRecord c, String challenge) {
    List<ForkRecord> forks = new ArrayList<>();
    for (ForkRecord f : c.forks()) {
      int index = forks.size();
      forks.add(
          new ForkRecord(
              index,
              Seeds.ofFork(Seeds.ofChallenge(challenge), c.id(), index),
              f.startedAt(),
              f.outcome(),
              f.reason(),
              f.launchesPerBatch(),
              f.samples(),
              f.warmup(),
              f.lifecycle(),
              f.trace(),
              f.telemetry(),
              f.peakMemoryBytes(),
              f.wallNanos(),
              f.step()));
    }
    return CompareRuns.withForks(c, forks);
  }

  @Test
  void theReferenceIsComparedFromForkToFork() {
    Criterion faster =
        new Criterion(
            "gemm",
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.of(1.5),
            OptionalDouble.empty());
    Terms terms =
        new Terms(
            tender(1, 0, faster),
            TENDER,
            SUITE,
            List.of(gemm("gemm")),
            Optional.empty(),
            Optional.of(run("reference", timed("gemm", NANOS))));
    assertThat(ruling(terms, NANOS / 1.6)).isEqualTo(Ruling.ACCEPT);
    assertThat(ruling(terms, NANOS / 1.5)).isEqualTo(Ruling.INSUFFICIENT);
    assertThat(ruling(terms, NANOS / 1.4)).isEqualTo(Ruling.REJECT);
  }

  private static Ruling ruling(Terms terms, double nanos) {
    return Acceptance.of(terms, List.of(answering("a", timed("gemm", nanos))), d -> true).ruling();
  }

  @Test
  void unitsMayNotDifferByMoreThanTheSpread() {
    Criterion easy = atLeast(RATE / 2, 0);
    RunRecord a = answering("a", timed("gemm", NANOS));
    RunRecord b = answering("b", timed("gemm", NANOS * 1.02));
    RunRecord c = answering("c", timed("gemm", NANOS * 1.10));
    assertThat(judge(tender(2, 0.05, easy), a, b).ruling()).isEqualTo(Ruling.ACCEPT);
    Acceptance wide = judge(tender(3, 0.05, easy), a, b, c);
    assertThat(wide.ruling()).isEqualTo(Ruling.REJECT);
    assertThat(wide.spreads()).hasSize(1);
    assertThat(wide.spreads().get(0).share(0.05)).isCloseTo(0.10, within(0.01));
    assertThat(wide.spreads().get(0).slower().run().runId()).isEqualTo("c");
    assertThat(judge(tender(3, 0.2, easy), a, b, c).ruling()).isEqualTo(Ruling.ACCEPT);
    assertThat(judge(tender(3, 0.10, easy), a, b, c).ruling()).isEqualTo(Ruling.INSUFFICIENT);
  }

  /** 800 devices exactly at the limit: 5 % each way are 40, with a deviation of 6. */
  @Test
  void aRateAtTheLimitIsSeldomAcceptedAndSeldomRejected() {
    Map<Light, Long> limit = lights(800, 1);
    assertThat(limit.get(Light.PASS)).isBetween(16L, 64L);
    assertThat(limit.get(Light.FAIL)).isBetween(16L, 64L);
    assertThat(lights(50, 1.03).get(Light.PASS)).isGreaterThan(45);
    assertThat(lights(50, 0.97).get(Light.FAIL)).isGreaterThan(45);
  }

  private static Map<Light, Long> lights(int trials, double rate) {
    Random random = new Random(7);
    return IntStream.range(0, trials)
        .mapToObj(
            trial ->
                IntStream.range(0, 15)
                    .mapToDouble(fork -> NANOS / rate * (1 + 0.02 * random.nextGaussian()))
                    .toArray())
        .map(forks -> Ratios.against(NANOS, forks, 7).orElseThrow())
        .collect(
            Collectors.groupingBy(
                ratio -> Gate.lights(List.of(ratio), 0).get(0), Collectors.counting()));
  }

  @Test
  void tooManyDevicesOrTheSameRunTwiceAreRefused() {
    RunRecord a = answering("a", timed("gemm", NANOS));
    assertThatThrownBy(() -> judge(tender(1, 0, atLeast(1, 0)), a, a))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("given twice");
  }
}
