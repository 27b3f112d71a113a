package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Bias;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Program;
import io.goodflops.spi.Role;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A residual connection and the layer normalisation of its sum in one kernel, which writes the sum
 * as well: the way back reads it, and so does the next residual connection. Where a bias stands
 * before the addition it is in the same kernel.
 *
 * @param before bias and addition, where they are a pair
 * @param add index of the addition
 * @param tail index of the normalisation, in whose place all run
 */
record NormJoin(Program program, Optional<Join> before, int add, int tail) implements Joined {
  /** All of a program, of whose pairs some become part of them. */
  static List<NormJoin> of(Program program, List<Join> pairs) {
    List<NormJoin> joins = new ArrayList<>();
    for (int i = 0; i < program.steps().size(); i++) {
      Program.Step step = program.steps().get(i);
      if (step.op() instanceof LayerNorm norm && norm.pass() == Pass.FORWARD) {
        List<Integer> writers = program.writers(step.inputs().get(0));
        if (writers.size() == 1 && Join.isSum(program.steps().get(writers.get(0)).op())) {
          int add = writers.get(0);
          NormJoin join =
              new NormJoin(
                  program, pairs.stream().filter(p -> p.tail() == add).findFirst(), add, i);
          if (pairs.stream().noneMatch(p -> p.head() == add)
              && join.fits()
              && join.isUndisturbed()) {
            joins.add(join);
          }
        }
      }
    }
    return joins;
  }

  /** The kernel adds a bias of the normalised dimension, and reads each of the three once. */
  private boolean fits() {
    return before.isEmpty()
        || (op(before.get().head()) instanceof Bias bias
            && bias.inner() == 1
            && bias.channels() == norm().width());
  }

  /** Whether all is still there where the last one stands, and nobody asks for the sum before. */
  private boolean isUndisturbed() {
    String sum = sum();
    boolean onlyOutput =
        program.tensors().stream().anyMatch(t -> t.name().equals(sum) && t.role() == Role.OUTPUT);
    Set<String> written = new TreeSet<>(step(tail).outputs());
    written.add(sum);
    List<String> read = inputs();
    int first = before.map(Join::head).orElse(add);
    boolean kept =
        program.steps().subList(first + 1, tail).stream()
            .noneMatch(step -> step.outputs().stream().anyMatch(read::contains));
    return onlyOutput
        && add < tail
        && kept
        && written.stream().allMatch(name -> program.writers(name).size() == 1)
        && written.stream().noneMatch(read::contains)
        && program.readers(sum).stream().allMatch(reader -> reader >= tail);
  }

  private Program.Step step(int index) {
    return program.steps().get(index);
  }

  private Op op(int index) {
    return step(index).op();
  }

  private LayerNorm norm() {
    return (LayerNorm) op(tail);
  }

  private String sum() {
    return step(add).outputs().get(0);
  }

  /** What is added, then gamma and beta. */
  private List<String> inputs() {
    List<String> inputs = new ArrayList<>();
    before.ifPresent(pair -> inputs.addAll(pair.headStep().inputs()));
    inputs.addAll(step(add).inputs());
    before.ifPresent(pair -> inputs.remove(pair.between()));
    inputs.addAll(step(tail).inputs().subList(1, 3));
    return inputs;
  }

  @Override
  public Set<Integer> heads() {
    return before.isEmpty() ? Set.of(add) : Set.of(before.get().head(), add);
  }

  @Override
  public Map<String, String> unwritten() {
    return before.map(Join::unwritten).orElse(Map.of());
  }

  @Override
  public ReplayKernel.Part compile(GpuDevice device) throws UnsupportedOpException {
    List<String> outputs = new ArrayList<>(List.of(sum()));
    outputs.addAll(step(tail).outputs());
    String kinds = (before.isPresent() ? "bias+" : "") + "add+layer-norm";
    Signature signature = new Signature(kinds, operands(inputs()), operands(outputs));
    String name = kinds.replace('+', '_').replace('-', '_');
    KernelFile.Name kernel = KernelFile.JOINED_NORMS.kernel(name, norm().dtype());
    GpuKernel compiled =
        OpKernels.compile(
            device,
            signature,
            Products.none("no product is joined"),
            plan -> NormKernels.layerNorm(norm(), kernel, plan));
    return new ReplayKernel.Part(compiled, inputs(), outputs);
  }

  /** As the ops that are joined have them. */
  private List<Operand> operands(List<String> names) {
    return names.stream().map(this::operand).collect(Collectors.toList());
  }

  private Operand operand(String name) {
    Set<Integer> all = new TreeSet<>(heads());
    all.add(tail);
    for (int index : all) {
      int input = step(index).inputs().indexOf(name);
      if (input >= 0) {
        return op(index).inputs().get(input);
      }
      int output = step(index).outputs().indexOf(name);
      if (output >= 0) {
        return op(index).outputs().get(output);
      }
    }
    throw new IllegalArgumentException(name);
  }
}
