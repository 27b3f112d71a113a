package io.goodflops.plugin.cpu;

import io.goodflops.spi.Activation;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Program;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ops of a program that become one kernel: a matrix product takes along the bias behind it, then
 * ReLU or the addition of another tensor (a residual connection, a second gradient). Only the last
 * one's result is written. Other ops keep their places; those that are joined run where the last of
 * them stood. A step of SGD is left alone: added to the velocity as it is, a gradient's product
 * takes longer than it does to write it and read it again.
 *
 * @param steps indices in the program, ascending, the first one's op a {@link MatMul}
 */
record Join(Program program, List<Integer> steps) {
  Join {
    steps = List.copyOf(steps);
  }

  /** All that can be joined; no op is in two. */
  static List<Join> of(Program program) {
    List<Join> joins = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    for (int step = 0; step < program.steps().size(); step++) {
      if (program.steps().get(step).op() instanceof MatMul product && product.batch() == 1) {
        Join join = from(program, step, product, taken);
        if (join.steps().size() > 1 && join.isUndisturbed()) {
          joins.add(join);
          taken.addAll(join.steps());
        }
      }
    }
    return joins;
  }

  private static Join from(Program program, int first, MatMul product, Set<Integer> taken) {
    Join join = new Join(program, List.of(first));
    Optional<Integer> bias = join.onlyReader().filter(step -> join.addsRow(step, product));
    Join biased = bias.map(join::with).orElse(join);
    Optional<Integer> relu = biased.relu();
    if (relu.isPresent()) {
      return biased.with(relu.get());
    }
    Optional<Integer> next = biased.onlyReader().filter(step -> !taken.contains(step));
    return next.filter(biased::addsOther).map(biased::with).orElse(biased);
  }

  /** What an op of this number writes is never written, unless it is the last. */
  Set<String> unwritten() {
    Set<String> unwritten = new HashSet<>();
    for (int step : steps.subList(0, steps.size() - 1)) {
      unwritten.addAll(program.steps().get(step).outputs());
    }
    return unwritten;
  }

  /** The step in whose place they all run. */
  int last() {
    return steps.get(steps.size() - 1);
  }

  Op op(int index) {
    return program.steps().get(steps.get(index)).op();
  }

  Program.Step step(int index) {
    return program.steps().get(steps.get(index));
  }

  /** What the last op writes. */
  String result() {
    return program.steps().get(last()).outputs().get(0);
  }

  private Join with(int step) {
    List<Integer> more = new ArrayList<>(steps);
    more.add(step);
    return new Join(program, more);
  }

  private Optional<Integer> onlyReader() {
    List<Integer> readers = program.readers(result());
    return readers.size() == 1 ? Optional.of(readers.get(0)) : Optional.empty();
  }

  private boolean addsRow(int step, MatMul product) {
    Program.Step next = program.steps().get(step);
    return next.op() instanceof Bias bias
        && bias.pass() == Pass.FORWARD
        && bias.inner() == 1
        && bias.channels() == product.n()
        && next.inputs().get(0).equals(result())
        && !next.inputs().get(1).equals(result());
  }

  /** A ReLU, if nothing else reads what it reads but its own derivative, which can read Y. */
  private Optional<Integer> relu() {
    Optional<Integer> forward = Optional.empty();
    for (int reader : program.readers(result())) {
      Program.Step step = program.steps().get(reader);
      boolean isRelu =
          step.op() instanceof Activation activation
              && activation.function() == Activation.Function.RELU;
      if (!isRelu || step.inputs().lastIndexOf(result()) > 0) {
        return Optional.empty();
      }
      if (((Activation) step.op()).pass() == Pass.FORWARD) {
        if (forward.isPresent()) {
          return Optional.empty();
        }
        forward = Optional.of(reader);
      }
    }
    return forward;
  }

  private boolean addsOther(int step) {
    Program.Step next = program.steps().get(step);
    return next.op() instanceof Binary binary
        && binary.function() == Binary.Function.ADD
        && !next.inputs().get(0).equals(next.inputs().get(1));
  }

  /** Whether what each of them reads is still the same where the last one stands. */
  private boolean isUndisturbed() {
    for (int step : steps) {
      List<String> read = program.steps().get(step).inputs();
      for (int later = step + 1; later < last(); later++) {
        if (program.steps().get(later).outputs().stream().anyMatch(read::contains)) {
          return false;
        }
      }
    }
    return true;
  }
}
