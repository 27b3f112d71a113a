package io.goodflops.workload.program;

import io.goodflops.spi.Operand;
import io.goodflops.spi.Program;
import io.goodflops.workload.data.Counter;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.FileNumbers;
import io.goodflops.workload.verify.Judge;
import io.goodflops.workload.verify.OutputSource;
import io.goodflops.workload.verify.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Judges every op of a traced training step from the inputs that the device itself gave it, so that
 * errors do not pile up; where ops were joined, so that an input was never written, from what was
 * written before it ({@link JoinedOps}). What is there before the first step is taken as it is:
 * whether that is what was to be written there, others must see.
 */
public final class StepJudge {
  private static final String METHOD = "step-op-by-op";
  private static final String METHOD_JOINED = "step-by-joined-ops";

  private final Unwritten unwritten;
  private final Program program;
  private final TraceLayout layout;
  private final FileChannel trace;

  private StepJudge(Unwritten unwritten, FileChannel trace) {
    this.unwritten = unwritten;
    this.program = unwritten.program();
    this.layout = TraceLayout.of(program);
    this.trace = trace;
  }

  /** Judges one execution that has written everything. */
  public static Verdict judge(Program program, FileChannel trace, long challengeSeed)
      throws IOException {
    return judge(Unwritten.nothing(program), trace, challengeSeed);
  }

  /**
   * Judges one execution.
   *
   * @param unwritten what it has left out, in which nothing {@link Unwritten#doesNotFollow}
   * @param trace as {@link TraceLayout} says
   * @param challengeSeed drawn after the device had answered
   * @return the verdict on the first op that fails; if all pass, the largest error as a multiple of
   *     its bound. Ops that cannot be judged are named in the detail
   * @throws IOException if the trace cannot be read or is too short
   */
  public static Verdict judge(Unwritten unwritten, FileChannel trace, long challengeSeed)
      throws IOException {
    StepJudge judge = new StepJudge(unwritten, trace);
    if (trace.size() < judge.layout.totalBytes()) {
      throw new IOException(
          "the trace of "
              + judge.program.name()
              + " has "
              + trace.size()
              + " bytes, must have "
              + judge.layout.totalBytes());
    }
    return judge.run(challengeSeed);
  }

  /** Indices of the ops that are too large to be judged. */
  public static List<Integer> unjudged(Program program) {
    return IntStream.range(0, program.steps().size())
        .filter(i -> Judge.cannotJudgeGiven(program.steps().get(i).op()).isPresent())
        .boxed()
        .toList();
  }

  private Verdict run(long challengeSeed) throws IOException {
    List<Integer> unjudged = unjudged(program).stream().filter(i -> !readsUnwritten(i)).toList();
    int all = program.steps().size();
    double worst = 0;
    String nearest = "";
    for (int step = 0; step < all; step++) {
      if (unjudged.contains(step) || unwritten.leavesOut(step)) {
        continue;
      }
      Verdict verdict = judge(step, Counter.key(challengeSeed, step));
      if (!verdict.passed()) {
        return new Verdict(
            verdict.method(),
            verdict.error(),
            verdict.bound(),
            false,
            name(step) + ": " + verdict.detail());
      }
      double share = verdict.error() == 0 ? 0 : verdict.error() / verdict.bound();
      if (share > worst) {
        worst = share;
        nearest = "; nearest to its bound: " + name(step);
      }
    }
    if (unjudged.size() == all) {
      return new Verdict(METHOD, 0, 1, false, "none of " + all + " ops could be judged");
    }
    String judged = unjudged.isEmpty() ? "all " + all : (all - unjudged.size()) + " of " + all;
    String missing =
        unjudged.isEmpty()
            ? ""
            : "; not judged: " + String.join(", ", unjudged.stream().map(this::name).toList());
    return Verdict.of(
        unwritten.names().isEmpty() ? METHOD : METHOD_JOINED,
        worst,
        1,
        judged + " ops follow from their inputs" + leftOut() + nearest + missing);
  }

  private String leftOut() {
    return unwritten.names().isEmpty()
        ? ""
        : "; " + unwritten.names().size() + " tensors were never written";
  }

  /** Whether what was never written has to be worked out for a step. */
  private boolean readsUnwritten(int step) {
    List<String> inputs = program.steps().get(step).inputs();
    return IntStream.range(0, inputs.size())
        .anyMatch(i -> unwritten.contains(inputs.get(i)) && !unwritten.readsSign(step, i));
  }

  private Verdict judge(int index, long challengeSeed) throws IOException {
    if (readsUnwritten(index)) {
      try {
        return new JoinedOps(unwritten, layout, trace).judge(index, challengeSeed);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    Program.Step step = program.steps().get(index);
    List<ElementSource> inputs = new ArrayList<>();
    for (Operand operand : step.op().inputs()) {
      long position = unwritten.position(layout, index, inputs.size());
      inputs.add(
          new FileNumbers(trace, position, operand.spec().dtype(), operand.spec().elements()));
    }
    OutputSource outputs =
        (output, offset, target) -> {
          long start = layout.outputPosition(index, output) + offset - target.position();
          while (target.hasRemaining() && trace.read(target, start + target.position()) >= 0) {}
        };
    return Judge.judge(step.op(), inputs, outputs, challengeSeed);
  }

  /** For example {@code step 7 (relu, writes relu.1.Y)}. */
  private String name(int index) {
    Program.Step step = program.steps().get(index);
    return "step "
        + (index + 1)
        + " ("
        + step.op().kind()
        + ", writes "
        + String.join(", ", step.outputs())
        + ")";
  }
}
