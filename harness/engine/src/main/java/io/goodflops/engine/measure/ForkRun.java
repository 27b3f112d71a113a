package io.goodflops.engine.measure;

import io.goodflops.engine.child.ChildAnswer;
import io.goodflops.engine.child.ChildJvm;
import io.goodflops.engine.child.ChildWatch;
import io.goodflops.engine.child.CrashFile;
import io.goodflops.engine.child.Words;
import io.goodflops.engine.plugin.PluginFolder;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.Verification;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.StepRecord;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Op;
import io.goodflops.workload.OpWorkload;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.TransferWorkload;
import io.goodflops.workload.Workload;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.program.RepeatCheck;
import io.goodflops.workload.program.TrainedCheck;
import io.goodflops.workload.program.TrainingStep;
import io.goodflops.workload.verify.Judge;
import io.goodflops.workload.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs one fork of a case and judges it. The judge is this process, which holds no vendor code: it
 * makes the inputs again from the seed and draws its challenge after the fork has ended.
 */
public final class ForkRun {
  private static final int CRASH_EXIT = 134;
  private static final int OUT_OF_MEMORY_EXIT = 3;

  private final SecureRandom challenges = new SecureRandom();
  private final PluginFolder plugin;
  private final String device;
  private final Duration deadline;

  public ForkRun(PluginFolder plugin, String device, Duration deadline) {
    this.plugin = plugin;
    this.device = device;
    this.deadline = deadline;
  }

  /**
   * A fork with its judgement.
   *
   * @param suspect reasons why its times must not be ranked
   * @param judgeNanos host time that judging took
   */
  public record Judged(
      ForkRecord fork,
      String implementation,
      Optional<Verification> verification,
      List<String> suspect,
      long judgeNanos) {
    public Judged {
      suspect = List.copyOf(suspect);
    }

    /** What stands for a fork where a training step was not timed, because its check failed. */
    public static Judged notTimed(StepCheck.Checked checked) {
      ForkReport none = ForkReport.failed(checked.outcome(), checked.reason(), Map.of());
      ForkRecord fork =
          new ForkRecord(
              0,
              0,
              now(),
              none.outcome(),
              none.reason(),
              0,
              none.samples(),
              none.warmup(),
              Map.of("verify", checked.nanos()),
              none.trace(),
              none.telemetry(),
              none.peakMemoryBytes(),
              checked.nanos(),
              Optional.empty());
      return new Judged(fork, "", last(checked), List.of(), 0);
    }

    /** What stands for a fork that was ready when nobody was left to run beside it. */
    static Judged leftAlone(int index, ForkOrder order, String startedAt, long wallNanos) {
      ForkReport none =
          ForkReport.failed(
              Outcome.UNSUPPORTED, "not run: no other device was ready to run beside it", Map.of());
      return new Judged(
          record(index, order, startedAt, none, wallNanos, Map.of()),
          "",
          Optional.empty(),
          List.of(),
          0);
    }

    /** The same fork with the check that came before it, in time and in words. */
    public Judged after(StepCheck.Checked checked) {
      Map<String, Long> lifecycle = new HashMap<>(fork.lifecycle());
      lifecycle.merge("verify", checked.nanos(), Long::sum);
      ForkRecord longer = fork.spent(lifecycle, fork.wallNanos() + checked.nanos());
      Optional<Verification> both =
          verification.map(
              timed ->
                  timed.passed()
                      ? new Verification(
                          methods(checked) + " + " + timed.method(),
                          last(checked).map(Verification::error).orElse(timed.error()),
                          last(checked).map(Verification::bound).orElse(timed.bound()),
                          true)
                      : timed);
      return new Judged(longer, implementation, both, suspect, judgeNanos);
    }

    private static String methods(StepCheck.Checked checked) {
      return String.join(
          " + ", checked.verifications().stream().map(Verification::method).toList());
    }

    private static Optional<Verification> last(StepCheck.Checked checked) {
      return checked.verifications().isEmpty()
          ? Optional.empty()
          : Optional.of(checked.verifications().get(checked.verifications().size() - 1));
    }
  }

  /**
   * Runs the order to its end, whatever that is.
   *
   * @param onSample called in some thread whenever a batch was timed
   */
  public Judged run(int index, String caseId, ForkOrder order, Runnable onSample)
      throws IOException {
    String startedAt = now();
    if (plugin.seal().broken().isPresent()) {
      return changed(index, order, startedAt);
    }
    JmhFork.End end = new JmhFork(plugin, device, deadline).run(order, caseId, onSample);
    return judged(
        index, order, startedAt, end.process(), report -> ClockBounds.dispute(report, end));
  }

  static String now() {
    return Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS).toString();
  }

  /**
   * Judges a fork that has ended.
   *
   * @param dispute what the host's clock says against its times
   */
  Judged judged(
      int index,
      ForkOrder order,
      String startedAt,
      ForkEnd end,
      Function<ForkReport, Optional<String>> dispute)
      throws IOException {
    Path folder = Path.of(order.folder());
    if (plugin.seal().broken().isPresent()) {
      return changed(index, order, startedAt);
    }
    ForkReport report = report(end, folder);
    List<String> suspect = new ArrayList<>();
    Optional<Verification> verification = Optional.empty();
    long judgeStart = System.nanoTime();
    if (report.outcome() == Outcome.MEASURED) {
      Verification judged = judge(order, folder);
      verification = Optional.of(judged);
      if (!judged.passed()) {
        report = withOutcome(report, Outcome.WRONG, judged.method());
      }
      dispute.apply(report).ifPresent(suspect::add);
      ClockBounds.deviceDispute(report).ifPresent(suspect::add);
      report.secondLook().flatMap(SecondLook::doubt).ifPresent(suspect::add);
    }
    long judgeNanos = System.nanoTime() - judgeStart;
    Map<String, Long> lifecycle = new HashMap<>(report.lifecycle());
    lifecycle.put("judge", judgeNanos);
    ForkRecord fork =
        record(index, order, startedAt, report, end.wallNanos() + judgeNanos, lifecycle);
    return new Judged(fork, report.implementation(), verification, suspect, judgeNanos);
  }

  private static ForkRecord record(
      int index,
      ForkOrder order,
      String startedAt,
      ForkReport report,
      long wallNanos,
      Map<String, Long> lifecycle) {
    return new ForkRecord(
        index,
        order.seed(),
        startedAt,
        report.outcome(),
        report.reason(),
        report.launchesPerBatch(),
        report.samples(),
        report.warmup(),
        lifecycle,
        report.trace(),
        report.telemetry(),
        report.peakMemoryBytes(),
        wallNanos,
        step(order, report));
  }

  /** Which ops these are is known here; the process says how long they took. */
  private static Optional<StepRecord> step(ForkOrder order, ForkReport report) {
    return report.stepTimes().isPresent() && order.work().workload() instanceof ProgramWorkload work
        ? report.stepTimes().get().record(work.step().program())
        : Optional.empty();
  }

  /** What a run says of a plugin holds for the files whose hash is in its record. */
  Judged changed(int index, ForkOrder order, String startedAt) {
    ForkReport report =
        ForkReport.failed(
            Outcome.FAILED,
            "the plugin's file "
                + Words.clean(plugin.seal().broken().orElse(""))
                + " changed after its hash was taken; nothing that ran since is counted",
            Map.of());
    return new Judged(
        record(index, order, startedAt, report, 0, Map.of()),
        report.implementation(),
        Optional.empty(),
        List.of(),
        0);
  }

  private ForkReport report(ForkEnd end, Path folder) throws IOException {
    Path file = folder.resolve(ForkReport.FILE);
    if (end.killed().isEmpty() && Files.exists(file)) {
      try {
        ForkReport report = ChildAnswer.read(file, ForkReport.class);
        if (report.samples().stream().anyMatch(s -> s.wallNanos() < 0 || s.launches() < 0)) {
          return ForkReport.failed(
              Outcome.FAILED, "the process left a report with negative times", Map.of());
        }
        return report;
      } catch (IOException e) {
        // vendor code shares the process that wrote it
        return ForkReport.failed(
            Outcome.FAILED,
            "the process left a report that cannot be read, because " + Words.clean(e.getMessage()),
            Map.of());
      }
    }
    String stage = Words.clean(Stage.of(folder));
    if (end.killed().equals(Optional.of(ChildWatch.Verdict.TOO_MUCH_MEMORY))) {
      return ForkReport.failed(
          Outcome.FAILED,
          "the process took more than the "
              + end.limit().inWords()
              + " of memory it may have, in "
              + stage
              + ", and was killed",
          Map.of());
    }
    if (end.killed().isPresent()) {
      return ForkReport.failed(
          Outcome.TIMED_OUT,
          String.format(
              Locale.ROOT,
              "no answer from %s within %d s; the process was killed (--fork-timeout)",
              stage,
              deadline.toSeconds()),
          Map.of());
    }
    int exit = end.exitCode().orElse(-1);
    if (exit >= CRASH_EXIT || Files.exists(ChildJvm.crashFile(folder))) {
      return ForkReport.failed(
          Outcome.CRASHED,
          "the process crashed in "
              + stage
              + CrashFile.signalLine(folder).map(line -> " (" + line + ")").orElse(""),
          Map.of());
    }
    if (exit == OUT_OF_MEMORY_EXIT) {
      return ForkReport.failed(
          Outcome.FAILED, "the process ran out of memory in " + stage, Map.of());
    }
    return ForkReport.failed(
        Outcome.CRASHED,
        "the process ended itself in " + stage + (exit >= 0 ? " with exit code " + exit : ""),
        Map.of());
  }

  private Verification judge(ForkOrder order, Path folder) throws IOException {
    Workload workload = order.work().workload();
    List<Verdict> verdicts = new ArrayList<>();
    Optional<String> stale = order.second().isPresent() ? stale(folder) : Optional.empty();
    if (order.second().isPresent() && workload instanceof ProgramWorkload work) {
      boolean joined = order.lane() == Lane.FUSED;
      if (joined) {
        verdicts.add(
            repeat(
                work, order, folder, ForkReport.JOINED_OUTPUTS, RepeatCheck.limit(work.dtype())));
      }
      double limit =
          joined ? RepeatCheck.limitOfJoined(work.dtype()) : RepeatCheck.limit(work.dtype());
      verdicts.add(repeat(work, order, folder, ForkReport.ONE_BY_ONE_OUTPUTS, limit));
    }
    if (order.second().isPresent()) {
      verdicts.add(
          judge(
              workload,
              order,
              order.second().get(),
              order.secondSeed(),
              folder.resolve(ForkReport.SECOND_OUTPUTS)));
    }
    verdicts.add(
        judge(
            workload,
            order,
            order.pattern(),
            order.seed(),
            folder.resolve(ForkReport.TIMED_OUTPUTS)));
    for (Verdict verdict : verdicts) {
      if (!verdict.passed() && stale.isPresent()) {
        return verification(verdict, verdict.method() + ": " + stale.get());
      }
      if (!verdict.passed()) {
        return verification(verdict, verdict.method() + ": " + Words.clean(verdict.detail()));
      }
    }
    Verdict last = verdicts.get(verdicts.size() - 1);
    String method = String.join(" + ", verdicts.stream().map(Verdict::method).distinct().toList());
    return verification(last, method);
  }

  /** Whether other inputs gave the very same outputs. */
  private static Optional<String> stale(Path folder) throws IOException {
    long difference =
        Files.mismatch(
            folder.resolve(ForkReport.TIMED_OUTPUTS), folder.resolve(ForkReport.SECOND_OUTPUTS));
    return difference < 0
        ? Optional.of("the result did not change when the inputs did")
        : Optional.empty();
  }

  private static Verdict repeat(
      ProgramWorkload work, ForkOrder order, Path folder, String file, double limit)
      throws IOException {
    TrainingStep step = work.step();
    Path again = folder.resolve(file);
    try (OutputFile together =
            new OutputFile(folder.resolve(ForkReport.SECOND_OUTPUTS), TrainedCheck.layout(step));
        OutputFile oneByOne = new OutputFile(again, TrainedCheck.layout(step))) {
      return RepeatCheck.check(step, limit, order.secondSeed(), together, oneByOne);
    } finally {
      Files.deleteIfExists(again);
    }
  }

  private Verdict judge(Workload workload, ForkOrder order, Pattern pattern, long seed, Path file)
      throws IOException {
    if (workload instanceof ProgramWorkload work) {
      TrainingStep step = work.step();
      try (OutputFile outputs = new OutputFile(file, TrainedCheck.layout(step))) {
        return TrainedCheck.check(step, outputs);
      } finally {
        Files.deleteIfExists(file);
      }
    }
    Op op =
        workload instanceof OpWorkload work
            ? work.op()
            : TransferBench.asCopy((TransferWorkload) workload);
    try (OutputFile outputs = new OutputFile(file, op)) {
      return Judge.judge(op, order.lane(), pattern, seed, outputs, challenges.nextLong());
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Verification verification(Verdict verdict, String method) {
    // an infinite or undefined error is a fact of its own, but not a number a record can hold
    double error = Double.isFinite(verdict.error()) ? verdict.error() : Double.MAX_VALUE;
    return new Verification(method, error, verdict.bound(), verdict.passed());
  }

  private static ForkReport withOutcome(ForkReport report, Outcome outcome, String reason) {
    return new ForkReport(
        outcome,
        reason,
        report.implementation(),
        report.launchesPerBatch(),
        report.samples(),
        report.warmup(),
        report.lifecycle(),
        report.trace(),
        report.telemetry(),
        report.peakMemoryBytes(),
        report.untimedNanos(),
        report.span(),
        report.secondLook(),
        report.stepTimes());
  }
}
