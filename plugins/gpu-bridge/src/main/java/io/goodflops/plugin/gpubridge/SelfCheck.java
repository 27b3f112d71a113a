package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DType;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tiny products whose results are known exactly, before any number of a dialect is believed: both
 * transposes, two in a batch. A vendor's numbers differ from release to release, and a wrong one
 * may be answered with success.
 */
final class SelfCheck {
  private static final int BATCH = 2;
  private static final int K = 16;

  private final GpuDevice device;
  private final GemmForm form;
  private final int m;
  private final int n;
  private final List<GpuBuffer> buffers = new ArrayList<>();

  /** FP8 has matrices of multiples of 16 alone. */
  private SelfCheck(GpuDevice device, GemmForm form) {
    this.device = device;
    this.form = form;
    this.m = form.storage().isFp8() ? 32 : 12;
    this.n = form.storage().isFp8() ? 48 : 8;
  }

  /** Tries every form with every compute type that the dialect gives for it. */
  static Products run(GpuDevice device) {
    Map<GemmForm, Products.Finding> findings = new HashMap<>();
    for (GemmForm form : GemmForm.ALL) {
      List<Integer> candidates =
          device.runtime().dialect().compute().getOrDefault(form.key(), List.of());
      findings.put(form, find(device, form, candidates));
    }
    String version =
        VendorRuntime.asked(() -> Bridge.blasVersion(device.events().stream()))
            .filter(number -> number > 0)
            .map(number -> " of version " + number)
            .orElse("");
    return new Products(version, findings, "it was not checked");
  }

  private static Products.Finding find(GpuDevice device, GemmForm form, List<Integer> candidates) {
    Optional<String> refusal =
        form.storage().isFp8() ? Fp8Products.refusal(device, form) : Optional.empty();
    if (refusal.isPresent()) {
      return new Products.Finding(Optional.empty(), refusal.get());
    }
    List<String> failures = new ArrayList<>();
    for (int candidate : candidates) {
      Optional<String> problem = new SelfCheck(device, form).problem(candidate);
      if (problem.isEmpty()) {
        String before = failures.isEmpty() ? "" : ", after " + String.join(", ", failures);
        return new Products.Finding(
            Optional.of(candidate), candidate + " (right in the self-check" + before + ")");
      }
      failures.add(candidate + ": " + problem.get());
    }
    return new Products.Finding(
        Optional.empty(),
        candidates.isEmpty()
            ? "the dialect has no compute type for it"
            : String.join(", ", failures));
  }

  private Optional<String> problem(int compute) {
    try {
      for (Pattern pattern : Pattern.of(form)) {
        for (int turned : turns()) {
          GemmCall call =
              new GemmCall(
                  form, compute, (turned & 1) != 0, (turned & 2) != 0, BATCH, m, n, K, false);
          Optional<String> problem = compare(call, pattern);
          if (problem.isPresent()) {
            return problem;
          }
        }
      }
      return Optional.empty();
    } catch (DeviceException e) {
      return Optional.of(e.getMessage());
    } finally {
      buffers.forEach(GpuBuffer::close);
      buffers.clear();
    }
  }

  /** FP8 is multiplied with B transposed and A not, and no other way. */
  private int[] turns() {
    return form.storage().isFp8() ? new int[] {2} : new int[] {0, 1, 2, 3};
  }

  private Optional<String> compare(GemmCall call, Pattern pattern) {
    double[] a = new double[BATCH * m * K];
    double[] b = new double[BATCH * K * n];
    double[] right = new double[BATCH * m * n];
    for (int s = 0; s < BATCH; s++) {
      for (int i = 0; i < m; i++) {
        for (int l = 0; l < K; l++) {
          double value = pattern.a(s, i, l);
          a[s * m * K + (call.transposeA() ? l * m + i : i * K + l)] = value;
          for (int j = 0; j < n; j++) {
            b[s * K * n + (call.transposeB() ? j * K + l : l * n + j)] = pattern.b(s, l, j);
            right[s * m * n + i * n + j] += value * pattern.b(s, l, j);
          }
        }
      }
    }
    double[] found = product(call, a, b);
    for (int i = 0; i < right.length; i++) {
      if (found[i] != right[i]) {
        return Optional.of(
            pattern.words + ": C[" + i + "] is " + found[i] + ", must be " + right[i]);
      }
    }
    return Optional.empty();
  }

  private double[] product(GemmCall call, double[] a, double[] b) {
    DType storage = call.form().storage();
    DType output = call.form().output();
    GpuBuffer left = buffer(Elements.encode(storage, a));
    GpuBuffer other = buffer(Elements.encode(storage, b));
    byte[] bytes = new byte[(int) output.bytes((long) BATCH * m * n)];
    GpuBuffer result = buffer(bytes);
    if (storage.isFp8()) {
      multiplyFp8(call, List.of(left.memory(), other.memory(), result.memory()));
    } else {
      multiply(call, left.memory(), other.memory(), result.memory());
    }
    result.read(0, ByteBuffer.wrap(bytes));
    return Elements.decode(output, bytes);
  }

  private void multiply(GemmCall call, long a, long b, long c) {
    long stream = device.events().stream();
    long gemm = call.open(device, a, b, c);
    try {
      Bridge.enqueueGemm(stream, gemm);
      Bridge.finish(stream);
    } finally {
      Bridge.closeGemm(gemm);
    }
  }

  private void multiplyFp8(GemmCall call, List<Long> operands) {
    long stream = device.events().stream();
    long product = Fp8Products.open(device, form, call.compute(), BATCH, m, n, K);
    try {
      List<Long> memories = new ArrayList<>(operands);
      long workspace = Bridge.productWorkspace(product);
      if (workspace > 0) {
        memories.add(allocate(workspace).memory());
      }
      Bridge.enqueueProduct(stream, product, Fp8Products.places(memories));
      Bridge.finish(stream);
    } finally {
      Bridge.closeProduct(product);
    }
  }

  private GpuBuffer buffer(byte[] content) {
    GpuBuffer buffer = allocate(content.length);
    buffer.write(0, ByteBuffer.wrap(content));
    return buffer;
  }

  private GpuBuffer allocate(long bytes) {
    GpuBuffer buffer = device.opened(new GpuBuffer(device, TensorSpec.bytes(bytes)));
    buffers.add(buffer);
    return buffer;
  }

  /** Operands whose products are exact in the right precision, and only there. */
  private enum Pattern {
    /** Small integers: sums are at most 256, which 8 bits of a significand hold. */
    SMALL("small integers"),
    /** Odd integers: sums have up to 15 bits, too many for sums in FP16 or BF16. */
    SUMS("sums of many bits"),
    /** One addend each: what comes out is what went in, if every bit of it took part. */
    BITS("operands of 22 bits"),
    /** The same for FP64. */
    MORE_BITS("operands of 42 bits");

    private final String words;

    Pattern(String words) {
      this.words = words;
    }

    static List<Pattern> of(GemmForm form) {
      if (form.mode() != MathMode.STRICT) {
        return List.of(SMALL, SUMS);
      }
      if (form.storage().isFp8()) {
        return List.of(SMALL); // its significands hold no operands for the others
      }
      return switch (form.output()) {
        case FP64 -> List.of(SMALL, MORE_BITS);
        case FP32 -> form.storage() == form.output() ? List.of(SMALL, BITS) : List.of(SMALL, SUMS);
        case INT32 -> List.of(SMALL, SUMS);
        case FP16, BF16, INT8, FP8_E4M3, FP8_E5M2 -> List.of(SMALL);
      };
    }

    double a(int s, int i, int l) {
      return switch (this) {
        case SMALL -> (s * 5 + i * 3 + l * 7) % 9 - 4;
        case SUMS -> 17 + 2 * ((s + i + 3 * l) % 8);
        case BITS -> 1 + bits(s, i, l) * 0x1p-21;
        case MORE_BITS -> 1 + bits(s, i, l) * 0x1p-41;
      };
    }

    private static int bits(int s, int i, int l) {
      return 1 + s + 2 * i + 25 * l;
    }

    double b(int s, int l, int j) {
      return switch (this) {
        case SMALL -> (s * 2 + l * 5 + j * 4) % 9 - 4;
        case SUMS -> 17 + 2 * ((s + 5 * l + j) % 8);
        case BITS, MORE_BITS -> l == (j * 3 + s) % K ? 1 : 0;
      };
    }
  }
}
