package io.goodflops.spi;

import java.util.List;
import java.util.Objects;

/**
 * Type and shape of a tensor. Elements lie row-major (the last dimension is contiguous).
 *
 * @param dtype storage type
 * @param shape sizes, each at least 1; an empty shape is a scalar
 * @param scaling how scale factors belong to the elements
 */
public record TensorSpec(DType dtype, List<Long> shape, Scaling scaling) {
  public TensorSpec {
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(scaling, "scaling");
    shape = List.copyOf(shape);
    long elements = 1;
    for (long size : shape) {
      if (size < 1) {
        throw new IllegalArgumentException("a dimension is " + size + ", must be at least 1");
      }
      elements = Math.multiplyExact(elements, size);
    }
    dtype.bytes(elements);
  }

  public static TensorSpec of(DType dtype, Long... shape) {
    return new TensorSpec(dtype, List.of(shape), Scaling.NONE);
  }

  /** A flat tensor of {@code bytes} bytes, for example a workspace. */
  public static TensorSpec bytes(long bytes) {
    return of(DType.INT8, bytes);
  }

  public long elements() {
    long elements = 1;
    for (long size : shape) {
      elements = Math.multiplyExact(elements, size);
    }
    return elements;
  }

  /**
   * Whether a tensor of this kind may stand where {@code other} is wanted: the same elements in the
   * same order, however they are divided into rows. A matrix of activations is a flat tensor to an
   * activation function; nothing is copied for that.
   */
  public boolean reshapes(TensorSpec other) {
    return dtype == other.dtype && scaling == other.scaling && elements() == other.elements();
  }

  public long bytes() {
    return dtype.bytes(elements());
  }
}
