package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.UnsupportedOpException;

/** Matrix products through the vendor's BLAS, in the forms that the self-check found right. */
final class MatMulKernel {
  private MatMulKernel() {}

  static GpuKernel compile(GpuDevice device, MatMul op, Products products)
      throws UnsupportedOpException {
    GemmForm form =
        GemmForm.of(op)
            .orElseThrow(
                () ->
                    new UnsupportedOpException(
                        "no BLAS call multiplies "
                            + op.storage()
                            + " with sums in "
                            + op.compute().accumulate()
                            + ", math "
                            + op.compute().mathMode()
                            + " and output "
                            + op.output()));
    Products.Finding found = products.of(form);
    if (form.storage().isFp8()) {
      return Fp8Products.compile(device, op, form, found);
    }
    int compute =
        found
            .compute()
            .orElseThrow(
                () ->
                    new UnsupportedOpException(
                        form + " failed the self-check on open: " + found.evidence()));
    requireMultiples(device.runtime().dialect(), op);
    GemmCall call =
        new GemmCall(
            form,
            compute,
            op.transposeA(),
            op.transposeB(),
            fits("batch", op.batch()),
            fits("M", op.m()),
            fits("N", op.n()),
            fits("K", op.k()),
            false);
    return new GpuKernel(
        device,
        op,
        device.runtime().symbol(Slot.GEMM).orElseThrow()
            + products.library()
            + ", compute type "
            + found.evidence(),
        memories -> {
          long gemm = call.open(device, memories.get(0), memories.get(1), memories.get(2));
          return new GpuKernel.Work() {
            @Override
            public void enqueue(long stream) {
              Bridge.enqueueGemm(stream, gemm);
            }

            @Override
            public void close() {
              Bridge.closeGemm(gemm);
            }
          };
        });
  }

  /** BLAS libraries multiply INT8 only where every row begins at a multiple of some bytes. */
  private static void requireMultiples(Dialect dialect, MatMul op) throws UnsupportedOpException {
    int multiple = dialect.value(Value.INT8_MULTIPLE);
    long rowOfA = op.transposeA() ? op.m() : op.k();
    long rowOfB = op.transposeB() ? op.k() : op.n();
    if (op.storage() == DType.INT8
        && (rowOfA % multiple != 0 || rowOfB % multiple != 0 || op.n() % multiple != 0)) {
      throw new UnsupportedOpException(
          "the vendor's BLAS multiplies INT8 only if rows are multiples of "
              + multiple
              + " elements long; here they are "
              + rowOfA
              + ", "
              + rowOfB
              + " and "
              + op.n());
    }
  }

  private static int fits(String name, long size) throws UnsupportedOpException {
    if (size > Integer.MAX_VALUE) {
      throw new UnsupportedOpException(
          name + " is " + size + ", the vendor's BLAS counts in 32 bits");
    }
    return (int) size;
  }
}
