package io.goodflops.engine.run;

import io.goodflops.engine.plan.Case;
import io.goodflops.engine.run.JournalEntry.Forked;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.Verification;
import io.goodflops.result.ForkRecord;
import io.goodflops.spi.Compute;
import io.goodflops.spi.Op;
import io.goodflops.workload.ProgramWorkload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is known of one case while a run goes on: its forks so far, or why there are none. */
final class CaseBook {
  /** A case is called disturbed above these shares of its timed wall time. */
  private static final double STEAL_LIMIT = 0.02;

  private static final double WAIT_LIMIT = 0.03;
  private static final double PAUSE_LIMIT = 0.01;

  static final List<Outcome> BAD_TO_WORSE =
      List.of(
          Outcome.MEASURED,
          Outcome.UNSUPPORTED,
          Outcome.FAILED,
          Outcome.TIMED_OUT,
          Outcome.CRASHED,
          Outcome.WRONG);

  private final Case planned;
  private final List<Forked> forks = new ArrayList<>();
  private final RankBook rank;
  private Optional<String> skipped;
  private int wanted;

  CaseBook(Case planned, int wanted) {
    this.planned = planned;
    this.rank = new RankBook(planned.device().record().id());
    this.skipped = planned.obstacle();
    this.wanted = wanted;
  }

  Case planned() {
    return planned;
  }

  void add(Forked fork) {
    forks.add(fork);
  }

  void addTogether(JournalEntry.Together round, int index) {
    rank.add(round, index);
  }

  void skip(String reason) {
    skipped = Optional.of(reason);
  }

  void want(int forksInAll) {
    wanted = forksInAll;
  }

  int forks() {
    return forks.size();
  }

  /** Forks still to run; none after one that did not end well. */
  int missing() {
    return skipped.isPresent() || outcome() != Outcome.MEASURED
        ? 0
        : Math.max(0, wanted - forks.size());
  }

  boolean isEmpty() {
    return forks.isEmpty();
  }

  double[] forkMeansNanos() {
    return forks.stream().mapToDouble(entry -> meanNanos(entry.fork())).toArray();
  }

  /** Launches in a batch of the last fork: a good first guess for the next. */
  OptionalInt launchesBefore() {
    return forks.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(forks.get(forks.size() - 1).fork().launchesPerBatch());
  }

  double averageForkSeconds() {
    return forks.stream().mapToLong(entry -> entry.fork().wallNanos()).average().orElse(0) / 1e9;
  }

  static double meanNanos(ForkRecord fork) {
    double wall = 0;
    double launches = 0;
    for (ForkRecord.Sample sample : fork.samples()) {
      wall += sample.wallNanos();
      launches += sample.launches();
    }
    return wall / launches;
  }

  /** The worst of the forks' outcomes. */
  Outcome outcome() {
    if (skipped.isPresent()) {
      return Outcome.UNSUPPORTED;
    }
    return worst().map(entry -> entry.fork().outcome()).orElse(Outcome.MEASURED);
  }

  private Optional<Forked> worst() {
    return forks.stream()
        .max(Comparator.comparingInt(entry -> BAD_TO_WORSE.indexOf(entry.fork().outcome())));
  }

  CaseRecord record(String repro) {
    Optional<Op> op = planned.op();
    var workload = planned.shape().workload();
    Outcome outcome = forks.isEmpty() ? Outcome.UNSUPPORTED : outcome();
    String reason =
        skipped.orElseGet(
            () -> worst().map(entry -> entry.fork().reason()).orElse("not run: the run ended"));
    Set<String> suspect = new LinkedHashSet<>();
    forks.forEach(entry -> suspect.addAll(entry.suspect()));
    Compute compute = op.map(Op::compute).orElse(Compute.standard(workload.dtype()));
    return new CaseRecord(
        planned.id(),
        workload.name(),
        new TreeMap<>(workload.describe()),
        workload.source(),
        planned.device().record().id(),
        List.of(planned.device().record().id()),
        workload.dtype().name(),
        compute.accumulate().name(),
        compute.mathMode().name(),
        planned.shape().lane().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        planned.shape().pattern().name(),
        outcome,
        List.copyOf(suspect),
        disturbances(),
        reason,
        repro + " --device " + planned.device().own() + " --case " + planned.id(),
        workload.flops(),
        workload instanceof ProgramWorkload program
            ? Optional.of(program.flopsExecuted())
            : Optional.empty(),
        workload.bytes() - bytesSpared(),
        Optional.empty(),
        forks.stream().map(Forked::implementation).findFirst().orElse(""),
        forks.stream().map(Forked::fork).toList(),
        rank.record().stream().toList(),
        verification(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The check before the first fork has found it. */
  private long bytesSpared() {
    return forks.stream()
        .map(Forked::bytesSpared)
        .mapToLong(spared -> spared.orElse(0))
        .max()
        .orElse(0);
  }

  private Optional<Verification> verification() {
    return worst(forks.stream().map(Forked::verification).flatMap(Optional::stream));
  }

  static Optional<Verification> worst(Stream<Verification> checks) {
    return checks.max(
        Comparator.comparing((Verification check) -> !check.passed())
            .thenComparingInt(check -> check.method().length())
            .thenComparingDouble(Verification::error));
  }

  private List<String> disturbances() {
    long wall = 0;
    long pauses = 0;
    for (Forked entry : forks) {
      for (ForkRecord.Sample sample : entry.fork().samples()) {
        wall += sample.wallNanos();
        pauses += sample.pauseNanos();
      }
    }
    List<String> texts = new ArrayList<>();
    if (wall > 0) {
      add(
          texts,
          sum(ForkRecord.Sample::stealNanos) / (double) wall,
          STEAL_LIMIT,
          "stolen by the hypervisor");
      add(
          texts,
          sum(ForkRecord.Sample::waitNanos) / (double) wall,
          WAIT_LIMIT,
          "spent waiting for a CPU that other threads used");
      add(texts, pauses / (double) wall, PAUSE_LIMIT, "spent in runtime pauses");
    }
    return texts;
  }

  private long sum(Function<ForkRecord.Sample, OptionalLong> field) {
    return forks.stream()
        .flatMap(entry -> entry.fork().samples().stream())
        .mapToLong(sample -> field.apply(sample).orElse(0))
        .sum();
  }

  private static void add(List<String> texts, double share, double limit, String what) {
    if (share > limit) {
      texts.add(
          String.format(Locale.ROOT, "%.1f %% of the timed wall time was %s", 100 * share, what));
    }
  }
}
