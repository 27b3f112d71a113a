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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** Ops that are judged at a time; each needs memory. */
  private static final int MOST_THREADS = 4;

  private final int first;
  private final Unwritten unwritten;
  private final int neverWritten;
  private final Program program;
  private final TraceLayout layout;
  private final FileChannel trace;

  private StepJudge(TraceWindow window, Unwritten unwritten, FileChannel trace) {
    this.first = window.first();
    this.unwritten = unwritten.withoutMoves();
    this.neverWritten = unwritten.names().size();
    this.program = window.program();
    this.layout = TraceLayout.of(program);
    this.trace = trace;
  }

  /** Judges one execution that has written everything. */
  public static Verdict judge(Program program, FileChannel trace, long challengeSeed)
      throws IOException {
    return judge(new TraceWindow(0, program), Unwritten.nothing(program), trace, challengeSeed);
  }

  /**
   * Judges one execution.
   *
   * @param window the steps to judge
   * @param unwritten what the device has left out of these steps, in which nothing {@link
   *     Unwritten#doesNotFollow}
   * @param trace of these steps, as {@link TraceLayout} says; open for writing too if something is
   *     unwritten
   * @param challengeSeed drawn after the device had answered
   * @return the verdict on the first op that fails; if all pass, the largest error as a multiple of
   *     its bound. Ops that cannot be judged are named in the detail
   * @throws IOException if the trace cannot be read or is too short
   */
  public static Verdict judge(
      TraceWindow window, Unwritten unwritten, FileChannel trace, long challengeSeed)
      throws IOException {
    StepJudge judge = new StepJudge(window, unwritten, trace);
    if (trace.size() < judge.layout.totalBytes()) {
      throw new IOException(
          "the trace of "
              + window.program().name()
              + " has "
              + trace.size()
              + " bytes, must have "
              + judge.layout.totalBytes());
    }
    unwritten.moves().fill(judge.layout, trace);
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
    for (Map.Entry<Integer, Verdict> judged : verdicts(unjudged, challengeSeed).entrySet()) {
      int step = judged.getKey();
      Verdict verdict = judged.getValue();
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
        neverWritten == 0 ? METHOD : METHOD_JOINED,
        worst,
        1,
        judged + " ops follow from their inputs" + leftOut() + nearest + missing);
  }

  private String leftOut() {
    return neverWritten == 0 ? "" : "; " + neverWritten + " tensors were never written";
  }

  /** Whether what was never written has to be worked out for a step. */
  private boolean readsUnwritten(int step) {
    List<String> inputs = program.steps().get(step).inputs();
    return IntStream.range(0, inputs.size())
        .anyMatch(i -> unwritten.contains(inputs.get(i)) && !unwritten.readsSign(step, i));
  }

  /** By step, in order, some at a time; none behind the first that fails is needed. */
  private SortedMap<Integer, Verdict> verdicts(List<Integer> unjudged, long challengeSeed)
      throws IOException {
    SortedMap<Integer, Verdict> verdicts = new ConcurrentSkipListMap<>();
    AtomicInteger end = new AtomicInteger(program.steps().size());
    AtomicInteger next = new AtomicInteger();
    Callable<Void> some =
        () -> {
          for (int step = next.getAndIncrement(); step < end.get(); step = next.getAndIncrement()) {
            if (!unjudged.contains(step) && !unwritten.leavesOut(step)) {
              Verdict verdict = judge(step, Counter.key(challengeSeed, step));
              verdicts.put(step, verdict);
              if (!verdict.passed()) {
                end.accumulateAndGet(step + 1, Math::min);
              }
            }
          }
          return null;
        };
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      for (Future<Void> done : executor.invokeAll(Collections.nCopies(threads, some))) {
        done.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      executor.shutdownNow();
    }
    return verdicts;
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
        + (first + index + 1)
        + " ("
        + step.op().kind()
        + ", writes "
        + String.join(", ", step.outputs())
        + ")";
  }
}
