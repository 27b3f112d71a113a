package io.goodflops.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Dimensions in another order, written out densely: dimension i of Y is dimension {@code order[i]}
 * of X. FLOPs: none.
 *
 * @param shape of X
 */
public record Permute(List<Long> shape, List<Integer> order, DType dtype) implements TrainingOp {
  public Permute {
    shape = List.copyOf(shape);
    order = List.copyOf(order);
    List<Integer> sorted = new ArrayList<>(order);
    sorted.sort(null);
    if (!sorted.equals(IntStream.range(0, shape.size()).boxed().toList())) {
      throw new IllegalArgumentException(
          "order is " + order + ", must name each of " + shape.size() + " dimensions once");
    }
    new TensorSpec(dtype, shape, Scaling.NONE);
  }

  @Override
  public String kind() {
    return "permute";
  }

  @Override
  public Compute compute() {
    return Compute.standard(dtype);
  }

  @Override
  public List<Operand> inputs() {
    return List.of(new Operand("X", new TensorSpec(dtype, shape, Scaling.NONE), Role.VARIABLE));
  }

  @Override
  public List<Operand> outputs() {
    List<Long> turned = order.stream().map(shape::get).toList();
    return List.of(new Operand("Y", new TensorSpec(dtype, turned, Scaling.NONE), Role.OUTPUT));
  }

  @Override
  public long flops() {
    return 0;
  }

  @Override
  public long reductionLength() {
    return 1;
  }
}
