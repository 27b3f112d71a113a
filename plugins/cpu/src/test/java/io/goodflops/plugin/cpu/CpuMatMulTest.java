package io.goodflops.plugin.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.goodflops.spi.Compute;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Role;
import io.goodflops.spi.UnsupportedOpException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Matrix products of whole numbers, compared for equality with three plain loops. */
class CpuMatMulTest {
  private static final int[][] SHAPES = {
    // batch, m, n, k
    {1, 1, 1, 1},
    {1, 17, 19, 23},
    {3, 5, 7, 11},
    {1, 64, 64, 64},
    {2, 65, 33, 129},
    {1, 1, 300, 70},
    {1, 300, 1, 70},
    {1, 256, 192, 320},
  };

  @ParameterizedTest
  @CsvSource({
    "0, FP64, FP64, PLAIN",
    "0, FP32, FP32, PLAIN",
    "0, FP32, FP32, PACKED",
    "1, FP32, FP32, PLAIN",
    "1, FP32, FP32, PACKED",
    "0, BF16, FP32, PLAIN",
    "0, BF16, FP32, PACKED",
    "0, BF16, BF16, PLAIN",
    "1, BF16, FP32, PACKED",
    "0, FP16, FP32, PLAIN",
    "0, FP16, FP32, PACKED",
    "0, FP16, FP16, PLAIN",
    "1, FP16, FP32, PACKED",
    "0, INT8, INT32, PLAIN",
    "0, INT8, INT32, PACKED",
    "1, INT8, INT32, PLAIN",
    "1, FP64, FP64, PLAIN",
  })
  void isExactOnWholeNumbers(int deviceIndex, DType storage, DType output, Lane lane) {
    // narrow outputs hold every sum: 11 or 8 bits; INT8 uses its whole range
    int limit = output == storage && output.bits() == 16 ? 1 : storage == DType.INT8 ? 127 : 7;
    try (Device device = TestCpu.open(deviceIndex)) {
      for (int[] shape : SHAPES) {
        for (int transposes = 0; transposes < 4; transposes++) {
          MatMul op = op(shape, transposes, storage, output);
          double[] a = TestCpu.integers(op.inputs().get(0), limit, 1);
          double[] b = TestCpu.integers(op.inputs().get(1), limit, 2);
          double[] expected = product(op, a, b);
          if (!holds(output, expected)) {
            continue;
          }
          assertThat(Arrays.equals(TestCpu.run(device, lane, op, a, b), expected))
              .as("right: %s", op)
              .isTrue();
        }
      }
    } catch (UnsupportedOpException e) {
      assertThat(e.getMessage()).contains("status 3");
      abort(storage + " is not tested on this CPU: " + e.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FP32", "BF16", "FP16", "INT8"})
  void isExactInOddShapesToo(DType storage) {
    Random random = new Random(7);
    try (Device device = TestCpu.open(0)) {
      for (int i = 0; i < 60; i++) {
        int[] shape = {
          1 + random.nextInt(2),
          1 + random.nextInt(90),
          1 + random.nextInt(150),
          1 + random.nextInt(200)
        };
        MatMul op = op(shape, i % 4, storage, Compute.standard(storage).accumulate());
        double[] a = TestCpu.integers(op.inputs().get(0), 7, i);
        double[] b = TestCpu.integers(op.inputs().get(1), 7, i + 1);
        double[] expected = product(op, a, b);
        for (Lane lane : new Lane[] {Lane.PLAIN, Lane.PACKED}) {
          assertThat(Arrays.equals(TestCpu.run(device, lane, op, a, b), expected))
              .as("right: %s %s", lane, op)
              .isTrue();
        }
      }
    } catch (UnsupportedOpException e) {
      abort(storage + " is not tested on this CPU: " + e.getMessage());
    }
  }

  @Test
  void fp32KeepsEveryBitOfItsOperands() throws UnsupportedOpException {
    // 12-bit odd numbers: their products need 24 bits, TF32 and BF16 keep 11 and 8 of each operand
    MatMul op = op(new int[] {1, 40, 50, 1}, 0, DType.FP32, DType.FP32);
    Random random = new Random(5);
    double[] a = random.ints(40, 2049, 4096).mapToDouble(i -> i | 1).toArray();
    double[] b = random.ints(50, 2049, 4096).mapToDouble(i -> i | 1).toArray();
    try (Device device = TestCpu.open(0)) {
      for (Lane lane : new Lane[] {Lane.PLAIN, Lane.PACKED}) {
        assertThat(TestCpu.run(device, lane, op, a, b)).isEqualTo(product(op, a, b));
      }
    }
  }

  @Test
  void packedAndPlainAreTheSameWhereSumsAreExact() throws UnsupportedOpException {
    MatMul op = MatMul.of(130, 257, 511, DType.BF16);
    double[] a = TestCpu.integers(op.inputs().get(0), 15, 3);
    double[] b = TestCpu.integers(op.inputs().get(1), 15, 4);
    try (Device device = TestCpu.open(0)) {
      double[] plain = runOrSkip(device, Lane.PLAIN, op, a, b);
      assertThat(runOrSkip(device, Lane.PACKED, op, a, b)).isEqualTo(plain);
    }
  }

  @Test
  void oneThreadAndAllThreadsGiveTheSame() throws UnsupportedOpException {
    MatMul op = MatMul.of(200, 300, 100, DType.FP32);
    double[] a = TestCpu.integers(op.inputs().get(0), 15, 3);
    double[] b = TestCpu.integers(op.inputs().get(1), 15, 4);
    try (Device all = TestCpu.open(0);
        Device one = TestCpu.open(1)) {
      double[] expected = product(op, a, b);
      assertThat(TestCpu.run(all, Lane.PLAIN, op, a, b)).isEqualTo(expected);
      assertThat(TestCpu.run(one, Lane.PLAIN, op, a, b)).isEqualTo(expected);
      assertThat(TestCpu.run(all, Lane.PLAIN, op, a, b)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FP32, FP64, FP64, PLAIN, accumulates in FP32", "FP32, FP32, BF16, PLAIN, stored as BF16",
    "INT8, INT32, INT8, PLAIN, stored as INT8", "INT32, INT32, INT32, PLAIN, INT32",
    "FP64, FP32, FP32, PLAIN, FP64", "FP64, FP64, FP64, PACKED, OpenBLAS",
    "FP32, FP32, FP32, TUNED, TUNED", "FP32, FP32, FP32, COMMON, COMMON",
  })
  void refusesWithAReason(DType storage, DType accumulate, DType output, Lane lane, String words) {
    MatMul op =
        new MatMul(
            1, 4, 4, 4, false, false, storage, Compute.strict(accumulate), output, Role.CONSTANT);
    try (Device device = TestCpu.open(0)) {
      assertThatThrownBy(() -> device.compile(op, lane))
          .isInstanceOf(UnsupportedOpException.class)
          .hasMessageContaining(words);
    }
  }

  @Test
  void refusesToPackAVariableAndToRoundOperands() {
    MatMul variable =
        new MatMul(
            1,
            4,
            4,
            4,
            false,
            false,
            DType.FP32,
            Compute.strict(DType.FP32),
            DType.FP32,
            Role.VARIABLE);
    MatMul tf32 =
        new MatMul(
            1,
            4,
            4,
            4,
            false,
            false,
            DType.FP32,
            new Compute(DType.FP32, MathMode.TF32),
            DType.FP32,
            Role.CONSTANT);
    try (Device device = TestCpu.open(0)) {
      assertThatThrownBy(() -> device.compile(variable, Lane.PACKED))
          .isInstanceOf(UnsupportedOpException.class)
          .hasMessageContaining("variable");
      assertThatThrownBy(() -> device.compile(tf32, Lane.PLAIN))
          .isInstanceOf(UnsupportedOpException.class)
          .hasMessageContaining("TF32");
    }
  }

  private static double[] runOrSkip(Device device, Lane lane, MatMul op, double[] a, double[] b) {
    try {
      return TestCpu.run(device, lane, op, a, b);
    } catch (UnsupportedOpException e) {
      return abort(op.storage() + " is not tested on this CPU: " + e.getMessage());
    }
  }

  private static MatMul op(int[] shape, int transposes, DType storage, DType output) {
    return new MatMul(
        shape[0],
        shape[1],
        shape[2],
        shape[3],
        transposes % 2 == 1,
        transposes / 2 == 1,
        storage,
        Compute.standard(storage),
        output,
        Role.CONSTANT);
  }

  private static boolean holds(DType dtype, double[] values) {
    double limit = dtype.isInteger() ? 0x1p31 : Math.scalb(1.0, dtype.significandBits());
    for (double value : values) {
      if (Math.abs(value) >= limit) {
        return false;
      }
    }
    return true;
  }

  private static double[] product(MatMul op, double[] a, double[] b) {
    int m = (int) op.m();
    int n = (int) op.n();
    int k = (int) op.k();
    double[] c = new double[(int) op.batch() * m * n];
    for (int s = 0; s < op.batch(); s++) {
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          for (int l = 0; l < k; l++) {
            double left = a[s * m * k + (op.transposeA() ? l * m + i : i * k + l)];
            double right = b[s * n * k + (op.transposeB() ? j * k + l : l * n + j)];
            c[(s * m + i) * n + j] += left * right;
          }
        }
      }
    }
    return c;
  }
}
