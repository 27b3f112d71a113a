package io.goodflops.workload.verify;

import io.goodflops.spi.DType;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.GivenNumbers;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Computes outputs as devices do, honest ones and others. */
final class FakeDevice {
  static final DoubleUnaryOperator KEEP = value -> value;

  /** In which order a sum is formed. */
  enum Order {
    SEQUENTIAL,
    REVERSED,
    EIGHT_LANES,
    PAIRWISE,
    FUSED
  }

  /** How a device multiplies matrices. */
  record Arithmetic(
      Order order, DoubleUnaryOperator left, DoubleUnaryOperator right, DoubleUnaryOperator sum) {
    static Arithmetic honest(MatMul op, Order order) {
      DType accumulate = op.compute().accumulate();
      return new Arithmetic(
          order,
          KEEP,
          KEEP,
          op.storage().isInteger()
              ? value -> (double) (int) (long) value
              : value -> Encoding.round(accumulate, value));
    }

    Arithmetic withLeft(DoubleUnaryOperator cut) {
      return new Arithmetic(order, cut, right, sum);
    }

    Arithmetic withRight(DoubleUnaryOperator cut) {
      return new Arithmetic(order, left, cut, sum);
    }

    Arithmetic withSum(DoubleUnaryOperator round) {
      return new Arithmetic(order, left, right, round);
    }
  }

  private FakeDevice() {}

  static double truncateToTf32(double value) {
    int bits = Float.floatToRawIntBits((float) value) & 0xffffe000;
    return Float.intBitsToFloat(bits);
  }

  static double roundToTf32(double value) {
    float big = (float) value * 8193;
    return big - (big - (float) value);
  }

  static double[] product(MatMul op, Pattern pattern, long seed, Arithmetic arithmetic) {
    return product(op, input(op, 0, pattern, seed), input(op, 1, pattern, seed), arithmetic);
  }

  static double[] product(MatMul op, double[] left, double[] right, Arithmetic arithmetic) {
    double[] a = Arrays.stream(left).map(arithmetic.left()).toArray();
    double[] b = Arrays.stream(right).map(arithmetic.right()).toArray();
    int m = (int) op.m();
    int n = (int) op.n();
    int k = (int) op.k();
    double[] c = new double[(int) op.batch() * m * n];
    double[] x = new double[k];
    double[] y = new double[k];
    for (int batch = 0; batch < op.batch(); batch++) {
      for (int row = 0; row < m; row++) {
        for (int i = 0; i < k; i++) {
          x[i] = a[batch * m * k + (op.transposeA() ? i * m + row : row * k + i)];
        }
        for (int column = 0; column < n; column++) {
          for (int i = 0; i < k; i++) {
            y[i] = b[batch * k * n + (op.transposeB() ? column * k + i : i * n + column)];
          }
          c[(batch * m + row) * n + column] = sum(arithmetic, x, y);
        }
      }
    }
    return c;
  }

  private static double[] input(Op op, int index, Pattern pattern, long seed) {
    double[] values = new double[(int) op.inputs().get(index).spec().elements()];
    InputData.source(op, index, pattern, seed).read(0, values, 0, values.length);
    return values;
  }

  private static double sum(Arithmetic arithmetic, double[] x, double[] y) {
    DoubleUnaryOperator round = arithmetic.sum();
    int k = x.length;
    switch (arithmetic.order()) {
      case SEQUENTIAL -> {
        double sum = 0;
        for (int i = 0; i < k; i++) {
          sum = round.applyAsDouble(sum + round.applyAsDouble(x[i] * y[i]));
        }
        return sum;
      }
      case FUSED -> {
        double sum = 0;
        for (int i = 0; i < k; i++) {
          sum = round.applyAsDouble(Math.fma(x[i], y[i], sum));
        }
        return sum;
      }
      case REVERSED -> {
        double sum = 0;
        for (int i = k - 1; i >= 0; i--) {
          sum = round.applyAsDouble(sum + round.applyAsDouble(x[i] * y[i]));
        }
        return sum;
      }
      case EIGHT_LANES -> {
        double[] lanes = new double[8];
        for (int i = 0; i < k; i++) {
          lanes[i % 8] = round.applyAsDouble(lanes[i % 8] + round.applyAsDouble(x[i] * y[i]));
        }
        double sum = 0;
        for (double lane : lanes) {
          sum = round.applyAsDouble(sum + lane);
        }
        return sum;
      }
      case PAIRWISE -> {
        return pairwise(round, x, y, 0, k);
      }
    }
    throw new AssertionError();
  }

  private static double pairwise(
      DoubleUnaryOperator round, double[] x, double[] y, int from, int to) {
    if (to - from == 1) {
      return round.applyAsDouble(x[from] * y[from]);
    }
    int middle = (from + to) / 2;
    return round.applyAsDouble(
        pairwise(round, x, y, from, middle) + pairwise(round, x, y, middle, to));
  }

  /** The output as it lies in memory. */
  static OutputSource memory(Op op, double[] values) {
    DType dtype = op.outputs().get(0).spec().dtype();
    int size = dtype.bits() / 8;
    ByteBuffer bytes = ByteBuffer.allocate(values.length * size).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      long bits = Encoding.bits(dtype, value);
      for (int i = 0; i < size; i++) {
        bytes.put((byte) (bits >>> (8 * i)));
      }
    }
    return (output, offset, target) ->
        target.put(bytes.array(), Math.toIntExact(offset), target.remaining());
  }

  static Verdict judge(Op op, Pattern pattern, long seed, double[] output) {
    try {
      return Judge.judge(op, Lane.PLAIN, pattern, seed, memory(op, output), seed ^ 0x5eed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Judges a product of given operands. */
  static Verdict judge(Op op, double[] a, double[] b, double[] output, long challengeSeed) {
    try {
      return Judge.judge(
          op, List.of(new GivenNumbers(a), new GivenNumbers(b)), memory(op, output), challengeSeed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
