package io.goodflops.workload.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.Compute;
import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Role;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.verify.FakeDevice.Arithmetic;
import io.goodflops.workload.verify.FakeDevice.Order;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What must fail. */
class WrongProductTest {
  private static double toBf16(double value) {
    return Encoding.round(DType.BF16, value);
  }

  private static double toFp16(double value) {
    return Encoding.round(DType.FP16, value);
  }

  private static double toFp32(double value) {
    return (float) value;
  }

  private static void assertFails(MatMul op, Pattern pattern, long seed, double[] c) {
    Verdict verdict = FakeDevice.judge(op, pattern, seed, c);
    assertThat(verdict.passed()).as("%s %s: %s", op, pattern, verdict).isFalse();
    assertThat(verdict.error()).isFinite().isGreaterThan(verdict.bound());
    assertThat(verdict.detail()).isNotBlank();
  }

  private static void assertFails(MatMul op, Pattern pattern, Arithmetic arithmetic) {
    assertFails(op, pattern, 77, FakeDevice.product(op, pattern, 77, arithmetic));
  }

  @ParameterizedTest
  @CsvSource({
    "EXACT, 1",
    "EXACT, 2",
    "EXACT, 3",
    "EXACT, 64",
    "EXACT, 2048",
    "EXACT, 20000",
    "RANDOM, 16",
    "RANDOM, 256",
    "RANDOM, 2048",
    "RANDOM, 32768"
  })
  void tf32InsteadOfFp32(Pattern pattern, int k) {
    MatMul op = MatMul.of(16, 17, k, DType.FP32);
    Arithmetic honest = Arithmetic.honest(op, Order.EIGHT_LANES);
    assertFails(op, pattern, honest.withLeft(FakeDevice::truncateToTf32));
    assertFails(op, pattern, honest.withRight(FakeDevice::truncateToTf32));
    assertFails(op, pattern, honest.withLeft(FakeDevice::roundToTf32));
    assertFails(op, pattern, honest.withRight(FakeDevice::roundToTf32));
    assertFails(
        op,
        pattern,
        honest.withLeft(FakeDevice::truncateToTf32).withRight(FakeDevice::truncateToTf32));
  }

  @ParameterizedTest
  @EnumSource(names = {"EXACT", "RANDOM"})
  void smallFloatsInsteadOfFp32(Pattern pattern) {
    for (int k : new int[] {1, 7, 300, 4096}) {
      MatMul op = MatMul.of(16, 17, k, DType.FP32);
      Arithmetic honest = Arithmetic.honest(op, Order.EIGHT_LANES);
      assertFails(
          op,
          pattern,
          honest.withLeft(WrongProductTest::toBf16).withRight(WrongProductTest::toBf16));
      assertFails(
          op,
          pattern,
          honest.withLeft(WrongProductTest::toFp16).withRight(WrongProductTest::toFp16));
    }
  }

  @Test
  void twoBf16HalvesInsteadOfFp32() {
    DoubleUnaryOperator halves = v -> toBf16(v) + toBf16(v - toBf16(v));
    MatMul op = MatMul.of(16, 17, 2048, DType.FP32);
    Arithmetic honest = Arithmetic.honest(op, Order.EIGHT_LANES);
    assertFails(op, Pattern.EXACT, honest.withLeft(halves));
    assertFails(op, Pattern.EXACT, honest.withRight(halves));
  }

  @ParameterizedTest
  @EnumSource(names = {"EXACT", "RANDOM"})
  void fp32InsteadOfFp64(Pattern pattern) {
    for (int k : new int[] {1, 7, 300, 4096}) {
      MatMul op = MatMul.of(16, 17, k, DType.FP64);
      Arithmetic honest = Arithmetic.honest(op, Order.SEQUENTIAL);
      assertFails(op, pattern, honest.withLeft(WrongProductTest::toFp32));
      assertFails(op, pattern, honest.withRight(WrongProductTest::toFp32));
      assertFails(op, pattern, honest.withSum(WrongProductTest::toFp32));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FP16, FP16, EXACT",
    "FP16, FP16, RANDOM",
    "BF16, BF16, EXACT",
    "BF16, BF16, RANDOM",
    "FP16, BF16, EXACT",
    "BF16, FP16, RANDOM"
  })
  void narrowAccumulators(DType storage, DType sum, Pattern pattern) {
    for (int k : new int[] {16, 300, 4096}) {
      MatMul op = MatMul.of(16, 17, k, storage);
      Arithmetic honest = Arithmetic.honest(op, Order.EIGHT_LANES);
      assertFails(op, pattern, honest.withSum(v -> Encoding.round(sum, v)));
    }
  }

  /** The same bytes as numbers of the other format: who mistakes one for the other is found. */
  @ParameterizedTest
  @EnumSource(names = {"EXACT", "RANDOM"})
  void oneFp8FormatForTheOther(Pattern pattern) {
    for (DType storage : new DType[] {DType.FP8_E4M3, DType.FP8_E5M2}) {
      DType other = storage == DType.FP8_E4M3 ? DType.FP8_E5M2 : DType.FP8_E4M3;
      for (int k : new int[] {1, 16, 300, 4096}) {
        MatMul op = MatMul.of(16, 17, k, storage);
        Arithmetic honest = Arithmetic.honest(op, Order.EIGHT_LANES);
        DoubleUnaryOperator mistaken = v -> Encoding.value(other, Encoding.bits(storage, v));
        assertFails(op, pattern, honest.withLeft(mistaken));
        assertFails(op, pattern, honest.withLeft(mistaken).withRight(mistaken));
      }
    }
  }

  /** E4M3 rounded to the 3 bits of E5M2, and sums of fewer bits than any matrix unit keeps. */
  @ParameterizedTest
  @EnumSource(names = {"FP16", "BF16"})
  void bitsOfFp8AreMissed(DType sum) {
    for (int k : new int[] {16, 300, 4096}) {
      MatMul op = MatMul.of(16, 17, k, DType.FP8_E4M3);
      Arithmetic honest = Arithmetic.honest(op, Order.EIGHT_LANES);
      assertFails(op, Pattern.EXACT, honest.withLeft(v -> Encoding.round(DType.FP8_E5M2, v)));
      if (k >= 300) {
        assertFails(op, Pattern.EXACT, honest.withSum(v -> Encoding.round(sum, v)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"BF16", "FP16"})
  void narrowAccumulatorsBehindANarrowOutput(DType dtype) {
    MatMul op =
        new MatMul(
            1, 32, 32, 2048, false, false, dtype, Compute.strict(DType.FP32), dtype, Role.CONSTANT);
    Arithmetic honest = Arithmetic.honest(op, Order.SEQUENTIAL);
    assertFails(op, Pattern.RANDOM, honest.withSum(v -> Encoding.round(dtype, v)));
  }

  @Property(tries = 150)
  void oneWrongElementAnywhere(
      @ForAll DType dtype,
      @ForAll @IntRange(min = 1, max = 2) int batch,
      @ForAll @IntRange(min = 1, max = 40) int m,
      @ForAll @IntRange(min = 1, max = 40) int n,
      @ForAll @IntRange(min = 1, max = 99) int k,
      @ForAll @IntRange(max = 1 << 20) int where,
      @ForAll long seed) {
    Compute compute = Compute.standard(dtype);
    MatMul op =
        new MatMul(
            batch, m, n, k, false, false, dtype, compute, compute.accumulate(), Role.VARIABLE);
    double[] right = Oracle.output(op, Pattern.EXACT, seed);
    int[] places = {where % right.length, 0, right.length - 1};
    for (int place : places) {
      double[] c = right.clone();
      c[place] += c[place] > 0 ? -1 : 1;
      assertFails(op, Pattern.EXACT, seed, c);
    }
    assertThat(FakeDevice.judge(op, Pattern.EXACT, seed, right)).matches(Verdict::passed);
  }

  @ParameterizedTest
  @EnumSource
  void oneElementIsOffByAHighPowerOfTwo(DType dtype) {
    MatMul op = MatMul.of(5, 6, 7, dtype);
    double[] right = Oracle.output(op, Pattern.EXACT, 1);
    for (int power = 0; power < (dtype == DType.FP64 ? 53 : dtype.isInteger() ? 32 : 24); power++) {
      double[] c = right.clone();
      c[17] += c[17] > 0 ? -Math.scalb(1.0, power) : Math.scalb(1.0, power);
      assertFails(op, Pattern.EXACT, 1, c);
    }
  }

  @ParameterizedTest
  @EnumSource
  void zeroedStaleTransposedAndMixedUpOutputs(DType dtype) {
    for (Pattern pattern : new Pattern[] {Pattern.EXACT, Pattern.RANDOM}) {
      Compute compute = Compute.standard(dtype);
      MatMul op =
          new MatMul(
              3, 24, 24, 50, true, false, dtype, compute, compute.accumulate(), Role.VARIABLE);
      double[] right = Oracle.output(op, pattern, 6);
      int matrix = 24 * 24;

      double[] zeroedRow = right.clone();
      Arrays.fill(zeroedRow, zeroedRow.length - 24, zeroedRow.length, 0);
      assertFails(op, pattern, 6, zeroedRow);

      double[] transposed = right.clone();
      for (int i = 0; i < matrix; i++) {
        transposed[i] = right[i % 24 * 24 + i / 24];
      }
      assertFails(op, pattern, 6, transposed);

      double[] mixedUp = right.clone();
      System.arraycopy(right, 0, mixedUp, matrix, matrix);
      System.arraycopy(right, matrix, mixedUp, 0, matrix);
      assertFails(op, pattern, 6, mixedUp);

      assertFails(op, pattern, 6, Oracle.output(op, pattern, 7));
      assertFails(op, pattern, 6, new double[right.length]);

      if (!dtype.isInteger()) {
        for (double poison : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e300}) {
          for (int place : new int[] {0, 700, right.length - 1}) {
            double[] poisoned = right.clone();
            poisoned[place] = poison;
            assertFails(op, pattern, 6, poisoned);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FP32", "FP64", "INT8"})
  void constantsAreChecked(DType dtype) {
    MatMul op = MatMul.of(9, 9, 33, dtype);
    for (Pattern pattern : new Pattern[] {Pattern.ZERO, Pattern.ONE}) {
      double[] c = Oracle.output(op, pattern, 0);
      c[80] += 1;
      assertFails(op, pattern, 0, c);
    }
  }

  @Test
  void zeroedElementAmongRandomOnes() {
    MatMul op = MatMul.of(64, 64, 2048, DType.FP32);
    double[] c =
        FakeDevice.product(op, Pattern.RANDOM, 1, Arithmetic.honest(op, Order.EIGHT_LANES));
    c[1234] = 0;
    assertFails(op, Pattern.RANDOM, 1, c);
  }

  @Test
  void saturatingInt8() {
    MatMul op = MatMul.of(8, 8, 512, DType.INT8);
    Arithmetic honest = Arithmetic.honest(op, Order.SEQUENTIAL);
    assertFails(
        op,
        Pattern.RANDOM,
        honest.withSum(v -> Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, v))));
    assertFails(op, Pattern.RANDOM, honest.withLeft(v -> Math.max(-127, v)));
    MatMul huge = MatMul.of(2, 2, 1 << 18, DType.INT8);
    double[] ones = Oracle.output(huge, Pattern.ONE, 1);
    assertThat(FakeDevice.judge(huge, Pattern.ONE, 1, ones)).matches(Verdict::passed);
    double[] c = Oracle.output(huge, Pattern.RANDOM, 1);
    c[3] += c[3] > 0 ? -0x1p31 : 0x1p31 - 1;
    assertFails(huge, Pattern.RANDOM, 1, c);
  }

  @Test
  void theMessageNamesTheElement() {
    MatMul op = MatMul.of(5, 6, 7, DType.FP32);
    double[] c = Oracle.output(op, Pattern.EXACT, 1);
    double right = c[20];
    c[20] = right + 2;
    assertThat(FakeDevice.judge(op, Pattern.EXACT, 1, c).detail())
        .contains("C[3][2] is " + (right + 2), "must be " + right, "1 of 5 rows");
  }
}
