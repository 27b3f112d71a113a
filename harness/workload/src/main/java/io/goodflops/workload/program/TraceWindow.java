package io.goodflops.workload.program;

import io.goodflops.spi.Operand;
import io.goodflops.spi.Program;
import io.goodflops.spi.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Steps of a program that follow each other, as a program of their own: what they read and do not
 * write themselves is there before the first of them. A step whose trace is too large to be kept is
 * judged window by window.
 *
 * @param first index of the first step in the whole program
 * @param program the steps
 */
public record TraceWindow(int first, Program program) {
  /** What is kept of a step at once. */
  public static final long MOST_BYTES = 8L << 30;

  /**
   * As few windows as there can be, each with as many steps as fit. A window of a single step may
   * be larger ({@link #tooLarge}).
   *
   * @param mostBytes of the trace of a window
   */
  public static List<TraceWindow> of(Program program, long mostBytes) {
    if (TraceLayout.of(program).totalBytes() <= mostBytes) {
      return List.of(new TraceWindow(0, program));
    }
    List<TraceWindow> windows = new ArrayList<>();
    int first = 0;
    long bytes = 0;
    Set<String> known = new HashSet<>();
    for (int i = 0; i < program.steps().size(); i++) {
      long more = more(program.steps().get(i), known);
      if (i > first && bytes + more > mostBytes) {
        windows.add(part(program, first, i));
        first = i;
        bytes = 0;
        known.clear();
        more = more(program.steps().get(i), known);
      }
      bytes = Math.addExact(bytes, more);
      known.addAll(program.steps().get(i).inputs());
      known.addAll(program.steps().get(i).outputs());
    }
    windows.add(part(program, first, program.steps().size()));
    return windows;
  }

  /** Index of the first step that alone reads and writes more, if one does. */
  public static OptionalInt tooLarge(Program program, long mostBytes) {
    for (int i = 0; i < program.steps().size(); i++) {
      if (more(program.steps().get(i), Set.of()) > mostBytes) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Bytes that a step adds to the trace. */
  private static long more(Program.Step step, Set<String> known) {
    long bytes = 0;
    Set<String> counted = new HashSet<>(known);
    for (int i = 0; i < step.inputs().size(); i++) {
      if (counted.add(step.inputs().get(i))) {
        bytes = Math.addExact(bytes, step.op().inputs().get(i).spec().bytes());
      }
    }
    for (Operand output : step.op().outputs()) {
      bytes = Math.addExact(bytes, output.spec().bytes());
    }
    return bytes;
  }

  private static TraceWindow part(Program program, int first, int end) {
    List<Program.Step> steps = program.steps().subList(first, end);
    Set<String> read = new HashSet<>();
    Set<String> named = new HashSet<>();
    for (Program.Step step : steps) {
      step.inputs().stream().filter(input -> !named.contains(input)).forEach(read::add);
      named.addAll(step.inputs());
      named.addAll(step.outputs());
    }
    List<Program.Tensor> tensors =
        program.tensors().stream()
            .filter(tensor -> named.contains(tensor.name()))
            .map(
                tensor ->
                    new Program.Tensor(
                        tensor.name(),
                        tensor.spec(),
                        read.contains(tensor.name()) ? Role.VARIABLE : Role.OUTPUT))
            .toList();
    return new TraceWindow(first, new Program(program.name(), tensors, steps));
  }

  /** What is there before the first step, in the order of its trace. */
  public List<Program.Tensor> before() {
    return program.tensors().stream().filter(tensor -> tensor.role() != Role.OUTPUT).toList();
  }

  /** Those of {@link #before} that earlier steps of the whole program have written. */
  public Set<String> writtenBefore(Program whole) {
    Set<String> written = new HashSet<>();
    whole.steps().subList(0, first).forEach(step -> written.addAll(step.outputs()));
    Set<String> names = new LinkedHashSet<>();
    before().stream().map(Program.Tensor::name).filter(written::contains).forEach(names::add);
    return names;
  }
}
