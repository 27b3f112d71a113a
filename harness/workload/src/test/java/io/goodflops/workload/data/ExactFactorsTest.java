package io.goodflops.workload.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.Compute;
import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Role;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactFactorsTest {
  private static final List<DType> FLOATS = List.of(DType.FP64, DType.FP32, DType.BF16, DType.FP16);
  private static final List<DType> STORED =
      List.of(DType.FP64, DType.FP32, DType.BF16, DType.FP16, DType.FP8_E4M3, DType.FP8_E5M2);

  private static MatMul op(
      long batch, long m, long n, long k, int flags, DType storage, DType sum, DType output) {
    return new MatMul(
        batch,
        m,
        n,
        k,
        (flags & 1) != 0,
        (flags & 2) != 0,
        storage,
        new Compute(sum, (flags & 4) != 0 ? MathMode.TF32 : MathMode.STRICT),
        output,
        Role.CONSTANT);
  }

  /** A[b][m][k] or B[b][k][n] whatever the storage order. */
  private static long at(MatMul op, int input, long seed, long batch, long line, long k) {
    long lines = input == 0 ? op.m() : op.n();
    boolean rowIsLine = input == 0 ? !op.transposeA() : op.transposeB();
    long index = batch * lines * op.k() + (rowIsLine ? line * op.k() + k : k * lines + line);
    return (long) InputData.value(op, input, Pattern.EXACT, seed, index);
  }

  @Property(tries = 400)
  void everyPartialSumFitsTheAccumulatorAndTheOutput(
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 5) int m,
      @ForAll @IntRange(min = 1, max = 5) int n,
      @ForAll @IntRange(min = 1, max = 3000) int k,
      @ForAll @IntRange(max = 7) int flags,
      @ForAll @IntRange(max = 95) int types,
      @ForAll @LongRange(max = 1 << 20) long seed) {
    MatMul op =
        op(
            batch,
            m,
            n,
            k,
            flags,
            STORED.get(types >> 4),
            FLOATS.get((types >> 2) & 3),
            FLOATS.get(types & 3));
    int bits = SumBits.ofOutput(op);
    long last = batch - 1L;
    for (int row = 0; row < m; row++) {
      long sum = 0;
      for (int i = 0; i < k; i++) {
        long a = at(op, 0, seed, last, row, i);
        long b = at(op, 1, seed, last, n - 1, i);
        sum = Math.addExact(sum, Math.abs(Math.multiplyExact(a, b)));
        assertThat(Encoding.round(op.storage(), (double) a)).isEqualTo((double) a);
        assertThat(Encoding.round(op.storage(), (double) b)).isEqualTo((double) b);
      }
      assertThat(sum).isBetween(1L, 1L << bits);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FP32, FP32, FP32, 500000",
    "FP32, FP32, FP32, 4194304",
    "FP64, FP64, FP64, 4194304",
    "BF16, FP32, FP32, 4194304",
    "FP16, FP32, FP32, 4194304",
    "BF16, FP32, BF16, 500000",
    "FP16, FP16, FP16, 500000"
  })
  void theBoundHoldsForHugeK(DType storage, DType sum, DType output, int k) {
    MatMul op = op(1, 3, 3, k, 2, storage, sum, output);
    long[] a = new long[k];
    long[] b = new long[k];
    InputData.source(op, 0, Pattern.EXACT, 1).read(2L * k, a, 0, k);
    InputData.source(op, 1, Pattern.EXACT, 1).read((long) k, b, 0, k);
    long total = 0;
    int terms = 0;
    for (int i = 0; i < k; i++) {
      total += Math.abs(a[i] * b[i]);
      terms += a[i] * b[i] != 0 ? 1 : 0;
    }
    assertThat(total).isLessThan(1L << Math.min(sum.significandBits(), output.significandBits()));
    assertThat(terms).isGreaterThan(2);
  }

  @ParameterizedTest
  @CsvSource({"FP32, 11", "FP64, 24", "BF16, 7", "FP16, 10"})
  void largeValuesNeedMoreBitsThanTheNextLowerModeHas(DType dtype, int fewer) {
    for (int k : new int[] {1, 2, 7, 64, 5000}) {
      MatMul op = op(1, 2, 2, k, 2, dtype, Compute.standard(dtype).accumulate(), dtype);
      op = op(1, 2, 2, k, 2, dtype, op.compute().accumulate(), op.compute().accumulate());
      for (int i = 0; i < k; i++) {
        long large = k == 1 || i % 2 == 0 ? at(op, 0, 3, 0, 1, i) : at(op, 1, 3, 0, 1, i);
        assertThat(large & 1).isOne();
        assertThat(Long.SIZE - Long.numberOfLeadingZeros(Math.abs(large))).isGreaterThan(fewer);
      }
    }
  }

  @Test
  void allOfKTakesPartSomewhere() {
    int k = 16_384;
    MatMul op = op(1, 64, 64, k, 2, DType.FP32, DType.FP32, DType.FP32);
    for (int i = 0; i < k; i += 37) {
      boolean seen = false;
      for (int line = 0; line < 64 && !seen; line++) {
        seen = i % 2 == 0 ? at(op, 1, 0, 0, line, i) != 0 : at(op, 0, 0, 0, line, i) != 0;
      }
      assertThat(seen).as("k = %d", i).isTrue();
    }
  }

  @Test
  void oneColumnOfEachOperandIsWide() {
    MatMul op = op(1, 4, 4, 4096, 2, DType.FP32, DType.FP32, DType.FP32);
    int wide = 0;
    for (int i = 0; i < 4096; i++) {
      wide += Math.abs(at(op, 0, 8, 0, 2, i)) >= 1 << 20 ? 1 : 0;
      wide += Math.abs(at(op, 1, 8, 0, 2, i)) >= 1 << 20 ? 1 : 0;
    }
    assertThat(wide).isEqualTo(2);
  }
}
