package io.goodflops.workload.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.Compute;
import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Role;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.verify.FakeDevice.Arithmetic;
import io.goodflops.workload.verify.FakeDevice.Order;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What must pass: every type, shape and order of summation. */
class HonestProductTest {
  private static void assertPasses(MatMul op, Pattern pattern, long seed, Arithmetic arithmetic) {
    double[] c = FakeDevice.product(op, pattern, seed, arithmetic);
    Verdict verdict = FakeDevice.judge(op, pattern, seed, c);
    assertThat(verdict.passed())
        .as("%s %s %s: %s", op, pattern, arithmetic.order(), verdict)
        .isTrue();
  }

  @Property(tries = 250)
  void anyShapeTypeAndOrder(
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 37) int m,
      @ForAll @IntRange(min = 1, max = 37) int n,
      @ForAll @IntRange(min = 1, max = 131) int k,
      @ForAll boolean transposeA,
      @ForAll boolean transposeB,
      @ForAll DType dtype,
      @ForAll Order order,
      @ForAll Pattern pattern,
      @ForAll long seed) {
    if (dtype == DType.INT32) {
      return;
    }
    Compute compute = Compute.standard(dtype);
    MatMul op =
        new MatMul(
            batch,
            m,
            n,
            k,
            transposeA,
            transposeB,
            dtype,
            compute,
            compute.accumulate(),
            Role.VARIABLE);
    assertPasses(op, pattern, seed, Arithmetic.honest(op, order));
  }

  @Test
  void int32Wraps() {
    MatMul op = MatMul.of(9, 8, 70, DType.INT32);
    assertThat(FakeDevice.judge(op, Pattern.RANDOM, 4, Oracle.output(op, Pattern.RANDOM, 4)))
        .matches(Verdict::passed);
  }

  /** Sampled columns no longer fit into memory at once: the judge goes along K in parts. */
  @Test
  void hugeKIsJudgedInParts() {
    MatMul op =
        new MatMul(
            1,
            3,
            2,
            1_200_000,
            true,
            false,
            DType.FP32,
            Compute.standard(DType.FP32),
            DType.FP32,
            Role.VARIABLE);
    double[] c = Oracle.output(op, Pattern.RANDOM, 4);
    assertThat(FakeDevice.judge(op, Pattern.RANDOM, 4, c)).matches(Verdict::passed);
    double k0 =
        InputData.value(op, 0, Pattern.RANDOM, 4, 0) * InputData.value(op, 1, Pattern.RANDOM, 4, 0);
    c[0] += 1e5 * k0;
    assertThat(FakeDevice.judge(op, Pattern.RANDOM, 4, c)).matches(v -> !v.passed());
  }

  @Test
  void int8WrapsForHugeK() {
    MatMul op = MatMul.of(2, 3, 1 << 18, DType.INT8);
    assertPasses(op, Pattern.RANDOM, 4, Arithmetic.honest(op, Order.SEQUENTIAL));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 1, 32768",
    "16, 16, 32768",
    "3, 257, 8191",
    "64, 1, 20011",
    "1, 200, 4096"
  })
  void theWorstOrderPassesAtLargeK(int m, int n, int k) {
    for (DType dtype : List.of(DType.FP32, DType.FP64, DType.BF16, DType.FP8_E4M3)) {
      for (Pattern pattern : List.of(Pattern.RANDOM, Pattern.EXACT)) {
        for (long seed = 0; seed < 3; seed++) {
          MatMul op = MatMul.of(m, n, k, dtype);
          Order order = seed == 0 ? Order.SEQUENTIAL : seed == 1 ? Order.FUSED : Order.PAIRWISE;
          assertPasses(op, pattern, seed, Arithmetic.honest(op, order));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BF16, FP32, BF16",
    "FP8_E4M3, FP32, FP32",
    "FP8_E5M2, FP32, BF16",
    "FP16, FP32, FP16",
    "FP16, FP16, FP16",
    "FP32, FP64, FP32",
    "FP32, FP32, BF16",
    "FP16, FP32, BF16"
  })
  void otherAccumulatorsAndOutputs(DType storage, DType sum, DType output) {
    for (int k : new int[] {1, 2, 3, 61, 700, 4097}) {
      MatMul op =
          new MatMul(
              1, 19, 23, k, false, true, storage, Compute.strict(sum), output, Role.CONSTANT);
      for (Pattern pattern : Pattern.values()) {
        assertPasses(op, pattern, k, Arithmetic.honest(op, Order.EIGHT_LANES));
        assertPasses(op, pattern, k, Arithmetic.honest(op, Order.SEQUENTIAL));
      }
    }
  }

  @Test
  void tf32PassesWhereItIsAllowed() {
    for (int k : new int[] {1, 5, 64, 3000}) {
      MatMul op =
          new MatMul(
              1,
              33,
              31,
              k,
              false,
              false,
              DType.FP32,
              new Compute(DType.FP32, MathMode.TF32),
              DType.FP32,
              Role.CONSTANT);
      for (Pattern pattern : List.of(Pattern.RANDOM, Pattern.EXACT)) {
        Arithmetic honest = Arithmetic.honest(op, Order.EIGHT_LANES);
        assertPasses(op, pattern, k, honest);
        assertPasses(
            op,
            pattern,
            k,
            honest.withLeft(FakeDevice::truncateToTf32).withRight(FakeDevice::truncateToTf32));
        assertPasses(
            op,
            pattern,
            k,
            honest.withLeft(FakeDevice::roundToTf32).withRight(FakeDevice::roundToTf32));
      }
    }
  }

  @Test
  void truncatingMatrixUnitsPassFor16BitOperands() {
    MatMul op = MatMul.of(24, 24, 16_384, DType.BF16);
    double[] c = new double[24 * 24];
    double[] a = new double[24 * 16_384];
    double[] b = new double[24 * 16_384];
    InputData.source(op, 0, Pattern.RANDOM, 1).read(0, a, 0, a.length);
    InputData.source(op, 1, Pattern.RANDOM, 1).read(0, b, 0, b.length);
    for (int row = 0; row < 24; row++) {
      for (int column = 0; column < 24; column++) {
        float sum = 0;
        for (int k = 0; k < 16_384; k += 4) {
          double four = sum;
          for (int i = k; i < k + 4; i++) {
            four += a[row * 16_384 + i] * b[i * 24 + column];
          }
          sum = towardsZero(four);
        }
        c[row * 24 + column] = sum;
      }
    }
    assertThat(FakeDevice.judge(op, Pattern.RANDOM, 1, c)).matches(Verdict::passed);
  }

  private static float towardsZero(double value) {
    float rounded = (float) value;
    return Math.abs(rounded) > Math.abs(value) ? Math.nextAfter(rounded, 0) : rounded;
  }

  @Test
  void onesThatDoNotFitTheOutputAreRoundedOrInfinite() {
    MatMul op =
        new MatMul(
            1,
            2,
            2,
            70_000,
            false,
            false,
            DType.FP16,
            Compute.strict(DType.FP32),
            DType.FP16,
            Role.CONSTANT);
    double[] c = {1 / 0.0, 1 / 0.0, 1 / 0.0, 1 / 0.0};
    assertThat(FakeDevice.judge(op, Pattern.ONE, 1, c)).matches(Verdict::passed);
    c[3] = Encoding.round(DType.FP16, 60_000);
    assertThat(FakeDevice.judge(op, Pattern.ONE, 1, c)).matches(v -> !v.passed());
  }
}
