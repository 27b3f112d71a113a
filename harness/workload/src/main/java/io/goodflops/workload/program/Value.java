package io.goodflops.workload.program;

import io.goodflops.spi.DType;
import io.goodflops.spi.TensorSpec;

/**
 * A tensor of a program that is being written.
 *
 * @param needsGradient whether a parameter stands somewhere before it
 */
public record Value(String name, TensorSpec spec, boolean needsGradient) {
  /** Size of a dimension, from the front or, if negative, from the end. */
  public long size(int dimension) {
    int n = spec.shape().size();
    return spec.shape().get(dimension < 0 ? n + dimension : dimension);
  }

  DType dtype() {
    return spec.dtype();
  }

  /** Elements of all dimensions but the last. */
  long rows() {
    return spec.elements() / size(-1);
  }
}
