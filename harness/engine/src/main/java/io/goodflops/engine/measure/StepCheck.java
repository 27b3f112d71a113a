package io.goodflops.engine.measure;

import io.goodflops.engine.child.ChildAnswer;
import io.goodflops.engine.child.ChildJvm;
import io.goodflops.engine.child.CrashFile;
import io.goodflops.engine.child.ForkGuard;
import io.goodflops.engine.child.Words;
import io.goodflops.engine.plugin.PluginFolder;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.Verification;
import io.goodflops.result.Json;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Program;
import io.goodflops.spi.TensorSpec;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.program.DataCheck;
import io.goodflops.workload.program.KeptCheck;
import io.goodflops.workload.program.MiniatureCheck;
import io.goodflops.workload.program.StepJudge;
import io.goodflops.workload.program.TraceWindow;
import io.goodflops.workload.program.TrainingStep;
import io.goodflops.workload.program.Unwritten;
import io.goodflops.workload.verify.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks a training step before it is timed: the model's miniature end to end, and one step at the
 * timed shape op by op. The judge is this process, the plugin runs in a child.
 */
public final class StepCheck {
  private final SecureRandom challenges = new SecureRandom();
  private final PluginFolder plugin;
  private final String device;
  private final Duration deadline;
  private final long mostTracedBytes = mostTracedBytes();

  public StepCheck(PluginFolder plugin, String device, Duration deadline) {
    this.plugin = plugin;
    this.device = device;
    this.deadline = deadline;
  }

  /** What may be kept of a step at once: property {@code goodflops.traced.bytes}, or 8 GiB. */
  public static long mostTracedBytes() {
    return Long.getLong("goodflops.traced.bytes", TraceWindow.MOST_BYTES);
  }

  /**
   * What came of it.
   *
   * @param reason one sentence, empty if all is well
   * @param verifications what was judged; the last one is the one that failed, if any did
   * @param bytesSpared algorithmic bytes of the step's ops that its joined ops do not move
   */
  public record Checked(
      Outcome outcome,
      String reason,
      List<Verification> verifications,
      long bytesSpared,
      long nanos) {
    public Checked {
      verifications = List.copyOf(verifications);
    }
  }

  /**
   * Runs the check to its end, whatever that is. A step that leaves more than may be kept at once
   * is run again for each of its windows.
   */
  public Checked run(ProgramWorkload work, Lane lane, long seed, Path folder) throws IOException {
    long start = System.nanoTime();
    Files.createDirectories(folder);
    TrainingStep step = work.step();
    List<TraceWindow> windows = TraceWindow.of(step.program(), mostTracedBytes);
    Map<String, Verification> verifications = new LinkedHashMap<>();
    StepCheckOrder.Report report = new StepCheckOrder.Report(Outcome.MEASURED, "");
    Unwritten unwritten = Unwritten.nothing(step.program());
    for (int i = 0; i < windows.size() && report.outcome() == Outcome.MEASURED; i++) {
      StepCheckOrder order =
          new StepCheckOrder(
              plugin.jars().stream().map(Path::toString).toList(),
              device,
              WorkMessage.of(work),
              lane,
              seed,
              i == 0 ? MiniatureCheck.STEPS : 0,
              mostTracedBytes,
              i,
              folder.toString());
      Path file = folder.resolve(StepCheckOrder.FILE);
      Json.write(file, order);
      report = child(file, folder);
      unwritten = new Unwritten(step.program(), Set.copyOf(report.unwritten()));
      if (report.outcome() == Outcome.MEASURED) {
        report = believed(report, unwritten, step, windows.size());
      }
      if (report.outcome() == Outcome.MEASURED) {
        report = judge(work, windows.get(i), order, report, verifications);
      }
      Files.deleteIfExists(folder.resolve(StepCheckOrder.STEP));
    }
    return new Checked(
        report.outcome(),
        report.reason(),
        List.copyOf(verifications.values()),
        report.outcome() == Outcome.MEASURED ? unwritten.bytesSpared() : 0,
        System.nanoTime() - start);
  }

  /** What comes of it; of each method the verdict nearest to its bound is kept. */
  private StepCheckOrder.Report judge(
      ProgramWorkload work,
      TraceWindow window,
      StepCheckOrder order,
      StepCheckOrder.Report report,
      Map<String, Verification> verifications) {
    try {
      for (Verdict verdict : verdicts(work, window, order, report)) {
        Verification last =
            new Verification(verdict.method(), verdict.error(), verdict.bound(), verdict.passed());
        if (!verdict.passed()) {
          verifications.remove(verdict.method());
          verifications.put(verdict.method(), last);
          return new StepCheckOrder.Report(
              Outcome.WRONG, verdict.method() + ": " + Words.clean(verdict.detail()));
        }
        verifications.merge(verdict.method(), last, (a, b) -> a.error() >= b.error() ? a : b);
      }
      return report;
    } catch (IOException e) {
      // vendor code shares the process that wrote them
      return new StepCheckOrder.Report(
          Outcome.FAILED,
          "the process left results that cannot be read, because "
              + Words.clean(String.valueOf(e.getMessage())));
    }
  }

  /** What the device left out must be such that nobody misses it, and that the judge can do so. */
  private static StepCheckOrder.Report believed(
      StepCheckOrder.Report report, Unwritten unwritten, TrainingStep step, int windows) {
    Optional<String> missed = unwritten.hadToBeWritten(step.loss());
    if (missed.isPresent()) {
      return new StepCheckOrder.Report(Outcome.WRONG, Words.clean(missed.get()));
    }
    if (windows > 1 && !unwritten.names().isEmpty()) {
      return new StepCheckOrder.Report(
          Outcome.UNSUPPORTED,
          "the step leaves more than is kept of it at once, and what was never written can be worked"
              + " out only from all of it; run it in lane op-by-op or replay");
    }
    return unwritten
        .doesNotFollow()
        .map(reason -> new StepCheckOrder.Report(Outcome.UNSUPPORTED, reason))
        .orElse(report);
  }

  private StepCheckOrder.Report child(Path order, Path folder) throws IOException {
    int exit;
    try {
      exit =
          ChildJvm.run(StepCheckChild.class, List.of(order.toString()), plugin, folder, deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    Path file = folder.resolve(StepCheckOrder.REPORT);
    if (exit == 0 && Files.exists(file)) {
      try {
        return ChildAnswer.read(file, StepCheckOrder.Report.class);
      } catch (IOException e) {
        return new StepCheckOrder.Report(
            Outcome.FAILED,
            "the process left a report that cannot be read, because "
                + Words.clean(e.getMessage()));
      }
    }
    String stage = Words.clean(Stage.of(folder));
    return switch (exit) {
      case ForkGuard.DEADLINE_EXIT ->
          new StepCheckOrder.Report(
              Outcome.TIMED_OUT,
              "no answer from "
                  + stage
                  + " within "
                  + deadline.toSeconds()
                  + " s, before anything was timed; the process was killed (--fork-timeout)");
      case ForkGuard.MEMORY_EXIT ->
          new StepCheckOrder.Report(
              Outcome.FAILED,
              "the process took more memory than it may have, in " + stage + ", and was killed");
      case ForkGuard.CHANGED_EXIT ->
          new StepCheckOrder.Report(
              Outcome.FAILED, "the plugin's files changed after their hash was taken");
      default ->
          new StepCheckOrder.Report(
              Outcome.CRASHED,
              "the process crashed in "
                  + stage
                  + ", before anything was timed"
                  + CrashFile.signalLine(folder).map(line -> " (" + line + ")").orElse(""));
    };
  }

  private List<Verdict> verdicts(
      ProgramWorkload work, TraceWindow window, StepCheckOrder order, StepCheckOrder.Report report)
      throws IOException {
    Path folder = Path.of(order.folder());
    List<Verdict> verdicts = new ArrayList<>();
    if (order.miniatureSteps() > 0) {
      verdicts.add(miniature(work, order, folder.resolve(StepCheckOrder.MINIATURE)));
    }
    TrainingStep step = work.step();
    Unwritten unwritten = new Unwritten(window.program(), Set.copyOf(report.unwritten()));
    try (FileChannel trace =
        FileChannel.open(
            folder.resolve(StepCheckOrder.STEP),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      verdicts.add(DataCheck.check(step, window, order.seed(), trace));
      if (window.first() > 0 && order.lane() == Lane.OP_BY_OP) {
        verdicts.add(KeptCheck.check(step.program(), window, report.sums(), trace));
      }
      verdicts.add(StepJudge.judge(window, unwritten, trace, challenges.nextLong()));
    }
    return verdicts;
  }

  private static Verdict miniature(ProgramWorkload work, StepCheckOrder order, Path file)
      throws IOException {
    TrainingStep step = work.miniature().step();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<double[]> losses = new ArrayList<>();
    for (int i = 0; i < order.miniatureSteps(); i++) {
      losses.add(numbers(step.lossSpec(), bytes));
    }
    List<double[]> trained = new ArrayList<>();
    for (Program.Tensor tensor : step.trained()) {
      trained.add(numbers(tensor.spec(), bytes));
    }
    return MiniatureCheck.check(step, work.dtype(), order.seed(), losses, trained);
  }

  private static double[] numbers(TensorSpec spec, ByteBuffer bytes) throws IOException {
    if (bytes.remaining() < spec.bytes()) {
      throw new IOException("the child wrote fewer numbers than the miniature has");
    }
    double[] values = new double[(int) spec.elements()];
    Encoding.get(spec.dtype(), bytes, values, 0, values.length);
    return values;
  }
}
