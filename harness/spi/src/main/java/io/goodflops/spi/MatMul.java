package io.goodflops.spi;

import java.util.List;
import java.util.Objects;

/**
 * Batched matrix product {@code C[b] = op(A[b]) · op(B[b])}.
 *
 * <p>Shapes, row-major: A is (batch, M, K), or (batch, K, M) if transposed; B is (batch, K, N), or
 * (batch, N, K) if transposed; C is (batch, M, N). The batch dimension is always there. FLOPs:
 * 2·batch·M·N·K, the canonical count (LAPACK Working Note 41; fast algorithms earn no credit).
 *
 * @param storage type of A and B
 * @param output type of C
 * @param roleB {@link Role#CONSTANT} if B is a weight, else {@link Role#VARIABLE}
 */
public record MatMul(
    long batch,
    long m,
    long n,
    long k,
    boolean transposeA,
    boolean transposeB,
    DType storage,
    Compute compute,
    DType output,
    Role roleB)
    implements Op {
  public MatMul {
    requirePositive(batch, "batch");
    requirePositive(m, "M");
    requirePositive(n, "N");
    requirePositive(k, "K");
    Objects.requireNonNull(storage, "storage");
    Objects.requireNonNull(compute, "compute");
    Objects.requireNonNull(output, "output");
    if (roleB != Role.CONSTANT && roleB != Role.VARIABLE) {
      throw new IllegalArgumentException("B is " + roleB + ", must be CONSTANT or VARIABLE");
    }
    // throws ArithmeticException now rather than later
    Math.multiplyExact(
        2, Math.multiplyExact(Math.multiplyExact(batch, m), Math.multiplyExact(n, k)));
  }

  /** One product with the usual accumulator; the output has the accumulator's type. */
  public static MatMul of(long m, long n, long k, DType storage) {
    Compute compute = Compute.standard(storage);
    return new MatMul(
        1, m, n, k, false, false, storage, compute, compute.accumulate(), Role.CONSTANT);
  }

  @Override
  public String kind() {
    return "matmul";
  }

  @Override
  public DType dtype() {
    return storage;
  }

  @Override
  public List<Operand> inputs() {
    TensorSpec a =
        transposeA ? TensorSpec.of(storage, batch, k, m) : TensorSpec.of(storage, batch, m, k);
    TensorSpec b =
        transposeB ? TensorSpec.of(storage, batch, n, k) : TensorSpec.of(storage, batch, k, n);
    return List.of(new Operand("A", a, Role.VARIABLE), new Operand("B", b, roleB));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(new Operand("C", TensorSpec.of(output, batch, m, n), Role.OUTPUT));
  }

  @Override
  public long flops() {
    return 2 * batch * m * n * k;
  }

  private static void requirePositive(long value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", must be at least 1");
    }
  }
}
