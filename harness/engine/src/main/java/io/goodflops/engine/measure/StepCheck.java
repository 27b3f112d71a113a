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
import io.goodflops.workload.program.MiniatureCheck;
import io.goodflops.workload.program.StepJudge;
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
import java.util.List;
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

  public StepCheck(PluginFolder plugin, String device, Duration deadline) {
    this.plugin = plugin;
    this.device = device;
    this.deadline = deadline;
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

  /** Runs the check to its end, whatever that is. */
  public Checked run(ProgramWorkload work, Lane lane, long seed, Path folder) throws IOException {
    long start = System.nanoTime();
    Files.createDirectories(folder);
    StepCheckOrder order =
        new StepCheckOrder(
            plugin.jars().stream().map(Path::toString).toList(),
            device,
            WorkMessage.of(work),
            lane,
            seed,
            MiniatureCheck.STEPS,
            folder.toString());
    Path file = folder.resolve(StepCheckOrder.FILE);
    Json.write(file, order);
    StepCheckOrder.Report report = child(file, folder);
    TrainingStep step = work.step();
    Unwritten unwritten = new Unwritten(step.program(), Set.copyOf(report.unwritten()));
    report = believed(report, unwritten, step);
    List<Verification> verifications = new ArrayList<>();
    if (report.outcome() == Outcome.MEASURED) {
      List<Verdict> verdicts = List.of();
      try {
        verdicts = judge(work, step, unwritten, order, folder);
      } catch (IOException e) {
        // vendor code shares the process that wrote them
        report =
            new StepCheckOrder.Report(
                Outcome.FAILED,
                "the process left results that cannot be read, because "
                    + Words.clean(String.valueOf(e.getMessage())));
      }
      for (Verdict verdict : verdicts) {
        verifications.add(
            new Verification(verdict.method(), verdict.error(), verdict.bound(), verdict.passed()));
        if (!verdict.passed()) {
          report =
              new StepCheckOrder.Report(
                  Outcome.WRONG, verdict.method() + ": " + Words.clean(verdict.detail()));
          break;
        }
      }
    }
    return new Checked(
        report.outcome(),
        report.reason(),
        verifications,
        report.outcome() == Outcome.MEASURED ? unwritten.bytesSpared() : 0,
        System.nanoTime() - start);
  }

  /** What the device left out must be such that nobody misses it, and that the judge can do so. */
  private static StepCheckOrder.Report believed(
      StepCheckOrder.Report report, Unwritten unwritten, TrainingStep step) {
    Optional<String> missed = unwritten.hadToBeWritten(step.loss());
    if (missed.isPresent()) {
      return new StepCheckOrder.Report(Outcome.WRONG, Words.clean(missed.get()));
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

  private List<Verdict> judge(
      ProgramWorkload work,
      TrainingStep step,
      Unwritten unwritten,
      StepCheckOrder order,
      Path folder)
      throws IOException {
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(miniature(work, order, folder.resolve(StepCheckOrder.MINIATURE)));
    try (FileChannel trace =
        FileChannel.open(folder.resolve(StepCheckOrder.STEP), StandardOpenOption.READ)) {
      verdicts.add(DataCheck.check(step, order.seed(), trace));
      verdicts.add(StepJudge.judge(unwritten, trace, challenges.nextLong()));
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
