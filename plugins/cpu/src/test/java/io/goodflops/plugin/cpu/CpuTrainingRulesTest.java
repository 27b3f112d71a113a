package io.goodflops.plugin.cpu;

import static io.goodflops.spi.Pass.BACKWARD;
import static io.goodflops.spi.Pass.BACKWARD_DATA;
import static io.goodflops.spi.Pass.BACKWARD_WEIGHTS;
import static io.goodflops.spi.Pass.FORWARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.goodflops.spi.AdamW;
import io.goodflops.spi.Cast;
import io.goodflops.spi.Compute;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.Lane;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Role;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.spi.Window2d;
import io.goodflops.workload.verify.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What random numbers do not show: lanes, writing in place, ties, edges and refusals. */
class CpuTrainingRulesTest {
  static Stream<TrainingOp> withConstants() {
    return Stream.of(DType.FP32, DType.BF16)
        .flatMap(dtype -> Stream.of(FORWARD, BACKWARD_DATA).flatMap(pass -> shapes(pass, dtype)));
  }

  private static Stream<TrainingOp> shapes(Pass pass, DType dtype) {
    return Stream.of(
        Conv2d.of(pass, 2, 3, 4, 7, Window2d.square(3, 2, 1), dtype),
        Conv2d.of(pass, 3, 32, 48, 9, Window2d.square(3, 1, 1), dtype),
        Conv2d.of(pass, 3, 20, 35, 7, Window2d.square(1, 1, 0), dtype));
  }

  @ParameterizedTest
  @MethodSource("withConstants")
  void isRightWithPackedWeights(TrainingOp op) throws IOException {
    try (Device device = TestCpu.open(0)) {
      Verdict verdict = TrainingRun.judge(device, Lane.PACKED, op);
      assertThat(verdict.passed()).as(verdict.detail()).isTrue();
    } catch (UnsupportedOpException e) {
      assertThat(op.dtype()).isEqualTo(DType.BF16);
      abort(e.getMessage());
    }
  }

  @Test
  void optimizersWriteOverTheirState() throws IOException, UnsupportedOpException {
    try (Device device = TestCpu.open(0)) {
      for (TrainingOp op :
          List.of(
              new Sgd(5003, DType.FP32, DType.BF16, 0.1, 0.9, 0.01),
              new AdamW(5003, DType.FP32, DType.FP32, 0.01, 0.9, 0.999, 1e-8, 0.1))) {
        Verdict verdict = TrainingRun.judgeInPlace(device, op);
        assertThat(verdict.passed()).as(verdict.detail()).isTrue();
      }
    }
  }

  /** In each channel two windows of 2 by 2, whose elements are all the same. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FP32", "BF16"})
  void theFirstOfEqualMaximaGetsTheGradient(DType dtype) {
    Pool2d op =
        new Pool2d(Pool2d.Function.MAX, BACKWARD, 1, 16, 2, 4, Window2d.square(2, 2, 0), dtype);
    double[] x = new double[16 * 8];
    double[] dy = new double[16 * 2];
    double[] expected = new double[x.length];
    for (int i = 0; i < dy.length; i++) {
      dy[i] = i + 1;
      expected[i / 2 * 8 + i % 2 * 2] = i + 1;
    }
    try (Device device = TestCpu.open(0)) {
      assertThat(TestCpu.run(device, Lane.PLAIN, op, x, dy)).isEqualTo(expected);
    } catch (UnsupportedOpException e) {
      abort(e.getMessage());
    }
  }

  /** Whatever stands behind the mask, be it no number: it is not read. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FP32", "BF16"})
  void whatIsMaskedDoesNotReachGradients(DType dtype) {
    int width = 4;
    double[] y = new double[width * width * 2 + width];
    double[] dy = new double[y.length];
    double[] expected = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      int row = i / width % width;
      boolean seen = i % width <= row;
      // equal numbers, powers of two of them, and a gradient at the first alone
      int visible = Integer.highestOneBit(row + 1);
      boolean counts = i % width < visible;
      y[i] = seen ? (counts ? 1.0 / visible : 0) : Double.NaN;
      dy[i] = seen ? (i % width == 0 ? visible : 0) : Double.NaN;
      expected[i] = counts ? ((i % width == 0 ? visible : 0) - 1.0) / visible : 0;
    }
    Softmax op = new Softmax(BACKWARD, y.length / width, width, 1, true, dtype);
    try (Device device = TestCpu.open(0)) {
      double[] dx = TestCpu.run(device, Lane.PLAIN, op, y, dy);
      // a zero with a sign is a zero
      assertThat(DoubleStream.of(dx).map(n -> n + 0).toArray()).isEqualTo(expected);
    } catch (UnsupportedOpException e) {
      abort(e.getMessage());
    }
  }

  /** Longer than one piece, with a rest, in place and not. */
  @Test
  void optimizersReachEveryPiece() throws IOException, UnsupportedOpException {
    try (Device device = TestCpu.open(0)) {
      for (TrainingOp op :
          List.of(
              new Sgd(1_100_003, DType.FP32, DType.FP32, 0.1, 0.9, 0.01),
              new Sgd(1_100_003, DType.FP32, DType.FP32, 0.1, 0.9, 0),
              new AdamW(1_100_003, DType.FP32, DType.FP32, 0.01, 0.9, 0.999, 1e-8, 0.1))) {
        Verdict verdict = TrainingRun.judgeInPlace(device, op);
        assertThat(verdict.passed()).as(verdict.detail()).isTrue();
        verdict = TrainingRun.judge(device, Lane.PLAIN, op);
        assertThat(verdict.passed()).as(verdict.detail()).isTrue();
      }
    }
  }

  @Test
  void paddingIsNeitherAveragedNorAMaximum() throws UnsupportedOpException {
    double[] x = {-4, -4, -4, -4, -4, -4, -4, -4, -4};
    try (Device device = TestCpu.open(0)) {
      for (Pool2d.Function function : Pool2d.Function.values()) {
        Pool2d op = new Pool2d(function, FORWARD, 1, 1, 3, 3, Window2d.square(3, 2, 1), DType.FP32);
        assertThat(TestCpu.run(device, Lane.PLAIN, op, x)).containsOnly(-4);
      }
    }
  }

  /** The logarithm of a probability that no float holds. */
  @Test
  void lossesAreRightWhereProbabilitiesVanish() throws UnsupportedOpException {
    CrossEntropy op = new CrossEntropy(2, 3, DType.FP32);
    List<byte[]> inputs =
        List.of(
            TestCpu.encode(DType.FP32, new double[] {500, 0, 0, 0, 0, 700}),
            TestCpu.encode(DType.INT32, new double[] {2, 2}));
    try (Device device = TestCpu.open(0)) {
      byte[] loss = TrainingRun.run(device, Lane.PLAIN, op, inputs, false).get(0);
      assertThat(TestCpu.decode(DType.FP32, loss)).containsExactly(500, 0);
    }
  }

  @Test
  void namesAWrongIndex() {
    Embedding op = new Embedding(FORWARD, 3, 2, 1, DType.FP32);
    try (Device device = TestCpu.open(1)) {
      assertThatThrownBy(() -> TestCpu.run(device, Lane.PLAIN, op, new double[6], new double[] {3}))
          .hasMessageContaining("an index is 3");
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWithAReason(TrainingOp op, Lane lane, String words) {
    try (Device device = TestCpu.open(0)) {
      assertThatThrownBy(() -> device.compile(op, lane))
          .isInstanceOf(UnsupportedOpException.class)
          .hasMessageContaining(words);
    }
  }

  static Stream<Arguments> refused() {
    Window2d window = Window2d.square(3, 1, 1);
    Compute tf32 = new Compute(DType.FP32, MathMode.TF32);
    return Stream.of(
        Arguments.of(Conv2d.of(FORWARD, 1, 2, 3, 5, window, DType.FP64), Lane.PLAIN, "FP64"),
        Arguments.of(
            new Conv2d(FORWARD, 1, 2, 3, 5, 5, window, DType.FP32, tf32, DType.FP32, Role.CONSTANT),
            Lane.PLAIN,
            "TF32"),
        Arguments.of(
            Conv2d.of(BACKWARD_WEIGHTS, 1, 2, 3, 5, window, DType.FP32),
            Lane.PACKED,
            "no constant"),
        Arguments.of(new Cast(DType.FP32, DType.FP64, 3), Lane.PLAIN, "FP64"),
        Arguments.of(new LayerNorm(FORWARD, 3, 4, DType.FP64), Lane.PLAIN, "FP64"),
        Arguments.of(new Sgd(3, DType.FP64, DType.FP64, 1, 0, 0), Lane.PLAIN, "FP32 or BF16"),
        Arguments.of(new Embedding(BACKWARD, 3, 4, 5, DType.FP64), Lane.PLAIN, "FP32 and BF16"));
  }
}
