package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Activation;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.DType;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Program;
import io.goodflops.spi.Role;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Two pointwise ops of a program in one kernel, as they stand behind a matrix product or a residual
 * connection: bias and then ReLU, GELU or an addition; addition and then ReLU. What the first one
 * writes stays in registers. ReLU's derivative asks for the sign of it, which Y has, too; GELU's
 * reads it, so that it is written along.
 *
 * @param head index of the first op
 * @param tail index of the second, in whose place both run
 */
record Join(Program program, int head, int tail) implements Joined {
  /** All that can be joined; no op is in two. */
  static List<Join> of(Program program) {
    List<Join> joins = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    for (int head = 0; head < program.steps().size(); head++) {
      Optional<Join> found = from(program, head);
      if (found.isPresent() && !taken.contains(head) && taken.add(found.get().tail())) {
        joins.add(found.get());
      }
    }
    return joins;
  }

  private static Optional<Join> from(Program program, int head) {
    Op op = program.steps().get(head).op();
    boolean bias = op instanceof Bias b && b.pass() == Pass.FORWARD;
    boolean sum = isSum(op);
    if (!(bias || sum) || op.dtype().isInteger()) {
      return Optional.empty();
    }
    String between = program.steps().get(head).outputs().get(0);
    return program.readers(between).stream()
        .map(tail -> new Join(program, head, tail))
        .filter(join -> join.fits(bias) && join.isUndisturbed())
        .findFirst();
  }

  static boolean isSum(Op op) {
    return op instanceof Binary binary && binary.function() == Binary.Function.ADD;
  }

  private boolean fits(boolean bias) {
    return isForward(Activation.Function.RELU)
        ? others().stream().allMatch(this::readsSign)
        : bias && (isForward(Activation.Function.GELU) || addsAnother());
  }

  private boolean isForward(Activation.Function function) {
    return tailOp() instanceof Activation activation
        && activation.function() == function
        && activation.pass() == Pass.FORWARD;
  }

  private boolean addsAnother() {
    List<String> read = tailStep().inputs();
    return isSum(tailOp()) && !read.get(0).equals(read.get(1)) && others().isEmpty();
  }

  private List<Integer> others() {
    return program.readers(between()).stream().filter(reader -> reader != tail).toList();
  }

  private boolean readsSign(int reader) {
    Program.Step step = program.steps().get(reader);
    return step.op() instanceof Activation activation
        && activation.function() == Activation.Function.RELU
        && activation.pass() == Pass.BACKWARD
        && step.inputs().lastIndexOf(between()) == 0;
  }

  /** Whether all is still, or already, there where the second one stands. */
  private boolean isUndisturbed() {
    boolean onlyOutput =
        program.tensors().stream()
            .anyMatch(t -> t.name().equals(between()) && t.role() == Role.OUTPUT);
    boolean writtenOnce =
        program.writers(between()).size() == 1 && program.writers(result()).size() == 1;
    List<String> read = headStep().inputs();
    boolean kept =
        program.steps().subList(head + 1, tail).stream()
            .noneMatch(step -> step.outputs().stream().anyMatch(read::contains));
    return onlyOutput
        && writtenOnce
        && kept
        && program.readers(between()).stream().allMatch(reader -> reader >= tail)
        && !read.contains(result());
  }

  @Override
  public Set<Integer> heads() {
    return Set.of(head);
  }

  @Override
  public Map<String, String> unwritten() {
    return leavesUnwritten() ? Map.of(between(), result()) : Map.of();
  }

  /** What the first op leaves for the second. */
  String between() {
    return headStep().outputs().get(0);
  }

  String result() {
    return tailStep().outputs().get(0);
  }

  boolean leavesUnwritten() {
    return !isForward(Activation.Function.GELU);
  }

  Program.Step headStep() {
    return program.steps().get(head);
  }

  private Program.Step tailStep() {
    return program.steps().get(tail);
  }

  private Op tailOp() {
    return tailStep().op();
  }

  @Override
  public ReplayKernel.Part compile(GpuDevice device) throws UnsupportedOpException {
    Op op = headStep().op();
    DType dtype = op.dtype();
    List<Operand> operands = new ArrayList<>(op.inputs());
    List<String> inputs = new ArrayList<>(headStep().inputs());
    int other = tailStep().inputs().indexOf(between()) == 0 ? 1 : 0;
    if (isSum(tailOp())) {
      operands.add(tailOp().inputs().get(other));
      inputs.add(tailStep().inputs().get(other));
    }
    List<Operand> results = new ArrayList<>(tailOp().outputs());
    List<String> outputs = new ArrayList<>(List.of(result()));
    if (!leavesUnwritten()) {
      results.add(0, op.outputs().get(0));
      outputs.add(0, between());
    }
    String name = op.kind() + "_" + tailOp().kind();
    long elements = op.outputs().get(0).spec().elements();
    Signature signature = new Signature(op.kind() + "+" + tailOp().kind(), operands, results);
    GpuKernel kernel =
        OpKernels.compile(
            device,
            signature,
            Products.none("no product is joined"),
            plan -> PointwiseKernels.joined(plan, name, dtype, elements, op));
    return new ReplayKernel.Part(kernel, inputs, outputs);
  }
}
