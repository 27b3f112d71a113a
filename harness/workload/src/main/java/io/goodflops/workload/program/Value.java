package io.goodflops.workload.program;

import io.goodflops.spi.DType;
import io.goodflops.spi.TensorSpec;

/**
 * A tensor of a program that is being written.
 *
 * @param parameter whether it is one, as it is kept or as it is calculated with
 * @param needsGradient whether a parameter stands somewhere before it
 */
public record Value(String name, TensorSpec spec, boolean parameter, boolean needsGradient) {
  /** Size of a dimension, from the front or, if negative, from the end. */
  public long size(int dimension) {
    int n = spec.shape().size();
    return spec.shape().get(dimension < 0 ? n + dimension : dimension);
  }

  Value asParameter() {
    return new Value(name, spec, true, needsGradient);
  }

  DType dtype() {
    return spec.dtype();
  }

  /** Elements of all dimensions but the last. */
  long rows() {
    return spec.elements() / size(-1);
  }
}
