package io.goodflops.spi;

import java.util.List;
import java.util.Objects;

/**
 * The attainable-peak probe of a matrix unit: {@code tiles} independent sums of {@code steps}
 * products of small matrices, {@code C = C + A·B}, each meant to stay in registers. Tile t starts
 * at X[t] (16 × 16), every tile has the same A (16 × 32) and B (32 × 16), and it ends in Y[t]. That
 * is a multiple of what usual instructions multiply at once; a device may split a tile among as
 * many of them as it likes, but makes every step.
 *
 * <p>A device without a matrix unit, or one that does not multiply these types, refuses: its vector
 * units have {@link FmaChain}.
 *
 * <p>FLOPs: 2·16·16·32·tiles·steps.
 *
 * @param dtype type of A and B
 * @param compute type of X, Y and of the sums, and what may happen to A and B
 * @param tiles how many sums
 * @param steps products in each sum, at most {@value #MOST_STEPS}
 */
public record MatrixChain(DType dtype, Compute compute, long tiles, long steps) implements Op {
  /** Rows and columns of a tile. */
  public static final int SIZE = 16;

  /** Columns of A, rows of B. */
  public static final int DEPTH = 32;

  /** So few that sums of small integers are exact in FP32, and every step can be counted. */
  public static final long MOST_STEPS = 1 << 18;

  public MatrixChain {
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(compute, "compute");
    if (tiles < 1) {
      throw new IllegalArgumentException("tiles is " + tiles + ", must be at least 1");
    }
    if (steps < 1 || steps > MOST_STEPS) {
      throw new IllegalArgumentException("steps is " + steps + ", must be from 1 to " + MOST_STEPS);
    }
    if (dtype == DType.INT32 || compute.accumulate() != Compute.standard(dtype).accumulate()) {
      throw new IllegalArgumentException(
          "a chain of " + dtype + " with sums in " + compute.accumulate() + " is not exact");
    }
    if (compute.mathMode() != MathMode.STRICT && dtype != DType.FP32) {
      throw new IllegalArgumentException(compute.mathMode() + " is a math mode of FP32");
    }
    Math.multiplyExact(2L * SIZE * SIZE * DEPTH, Math.multiplyExact(tiles, steps));
  }

  @Override
  public String kind() {
    return "matrix-chain";
  }

  @Override
  public List<Operand> inputs() {
    return List.of(
        new Operand("X", sums(), Role.VARIABLE),
        new Operand("A", TensorSpec.of(dtype, (long) SIZE, (long) DEPTH), Role.VARIABLE),
        new Operand("B", TensorSpec.of(dtype, (long) DEPTH, (long) SIZE), Role.VARIABLE));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(new Operand("Y", sums(), Role.OUTPUT));
  }

  @Override
  public long flops() {
    return 2L * SIZE * SIZE * DEPTH * tiles * steps;
  }

  private TensorSpec sums() {
    return TensorSpec.of(compute.accumulate(), tiles, (long) SIZE, (long) SIZE);
  }
}
