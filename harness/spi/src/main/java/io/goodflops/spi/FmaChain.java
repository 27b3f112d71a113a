package io.goodflops.spi;

import java.util.List;
import java.util.Objects;

/**
 * The attainable-peak probe: {@code chains} independent chains of {@code steps} fused multiply-adds
 * {@code x = x·a + b}, each meant to stay in registers. Chain i starts at X[i] with multiplier A[i
 * mod {@value #FACTORS}] and addend B[i mod {@value #FACTORS}] and ends in Y[i]. So few factors
 * that a vector's worth of them stays in registers too, beside enough chains to hide the latency.
 *
 * <p>FLOPs: 2·chains·steps.
 *
 * @param dtype type of X, A, B, Y and of the arithmetic
 * @param chains length of X and Y; a multiple of {@value #CHAIN_MULTIPLE}, so that any vector width
 *     and any usual unrolling divides it
 * @param steps multiply-adds in each chain
 */
public record FmaChain(DType dtype, long chains, long steps) implements Op {
  /** {@code chains} is a multiple of this. */
  public static final long CHAIN_MULTIPLE = 3 * 256;

  /** Length of A and B; divides {@link #CHAIN_MULTIPLE}. */
  public static final int FACTORS = 16;

  public FmaChain {
    Objects.requireNonNull(dtype, "dtype");
    if (chains < CHAIN_MULTIPLE || chains % CHAIN_MULTIPLE != 0) {
      throw new IllegalArgumentException(
          "chains is " + chains + ", must be a multiple of " + CHAIN_MULTIPLE);
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps is " + steps + ", must be at least 1");
    }
    Math.multiplyExact(2, Math.multiplyExact(chains, steps));
  }

  @Override
  public String kind() {
    return "fma-chain";
  }

  /** Each sum is rounded to the storage type: the chain lives in one kind of register. */
  @Override
  public Compute compute() {
    return Compute.strict(dtype);
  }

  @Override
  public List<Operand> inputs() {
    TensorSpec factors = TensorSpec.of(dtype, (long) FACTORS);
    return List.of(
        new Operand("X", TensorSpec.of(dtype, chains), Role.VARIABLE),
        new Operand("A", factors, Role.VARIABLE),
        new Operand("B", factors, Role.VARIABLE));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(new Operand("Y", TensorSpec.of(dtype, chains), Role.OUTPUT));
  }

  @Override
  public long flops() {
    return 2 * chains * steps;
  }
}
