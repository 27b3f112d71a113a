package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DType;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Products of FP8 operands, through a library in the shape of cublasLt. Matrix units read them in
 * one form alone: lines of K elements of both operands, which is A as it is and B transposed.
 * Row-major C = A·Bᵀ is asked for as column-major Cᵀ = (Bᵀ)ᵀ·Aᵀ: the library's first operand is B,
 * which it transposes, its second one A. No other form is made into this one by copying.
 */
final class Fp8Products {
  /** What cuBLAS takes for itself on Hopper (its documentation, cublasSetWorkspace). */
  private static final long MOST_WORKSPACE = 32L << 20;

  private Fp8Products() {}

  /** Why no product of a form is tried at all; empty if one is. */
  static Optional<String> refusal(GpuDevice device, GemmForm form) {
    VendorRuntime runtime = device.runtime();
    Dialect dialect = runtime.dialect();
    if (runtime.noBlasLt().isPresent()) {
      return runtime.noBlasLt();
    }
    if (!dialect.compute().containsKey(form.key())) {
      return Optional.of("the vendor's library multiplies no two operands of " + form.storage());
    }
    List<Integer> bounds = dialect.values().getOrDefault(Value.FP8_CAPABILITY, List.of());
    return capability(device)
        .filter(mine -> !bounds.isEmpty() && !lies(mine, bounds))
        .map(
            mine ->
                "FP8 needs compute capability "
                    + words(bounds)
                    + ", this device has "
                    + words(mine));
  }

  /** From the first on, below the second, from the third on, and so forth. */
  private static boolean lies(int capability, List<Integer> bounds) {
    return bounds.stream().filter(bound -> bound <= capability).count() % 2 == 1;
  }

  /** As dialects count: 89 is 8.9. */
  private static Optional<Integer> capability(GpuDevice device) {
    VendorRuntime runtime = device.runtime();
    return runtime
        .attribute(Value.ATTRIBUTE_CAPABILITY_MAJOR, device.ordinal())
        .flatMap(
            major ->
                runtime
                    .attribute(Value.ATTRIBUTE_CAPABILITY_MINOR, device.ordinal())
                    .map(minor -> 10 * major + minor));
  }

  private static String words(int capability) {
    return capability / 10 + "." + capability % 10;
  }

  private static String words(List<Integer> bounds) {
    List<String> ranges = new ArrayList<>();
    for (int i = 0; i < bounds.size(); i += 2) {
      ranges.add(
          words(bounds.get(i))
              + (i + 1 < bounds.size() ? " to below " + words(bounds.get(i + 1)) : " or later"));
    }
    return String.join(" or ", ranges);
  }

  static GpuKernel compile(GpuDevice device, MatMul op, GemmForm form, Products.Finding found)
      throws UnsupportedOpException {
    int compute =
        found
            .compute()
            .orElseThrow(
                () ->
                    new UnsupportedOpException(
                        form + " is not multiplied here: " + found.evidence()));
    requireForm(device.runtime().dialect(), op);
    long product = open(device, form, compute, op);
    AutoCloseable owner = () -> Bridge.closeProduct(product);
    device.opened(owner);
    long workspace = Bridge.productWorkspace(product);
    String words =
        device.runtime().symbol(Slot.BLASLT_MULTIPLY).orElseThrow()
            + ", compute type "
            + found.evidence();
    return new GpuKernel(
        device,
        Signature.of(op),
        words,
        workspace,
        memories -> {
          long[] places = places(memories);
          return stream -> Bridge.enqueueProduct(stream, product, places);
        });
  }

  private static long open(GpuDevice device, GemmForm form, int compute, MatMul op)
      throws UnsupportedOpException {
    if (op.batch() > Integer.MAX_VALUE) {
      throw new UnsupportedOpException(
          "batch is " + op.batch() + ", the library counts in 32 bits");
    }
    try {
      return open(device, form, compute, (int) op.batch(), op.m(), op.n(), op.k());
    } catch (DeviceException e) {
      throw new UnsupportedOpException(form + " of this shape: " + e.getMessage());
    }
  }

  /** Row-major C = A·Bᵀ; whoever opens it closes it. */
  static long open(
      GpuDevice device, GemmForm form, int compute, int batch, long m, long n, long k) {
    Dialect dialect = device.runtime().dialect();
    List<Integer> given = new ArrayList<>();
    given.add(form.type(dialect, form.storage(), compute));
    given.add(form.type(dialect, form.output(), compute));
    given.add(compute);
    given.add(form.type(dialect, DType.FP32, compute));
    given.add(dialect.value(Value.OP_NORMAL));
    given.add(dialect.value(Value.OP_TRANSPOSED));
    given.add(dialect.value(Value.BLASLT_TRANSPOSE_A));
    given.add(dialect.value(Value.BLASLT_TRANSPOSE_B));
    given.add(dialect.value(Value.BLASLT_BATCH_COUNT));
    given.add(dialect.value(Value.BLASLT_BATCH_STRIDE));
    given.add(dialect.value(Value.BLASLT_MOST_WORKSPACE));
    given.add(dialect.value(Value.BLASLT_ALGORITHM_BYTES));
    if (dialect.has(Value.BLASLT_FAST_SUMS)) {
      given.add(dialect.value(Value.BLASLT_FAST_SUMS));
    }
    return Bridge.openProduct(
        device.session(),
        n,
        m,
        k,
        batch,
        Math.toIntExact(form.storage().bytes(1)),
        Math.toIntExact(form.output().bytes(1)),
        MOST_WORKSPACE,
        given.stream().mapToInt(Integer::intValue).toArray());
  }

  /**
   * The library's operands in its order, of an op's memories: A, B, C and the workspace, if any.
   */
  static long[] places(List<Long> memories) {
    long[] places = new long[2 * memories.size()];
    for (int i = 0; i < memories.size(); i++) {
      places[2 * i] = memories.get(i < 2 ? 1 - i : i);
    }
    return places;
  }

  private static void requireForm(Dialect dialect, MatMul op) throws UnsupportedOpException {
    if (op.transposeA() || !op.transposeB()) {
      throw new UnsupportedOpException(
          "the vendor's library multiplies FP8 only where B is transposed and A is not, and nothing"
              + " is copied here to make it so");
    }
    int multiple = dialect.value(Value.FP8_MULTIPLE);
    if (op.n() % multiple != 0 || op.k() % multiple != 0) {
      throw new UnsupportedOpException(
          "the vendor's library multiplies FP8 only where N and K are multiples of "
              + multiple
              + "; here they are "
              + op.n()
              + " and "
              + op.k());
    }
  }
}
