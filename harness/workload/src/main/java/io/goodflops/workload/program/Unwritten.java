package io.goodflops.workload.program;

import io.goodflops.spi.Activation;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Program;
import io.goodflops.spi.Role;
import io.goodflops.spi.Sgd;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tensors of a program that a device says it leaves unwritten, because it joins ops in lane {@code
 * FUSED}. A step is judged from what was written: so each of them must follow from that by ops
 * whose rounding errors are known, and lead to something that was written, where a wrong value
 * shows.
 *
 * <p>A permutation whose result or whose input was written tells the other: see {@link Moves}. All
 * else follows by ops that look at one element at a time: bias, add, multiply, activations, SGD.
 * Before them may stand one matrix product. What is not among them (a sum over rows, a softmax, a
 * normalisation, a second product, AdamW's division by a root) mixes errors or makes them larger
 * than any bound that would still tell right from wrong, and reads only what was written.
 *
 * @param names of the tensors, as the device gave them
 */
public record Unwritten(Program program, Set<String> names) {
  public Unwritten {
    names = Set.copyOf(names);
  }

  /** A program that writes everything. */
  public static Unwritten nothing(Program program) {
    return new Unwritten(program, Set.of());
  }

  /** What follows from the written tensors by moving elements alone. */
  Moves moves() {
    return Moves.of(program, names);
  }

  /** All others, once those are filled in. */
  Unwritten withoutMoves() {
    Set<String> rest = new TreeSet<>(names);
    rest.removeAll(moves().names());
    return new Unwritten(program, rest);
  }

  boolean contains(String tensor) {
    return names.contains(tensor);
  }

  /** Which tensor should have been written: what others read after the step, or never could. */
  public Optional<String> hadToBeWritten(String loss) {
    for (String name : new TreeSet<>(names)) {
      Optional<Program.Tensor> tensor =
          program.tensors().stream().filter(t -> t.name().equals(name)).findFirst();
      String why =
          tensor.isEmpty()
              ? "is no tensor of " + program.name()
              : tensor.get().role() != Role.OUTPUT
                  ? "is there before the step, and what the step leaves in it counts"
                  : name.equals(loss)
                      ? "is the loss"
                      : program.readers(name).isEmpty()
                          ? "is read by no op, so that it does not show whether it was calculated"
                          : "";
      if (!why.isEmpty()) {
        return Optional.of("the device says that it leaves " + name + " unwritten, which " + why);
      }
    }
    return Optional.empty();
  }

  /** Which tensor the judge cannot work out from what was written, and why. */
  public Optional<String> doesNotFollow() {
    Unwritten rest = withoutMoves();
    for (String name : new TreeSet<>(rest.names)) {
      Optional<String> why = rest.whyNot(name);
      if (why.isPresent()) {
        return Optional.of(
            "the device leaves "
                + name
                + " unwritten, which cannot be judged because "
                + why.get()
                + "; write it");
      }
    }
    return Optional.empty();
  }

  private Optional<String> whyNot(String name) {
    int writer = program.writers(name).get(0);
    Op op = program.steps().get(writer).op();
    boolean product = op instanceof MatMul matmul && !matmul.storage().isInteger();
    if (op instanceof Sgd || !(product || isPointwise(op))) {
      return Optional.of(
          op.kind() + " writes it: only matrix products and pointwise ops may leave their results");
    }
    for (int reader : program.readers(name)) {
      Program.Step step = program.steps().get(reader);
      for (int input = 0; input < step.inputs().size(); input++) {
        if (step.inputs().get(input).equals(name) && !mayRead(reader, input)) {
          return Optional.of(
              step.op().kind()
                  + " reads it as "
                  + step.op().inputs().get(input).name()
                  + ": only pointwise ops may read what was never written");
        }
      }
      if (products(reader) > 1) {
        return Optional.of(
            "two matrix products that were never written meet in " + step.outputs().get(0));
      }
    }
    return Optional.empty();
  }

  /** Whether the op looks at one element of each operand at a time. */
  private static boolean isPointwise(Op op) {
    return op instanceof Activation
        || op instanceof Binary
        || op instanceof Sgd
        || (op instanceof Bias bias && bias.pass() == Pass.FORWARD);
  }

  private boolean mayRead(int step, int input) {
    Op op = program.steps().get(step).op();
    if (op instanceof Activation activation && activation.pass() == Pass.BACKWARD) {
      return input == 1 || (readsSign(step, input) && signSource(step).isPresent());
    }
    if (op instanceof Bias || op instanceof Sgd) {
      return isPointwise(op) && input == (op instanceof Sgd ? 2 : 0);
    }
    return isPointwise(op);
  }

  /** How many products lie before a step that were never written. */
  private int products(int step) {
    int sum = 0;
    for (int input = 0; input < program.steps().get(step).inputs().size(); input++) {
      String name = program.steps().get(step).inputs().get(input);
      if (contains(name) && !readsSign(step, input)) {
        int writer = program.writers(name).get(0);
        sum += program.steps().get(writer).op() instanceof MatMul ? 1 : products(writer);
      }
    }
    return sum;
  }

  /** Whether it is X of ReLU's derivative, of which only the sign counts. */
  boolean readsSign(int step, int input) {
    return input == 0
        && program.steps().get(step).op() instanceof Activation activation
        && activation.pass() == Pass.BACKWARD
        && activation.function() == Activation.Function.RELU;
  }

  /**
   * The step whose first output is positive exactly where X of this step is: the same ReLU's
   * forward pass, if its result was written.
   */
  Optional<Integer> signSource(int step) {
    String x = program.steps().get(step).inputs().get(0);
    return program.readers(x).stream()
        .filter(
            reader ->
                program.steps().get(reader).op() instanceof Activation activation
                    && activation.pass() == Pass.FORWARD
                    && activation.function() == Activation.Function.RELU
                    && !contains(program.steps().get(reader).outputs().get(0)))
        .findFirst();
  }

  /** Where in a trace lies what a step read, or what has its signs where only those count. */
  long position(TraceLayout layout, int step, int input) {
    return contains(program.steps().get(step).inputs().get(input))
        ? layout.outputPosition(signSource(step).orElseThrow(), 0)
        : layout.inputPosition(step, input);
  }

  /** Whether a step's results were all left out: they show in what follows from them. */
  boolean leavesOut(int step) {
    return names.containsAll(program.steps().get(step).outputs());
  }

  /** Algorithmic bytes of all ops that are neither written nor read. */
  public long bytesSpared() {
    return Math.addExact(moves().bytesSpared(), withoutMoves().bytesOfAll());
  }

  private long bytesOfAll() {
    long sum = 0;
    for (int step = 0; step < program.steps().size(); step++) {
      Program.Step one = program.steps().get(step);
      for (int i = 0; i < one.outputs().size(); i++) {
        if (contains(one.outputs().get(i))) {
          sum = Math.addExact(sum, one.op().outputs().get(i).spec().bytes());
        }
      }
      for (int i = 0; i < one.inputs().size(); i++) {
        // in the place of X, ReLU's derivative reads Y
        if (contains(one.inputs().get(i)) && !readsSign(step, i)) {
          sum = Math.addExact(sum, one.op().inputs().get(i).spec().bytes());
        }
      }
    }
    return sum;
  }
}
