package io.goodflops.workload.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.Compute;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.Read;
import io.goodflops.spi.Role;
import io.goodflops.spi.Triad;
import io.goodflops.workload.data.ChainData;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StreamJudgeTest {
  private static List<Op> ops(DType dtype) {
    List<Op> ops = new ArrayList<>();
    for (long elements : new long[] {1, 2, 5000, 70_001}) {
      ops.add(new Copy(dtype, elements));
      ops.add(new Read(dtype, elements));
      ops.add(new Triad(dtype, elements));
    }
    for (long steps : new long[] {1, 2, 127, 5000}) {
      ops.add(new FmaChain(dtype, 2 * FmaChain.CHAIN_MULTIPLE, steps));
    }
    return ops;
  }

  private static void assertJudged(boolean passes, Op op, Pattern pattern, double[] output) {
    Verdict verdict = FakeDevice.judge(op, pattern, 3, output);
    assertThat(verdict.passed()).as("%s %s: %s", op, pattern, verdict).isEqualTo(passes);
    assertThat(verdict.error()).isFinite();
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FP8_E4M3", "FP8_E5M2"})
  void theOraclesAnswerPassesAndNoOther(DType dtype) {
    for (Op op : ops(dtype)) {
      for (Pattern pattern : Pattern.values()) {
        double[] right = Oracle.output(op, pattern, 3);
        assertJudged(true, op, pattern, right);
        for (int place : new int[] {0, right.length / 2, right.length - 1}) {
          double[] wrong = right.clone();
          double off = dtype.isInteger() ? 1 : Math.max(1, Math.abs(wrong[place]) / 8);
          wrong[place] += wrong[place] > 0 ? -off : off;
          assertJudged(false, op, pattern, wrong);
          if (!dtype.isInteger()) {
            wrong[place] = Double.NaN;
            assertJudged(false, op, pattern, wrong);
          }
        }
        if (pattern == Pattern.RANDOM && right.length > 1) {
          assertJudged(false, op, pattern, Oracle.output(op, pattern, 4));
        }
      }
    }
  }

  @Test
  void fp8IsCopiedAndMultipliedAndNothingElse() {
    for (DType dtype : new DType[] {DType.FP8_E4M3, DType.FP8_E5M2}) {
      assertThat(Judge.cannotJudge(new Copy(dtype, 8))).isEmpty();
      assertThat(Judge.cannotJudge(MatMul.of(4, 4, 4, dtype))).isEmpty();
      assertThat(Judge.cannotJudge(new Triad(dtype, 8))).isPresent();
      assertThat(Judge.cannotJudge(new FmaChain(dtype, FmaChain.CHAIN_MULTIPLE, 2))).isPresent();
      MatMul narrow =
          new MatMul(
              1, 4, 4, 4, false, false, dtype, Compute.standard(dtype), dtype, Role.CONSTANT);
      assertThat(Judge.cannotJudge(narrow)).isPresent();
    }
  }

  @Test
  void triadCatchesTf32() {
    Triad op = new Triad(DType.FP32, 1000);
    double[] y = Oracle.output(op, Pattern.RANDOM, 3);
    for (int i = 0; i < y.length; i++) {
      y[i] = FakeDevice.truncateToTf32(y[i]);
    }
    assertJudged(false, op, Pattern.RANDOM, y);
  }

  @Test
  void aReadThatSkipsOneElementFails() {
    Read op = new Read(DType.FP32, 10_000);
    double sum = Oracle.output(op, Pattern.RANDOM, 3)[0];
    double last = InputData.value(op, 0, Pattern.RANDOM, 3, 9_999);
    assertThat(last).isNotZero();
    assertJudged(false, op, Pattern.RANDOM, new double[] {sum - last});
  }

  @ParameterizedTest
  @CsvSource({
    "FP32, 1, WALK", "FP32, 1000, WALK", "FP32, 8388608, WALK", "FP64, 100000, WALK",
    "BF16, 128, WALK", "BF16, 129, DECAY", "BF16, 16384, DECAY", "FP16, 1024, WALK",
    "FP16, 16384, DECAY", "FP16, 20001, PARITY", "INT8, 1000, WALK"
  })
  void oneStepTooFewOrTooManyFails(DType dtype, long steps, ChainData.Counting counting) {
    FmaChain op = new FmaChain(dtype, FmaChain.CHAIN_MULTIPLE, steps);
    if (!dtype.isInteger()) {
      assertThat(ChainData.counting(op)).isEqualTo(counting);
    }
    double[] right = steps > 100_000 ? walkAgain(op) : chain(op, steps);
    assertJudged(true, op, Pattern.RANDOM, right);
    if (steps <= 100_000) {
      assertJudged(false, op, Pattern.RANDOM, chain(op, steps + 1));
      if (steps > 1) {
        assertJudged(false, op, Pattern.RANDOM, chain(op, steps - 1));
        assertJudged(false, op, Pattern.RANDOM, chain(op, steps / 2 + steps % 2 + 1));
      }
    }
  }

  /** The data of {@code op}, but another number of steps. */
  private static double[] chain(FmaChain op, long steps) {
    double[][] in = new double[3][(int) op.chains()];
    for (int i = 0; i < 3; i++) {
      InputData.source(op, i, Pattern.RANDOM, 3).read(0, in[i], 0, in[i].length);
    }
    double[] y = in[0];
    for (int i = 0; i < y.length; i++) {
      double a = in[1][i % FmaChain.FACTORS];
      double b = in[2][i % FmaChain.FACTORS];
      for (long step = 0; step < steps; step++) {
        y[i] =
            op.dtype().isInteger()
                ? Encoding.round(op.dtype(), y[i] * a + b)
                : Encoding.round(op.dtype(), Math.fma(y[i], a, b));
      }
    }
    return y;
  }

  /** A contraction has long converged: a thousand steps of it are as good as all. */
  private static double[] walkAgain(FmaChain op) {
    double[] y = chain(op, 1000);
    for (int i = 0; i < y.length; i += ChainData.COUNTING_EVERY) {
      double x = InputData.value(op, 0, Pattern.RANDOM, 3, i);
      double b = InputData.value(op, 2, Pattern.RANDOM, 3, i % FmaChain.FACTORS);
      y[i] = x + b * op.steps();
      assertThat(y[i]).isEqualTo((float) y[i]);
    }
    return y;
  }

  @Test
  void unfusedChainsPass() {
    FmaChain op = new FmaChain(DType.FP32, FmaChain.CHAIN_MULTIPLE, 3000);
    double[] y = new double[(int) op.chains()];
    for (int i = 0; i < y.length; i++) {
      float x = (float) InputData.value(op, 0, Pattern.RANDOM, 3, i);
      float a = (float) InputData.value(op, 1, Pattern.RANDOM, 3, i % FmaChain.FACTORS);
      float b = (float) InputData.value(op, 2, Pattern.RANDOM, 3, i % FmaChain.FACTORS);
      for (int step = 0; step < op.steps(); step++) {
        x = x * a + b;
      }
      y[i] = x;
    }
    assertJudged(true, op, Pattern.RANDOM, y);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"INT32", "FP8_E4M3", "FP8_E5M2"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyStepOfAMatrixUnitIsCounted(DType dtype) {
    Compute compute = Compute.standard(dtype);
    MatrixChain op = new MatrixChain(dtype, compute, 3, 100);
    for (Pattern pattern : Pattern.values()) {
      double[] right = Oracle.output(op, pattern, 3);
      assertJudged(true, op, pattern, right);
      double[] fewer = Oracle.output(new MatrixChain(dtype, compute, 3, 99), pattern, 3);
      assertJudged(pattern == Pattern.ZERO, op, pattern, fewer);
      for (int place : new int[] {0, 300, right.length - 1}) {
        double[] wrong = right.clone();
        wrong[place]++;
        assertJudged(false, op, pattern, wrong);
      }
    }
  }

  @Test
  void anOutputThatEndsEarlyIsAnError() {
    OutputSource nothing = (output, offset, target) -> {};
    for (Op op : List.of(new Copy(DType.FP32, 10), MatMul.of(2, 2, 2, DType.FP32))) {
      assertThatThrownBy(() -> Judge.judge(op, Lane.PLAIN, Pattern.RANDOM, 1, nothing, 2))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ends early");
    }
  }
}
