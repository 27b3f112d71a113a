package io.goodflops.plugin.cpu;

import io.goodflops.spi.MatMul;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Program;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Tensors of a program that need not be there: a permutation has written them and only batched
 * products read them, or a product has written them and only a permutation reads them. A product
 * can read and write by strides what lies in another order, as the heads of an attention do.
 */
final class Views {
  private static final int DIMENSIONS = 4;

  private final Program program;
  private final Map<String, View> views = new HashMap<>();

  /**
   * A tensor that is another one in another order.
   *
   * @param permutation the step that is not needed
   * @param tensor the other one
   * @param dims of the tensor that need not be there
   * @param strides in the other one, in elements
   */
  record View(int permutation, String tensor, List<Long> dims, List<Long> strides) {
    View {
      dims = List.copyOf(dims);
      strides = List.copyOf(strides);
    }
  }

  private Views(Program program) {
    this.program = program;
  }

  /**
   * All that there could be.
   *
   * @param taken steps that are joined with others
   */
  static Views of(Program program, Set<Integer> taken) {
    Views views = new Views(program);
    for (int i = 0; i < program.steps().size(); i++) {
      if (program.steps().get(i).op() instanceof Permute op
          && op.shape().size() == DIMENSIONS
          && !taken.contains(i)) {
        views.add(i, op);
      }
    }
    return views;
  }

  private void add(int step, Permute op) {
    String x = program.steps().get(step).inputs().get(0);
    String y = program.steps().get(step).outputs().get(0);
    List<Long> shape = op.shape();
    List<Long> turned = op.order().stream().map(shape::get).toList();
    if (!views.containsKey(x) && onlyProducts(y) && staysUntil(x, y, step)) {
      List<Long> plain = rowMajor(shape);
      List<Long> strides = op.order().stream().map(plain::get).toList();
      views.put(y, new View(step, x, turned, strides));
    } else if (writtenByProduct(x) && program.readers(x).equals(List.of(step))) {
      List<Long> plain = rowMajor(turned);
      List<Long> strides =
          IntStream.range(0, DIMENSIONS)
              .mapToObj(dim -> plain.get(op.order().indexOf(dim)))
              .toList();
      views.put(x, new View(step, y, shape, strides));
    }
  }

  private static List<Long> rowMajor(List<Long> dims) {
    long[] strides = DnnlPlan.rowMajor(dims.stream().mapToLong(n -> n).toArray());
    return LongStream.of(strides).boxed().toList();
  }

  private boolean onlyProducts(String tensor) {
    List<Integer> readers = program.readers(tensor);
    return !readers.isEmpty()
        && program.writers(tensor).size() == 1
        && readers.stream().allMatch(this::isProduct);
  }

  private boolean writtenByProduct(String tensor) {
    List<Integer> writers = program.writers(tensor);
    return writers.size() == 1 && isProduct(writers.get(0));
  }

  private boolean isProduct(int step) {
    return program.steps().get(step).op() instanceof MatMul op && op.batch() > 1;
  }

  /** Whether the one still holds the same when the other is read last. */
  private boolean staysUntil(String x, String y, int step) {
    int last = program.readers(y).stream().mapToInt(i -> i).max().orElse(step);
    return program.writers(x).stream().noneMatch(writer -> writer > step && writer <= last);
  }

  Optional<View> of(String tensor) {
    return Optional.ofNullable(views.get(tensor));
  }

  /** What need not be there. */
  Set<String> names() {
    return Set.copyOf(views.keySet());
  }

  /** The permutations that are not needed. */
  Set<Integer> permutations() {
    Set<Integer> steps = new HashSet<>();
    views.values().forEach(view -> steps.add(view.permutation()));
    return steps;
  }

  /** Steps with a product that reads or writes one of them. */
  List<Integer> products() {
    return IntStream.range(0, program.steps().size())
        .filter(
            i ->
                isProduct(i)
                    && (program.steps().get(i).inputs().stream().anyMatch(views::containsKey)
                        || program.steps().get(i).outputs().stream().anyMatch(views::containsKey)))
        .boxed()
        .toList();
  }

  /** Lets the tensors that this step would not have to be there, for want of a kernel. */
  void giveUp(int step) {
    program.steps().get(step).inputs().forEach(views::remove);
    program.steps().get(step).outputs().forEach(views::remove);
  }
}
