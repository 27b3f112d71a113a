package io.goodflops.tck;

import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Role;
import io.goodflops.spi.UnsupportedOpException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Matrix products with special values. All other operands are small integers, so that the right
 * result is known exactly, whatever the order of the sums.
 */
final class SpecialProducts {
  private static final int M = 9;
  private static final int N = 11;
  private static final int K = 13;

  /** An output of this byte is no number that can come out here. */
  private static final byte UNWRITTEN = 0x5a;

  private SpecialProducts() {}

  static String followIeee(Subject subject) {
    return each(
        subject,
        dtype -> {
          double largest = largest(dtype);
          Map<String, double[][]> cases = new LinkedHashMap<>();
          for (double special :
              new double[] {
                Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, largest, -largest
              }) {
            double[] a = integers(M * K);
            boolean finite = Double.isFinite(special);
            if (finite) {
              // alone in its row: no rounding
              Arrays.fill(a, 4 * K, 5 * K, 0);
            }
            a[4 * K + 6] = special;
            double[] b = integers(K * N);
            if (finite) {
              Arrays.fill(b, 6 * N, 7 * N, 1);
            }
            cases.put(special + " in A", new double[][] {a, b});
            if (!finite) {
              double[] b2 = integers(K * N);
              b2[5 * N + 3] = special;
              cases.put(special + " in B", new double[][] {integers(M * K), b2});
            }
          }
          return cases;
        });
  }

  /**
   * Other inputs have another result: who remembers results gives the one before. Zero times NaN is
   * NaN, and zero times infinity too: who skips zeros gives a number.
   */
  static String doNotSkipZeros(Subject subject) {
    return each(
        subject,
        dtype -> {
          double[] b = integers(K * N);
          b[5 * N + 3] = Double.NaN;
          b[7 * N + 8] = Double.POSITIVE_INFINITY;
          double[] zeroB = new double[K * N];
          double[] a = integers(M * K);
          a[2 * K + 1] = Double.NEGATIVE_INFINITY;
          Map<String, double[][]> cases = new LinkedHashMap<>();
          cases.put("small integers", new double[][] {integers(M * K), integers(K * N)});
          cases.put("A twice as large", new double[][] {doubled(M * K), integers(K * N)});
          cases.put("B twice as large", new double[][] {integers(M * K), doubled(K * N)});
          cases.put("small integers again", new double[][] {integers(M * K), integers(K * N)});
          cases.put("zeros in A, NaN and infinity in B", new double[][] {new double[M * K], b});
          cases.put("infinity in A, zeros in B", new double[][] {a, zeroB});
          return cases;
        });
  }

  private interface Inputs {
    Map<String, double[][]> of(DType dtype);
  }

  private static String each(Subject subject, Inputs inputs) {
    int done = 0;
    try (Device device = subject.open();
        Queue queue = device.openQueue()) {
      for (DType dtype : Catalogue.FLOATS) {
        MatMul op = Catalogue.product(1, M, N, K, false, false, dtype, Role.VARIABLE);
        for (Lane lane : Catalogue.OP_LANES) {
          if (subject.options().wants(op.kind())) {
            done += run(subject, device, queue, new OpCase(op, lane), inputs.of(dtype));
          }
        }
      }
    }
    if (done == 0) {
      throw new Unverified(
          subject.options().wants("matmul")
              ? "no floating-point matmul compiles"
              : "it is about matmul, which was not asked for");
    }
    return Plural.of(done, "product");
  }

  private static int run(
      Subject subject, Device device, Queue queue, OpCase one, Map<String, double[][]> cases) {
    try (OpRun run = new OpRun(subject, device, one)) {
      DType dtype = one.op().dtype();
      for (Map.Entry<String, double[][]> entry : cases.entrySet()) {
        double[][] in = entry.getValue();
        run.write(0, Bytes.encode(dtype, in[0]), entry.getKey());
        run.write(1, Bytes.encode(dtype, in[1]), entry.getKey());
        run.bind();
        run.announce();
        run.poison(UNWRITTEN);
        run.enqueue(queue);
        queue.finish();
        byte[] output = run.output();
        compare(run, output, entry);
        run.right(entry.getKey(), output);
      }
      return cases.size();
    } catch (UnsupportedOpException e) {
      return 0;
    }
  }

  private static void compare(OpRun run, byte[] output, Map.Entry<String, double[][]> inputs) {
    double[] found = Bytes.decode(run.op().outputs().get(0).spec().dtype(), output);
    double[] a = inputs.getValue()[0];
    double[] b = inputs.getValue()[1];
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        double right = 0;
        for (int l = 0; l < K; l++) {
          right += a[i * K + l] * b[l * N + j];
        }
        double value = found[i * N + j];
        if (!(value == right || (Double.isNaN(value) && Double.isNaN(right)))) {
          String wrong =
              String.format(
                  Locale.ROOT,
                  "%s: C[%d,%d] is %s, must be %s",
                  inputs.getKey(),
                  i,
                  j,
                  value,
                  right);
          Optional<String> known = run.remembered(output);
          throw new Breach(
              known.map(what -> what + " (" + wrong + ")").orElse(wrong),
              run.where(inputs.getKey()));
        }
      }
    }
  }

  /** 1, 2, 3, 1, 2, 3, ... */
  private static double[] integers(int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = 1 + i % 3;
    }
    return values;
  }

  private static double[] doubled(int count) {
    return Arrays.stream(integers(count)).map(value -> 2 * value).toArray();
  }

  private static double largest(DType dtype) {
    return switch (dtype) {
      case FP64 -> Double.MAX_VALUE;
      case FP32 -> Float.MAX_VALUE;
      case BF16 -> 0x1.fep127;
      default -> 65504;
    };
  }
}
