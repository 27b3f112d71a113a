package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DType;

/**
 * A batched product of row-major matrices, as a column-major BLAS is asked for it: what is
 * row-major is transposed to BLAS, so C = A·B is asked for as Cᵀ = Bᵀ·Aᵀ.
 *
 * @param compute the vendor's number for how to calculate
 */
record GemmCall(
    GemmForm form,
    int compute,
    boolean transposeA,
    boolean transposeB,
    int batch,
    int m,
    int n,
    int k,
    boolean sameA) {

  /** Where a matrix begins: in which memory, and at which byte of it. */
  record At(long memory, long offset) {}

  /** Fixes addresses; the caller closes what it gets with {@link Bridge#closeGemm}. */
  long open(GpuDevice device, long a, long b, long c) {
    return open(device, new At(a, 0), new At(b, 0), new At(c, 0));
  }

  /** The same for matrices that begin somewhere in their memory. */
  long open(GpuDevice device, At a, At b, At c) {
    Dialect dialect = device.runtime().dialect();
    int type = form.type(dialect, form.storage(), compute);
    int bytes = bytes(form.storage());
    return Bridge.openGemm(
        device.session(),
        op(dialect, transposeB),
        transposeB,
        op(dialect, transposeA),
        transposeA,
        n,
        m,
        k,
        batch,
        b.memory(),
        b.offset(),
        type,
        bytes,
        a.memory(),
        a.offset(),
        sameA,
        type,
        bytes,
        c.memory(),
        c.offset(),
        form.type(dialect, form.output(), compute),
        bytes(form.output()),
        compute,
        dialect.value(Value.GEMM_ALGORITHM),
        form.scalar());
  }

  private static int op(Dialect dialect, boolean transposed) {
    return dialect.value(transposed ? Value.OP_TRANSPOSED : Value.OP_NORMAL);
  }

  private static int bytes(DType dtype) {
    return Math.toIntExact(dtype.bytes(1));
  }
}
