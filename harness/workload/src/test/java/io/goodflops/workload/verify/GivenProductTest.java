package io.goodflops.workload.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.Compute;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Role;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.GivenNumbers;
import io.goodflops.workload.verify.FakeDevice.Arithmetic;
import io.goodflops.workload.verify.FakeDevice.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products of operands as training steps have them: of any range, with zeros, and repeated. */
class GivenProductTest {
  private static final int BATCH = 2;

  /** What operands look like. */
  enum Kind {
    GRADIENTS,
    RECTIFIED,
    POSITIVE,
    WIDE,
    SPARSE,
    REPEATED,
    ZERO,
    /** So small that products are flushed. */
    TINY;

    double value(Random random, int row) {
      double normal = random.nextGaussian();
      return switch (this) {
        case GRADIENTS -> 1e-6 * normal;
        case RECTIFIED -> Math.max(0, normal);
        case POSITIVE -> 1 + Math.abs(normal);
        case WIDE -> normal * Math.pow(10, row % 12 - 6);
        case SPARSE -> row % 5 == 0 ? normal : 0;
        case REPEATED -> Math.sin(random.nextInt(3) + 1);
        case ZERO -> 0;
        case TINY -> 1e-22 * normal;
      };
    }
  }

  private static MatMul op(DType storage, DType output, int seed, int k) {
    return new MatMul(
        BATCH,
        23,
        29,
        k,
        (seed & 1) != 0,
        (seed & 2) != 0,
        storage,
        Compute.standard(storage),
        output,
        Role.VARIABLE);
  }

  /** Rows of A, or columns of B, are what the kind calls rows. */
  private static double[] operand(MatMul op, int index, Kind kind, long seed) {
    Random random = new Random(31 * seed + index);
    int rows = (int) (index == 0 ? op.m() : op.n());
    int k = (int) op.k();
    boolean contiguous = index == 0 ? !op.transposeA() : op.transposeB();
    double[] values = new double[BATCH * rows * k];
    for (int i = 0; i < values.length; i++) {
      int row = contiguous ? i / k % rows : i % rows;
      values[i] = Encoding.round(op.storage(), kind.value(random, row));
    }
    if (kind == Kind.REPEATED && contiguous) {
      for (int row = 1; row < BATCH * rows; row++) {
        System.arraycopy(values, 0, values, row * k, k);
      }
    }
    return values;
  }

  @ParameterizedTest
  @EnumSource
  void honestProductsPass(Kind kind) {
    List<String> failed = new ArrayList<>();
    for (int seed = 0; seed < 48; seed++) {
      Kind other = List.of(Kind.GRADIENTS, Kind.RECTIFIED, Kind.POSITIVE).get(seed / 4 % 3);
      Order order = List.of(Order.values()).get(seed % Order.values().length);
      DType storage = seed % 3 == 0 ? DType.FP32 : seed % 3 == 1 ? DType.BF16 : DType.FP64;
      DType output = seed % 2 == 0 ? storage : Compute.standard(storage).accumulate();
      MatMul op = op(storage, output, seed, seed % 7 == 0 ? 1 : seed % 7 == 1 ? 999 : 70 + seed);
      double[] a = operand(op, 0, kind, seed);
      double[] b = operand(op, 1, other, seed);
      double[] c = FakeDevice.product(op, a, b, Arithmetic.honest(op, order));
      Verdict verdict = FakeDevice.judge(op, a, b, c, seed);
      if (!verdict.passed()) {
        failed.add(op + " " + other + " " + order + " " + verdict);
      }
    }
    assertThat(failed).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"GRADIENTS", "RECTIFIED", "WIDE", "SPARSE", "POSITIVE"})
  void oneWrongElementIsFound(Kind kind) {
    for (int seed = 0; seed < 8; seed++) {
      for (DType storage : List.of(DType.FP32, DType.BF16)) {
        MatMul op = op(storage, storage, seed, 130);
        double[] a = operand(op, 0, kind, seed);
        double[] b = operand(op, 1, Kind.POSITIVE, seed);
        double[] c = FakeDevice.product(op, a, b, Arithmetic.honest(op, Order.FUSED));
        // row 2 of the second batch, or 20, as that is not sparse
        int row = kind == Kind.SPARSE ? 43 : 25;
        double size = Arrays.stream(c, row * 29, row * 29 + 29).map(Math::abs).max().orElseThrow();
        c[row * 29 + seed] += (storage == DType.FP32 ? 1e-3 : 2) * size;
        assertThat(FakeDevice.judge(op, a, b, c, seed))
            .as("%s %s", kind, storage)
            .matches(v -> !v.passed());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GRADIENTS", "RECTIFIED", "WIDE", "SPARSE"})
  void operandsWithFewerBitsAreFound(Kind kind) {
    for (int seed = 0; seed < 8; seed++) {
      MatMul op = op(DType.FP32, DType.FP32, seed, 700);
      double[] a = operand(op, 0, kind, seed);
      double[] b = operand(op, 1, Kind.GRADIENTS, seed);
      Arithmetic honest = Arithmetic.honest(op, Order.EIGHT_LANES);
      List<Arithmetic> cuts =
          List.of(
              honest.withLeft(FakeDevice::truncateToTf32),
              honest.withRight(FakeDevice::truncateToTf32),
              honest.withLeft(FakeDevice::roundToTf32).withRight(FakeDevice::roundToTf32),
              honest.withLeft(v -> Encoding.round(DType.BF16, v)),
              honest.withRight(v -> Encoding.round(DType.BF16, v)));
      for (Arithmetic arithmetic : cuts) {
        Verdict verdict =
            FakeDevice.judge(op, a, b, FakeDevice.product(op, a, b, arithmetic), seed);
        assertThat(verdict).matches(v -> !v.passed());
      }
    }
  }

  @Test
  void swappedRowsAreFound() {
    MatMul op = op(DType.BF16, DType.BF16, 0, 64);
    double[] a = operand(op, 0, Kind.RECTIFIED, 1);
    double[] b = operand(op, 1, Kind.GRADIENTS, 1);
    double[] c = FakeDevice.product(op, a, b, Arithmetic.honest(op, Order.FUSED));
    double[] swapped = c.clone();
    System.arraycopy(c, 0, swapped, 7 * 29, 29);
    System.arraycopy(c, 7 * 29, swapped, 0, 29);
    assertThat(FakeDevice.judge(op, a, b, swapped, 1)).matches(v -> !v.passed());
  }

  @Test
  void whatIsNoNumberFails() {
    for (DType storage : List.of(DType.FP32, DType.BF16, DType.FP64)) {
      MatMul op = op(storage, storage, 0, 64);
      double[] a = operand(op, 0, Kind.WIDE, 1);
      double[] b = operand(op, 1, Kind.GRADIENTS, 1);
      double[] right = FakeDevice.product(op, a, b, Arithmetic.honest(op, Order.FUSED));
      for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1e300, 1e38}) {
        for (int place : new int[] {0, 500, right.length - 1}) {
          double[] c = right.clone();
          c[place] = bad;
          Verdict verdict = FakeDevice.judge(op, a, b, c, 1);
          assertThat(verdict).as("%s %s", storage, bad).matches(v -> !v.passed());
          assertThat(verdict.bound()).isFinite();
        }
      }
      b[77] = Double.NaN;
      assertThat(FakeDevice.judge(op, a, b, right, 1))
          .matches(v -> !v.passed())
          .extracting(Verdict::detail)
          .isEqualTo("element 77 of input 1 (B) is NaN, not a number");
    }
  }

  @Test
  void onlyOpsOfTrainingStepsAreJudgedFromGivenInputs() {
    Copy copy = new Copy(DType.FP32, 4);
    assertThatThrownBy(
            () ->
                Judge.judge(
                    copy,
                    List.of(new GivenNumbers(new double[4])),
                    FakeDevice.memory(copy, new double[4]),
                    1))
        .hasMessage(
            "copy of FP32 is only judged from seeds: given inputs are for ops of a training step");
    MatMul op = op(DType.FP32, DType.FP32, 0, 3);
    assertThatThrownBy(() -> Judge.judge(op, List.of(), FakeDevice.memory(op, new double[1]), 1))
        .hasMessage("matmul wants 2 inputs, got 0");
  }
}
