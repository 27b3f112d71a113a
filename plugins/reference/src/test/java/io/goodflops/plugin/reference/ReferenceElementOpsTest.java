package io.goodflops.plugin.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.spi.Activation;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.DType;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Reduce;
import io.goodflops.spi.UnsupportedOpException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ops on elements, sums of them, and moves. */
class ReferenceElementOpsTest {

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FP64", "FP32", "BF16", "FP16"})
  void reluCutsAndItsSlopeAtZeroIsZero(DType dtype) throws UnsupportedOpException {
    double[] x = {-2, 0, 3, -0.5};
    double[] dy = {10, 20, 30, 40};
    assertThat(
            TestDevice.run(new Activation(Activation.Function.RELU, Pass.FORWARD, 4, dtype), x)
                .get(0))
        .containsExactly(0, 0, 3, 0);
    assertThat(
            TestDevice.run(new Activation(Activation.Function.RELU, Pass.BACKWARD, 4, dtype), x, dy)
                .get(0))
        .containsExactly(0, 0, 30, 0);
  }

  /** Values of the tanh form, as PyTorch documents it, worked out to seven places. */
  @Test
  void geluIsTheFormOfGpt2() throws UnsupportedOpException {
    Activation op = new Activation(Activation.Function.GELU, Pass.FORWARD, 5, DType.FP32);
    assertThat(TestDevice.run(op, new double[] {0, 1, -1, 2, 10}).get(0))
        .containsExactly(new double[] {0, 0.8411920, -0.1588080, 1.9545977, 10}, within(2e-7));
  }

  @Test
  void geluGradientsAreSlopes() throws UnsupportedOpException {
    Activation forward = new Activation(Activation.Function.GELU, Pass.FORWARD, 50, DType.FP64);
    Activation backward = new Activation(Activation.Function.GELU, Pass.BACKWARD, 50, DType.FP64);
    double[] x = TestDevice.normal(forward.inputs().get(0), 1);
    double[] dy = TestDevice.normal(forward.inputs().get(0), 2);
    assertThat(TestDevice.run(backward, x, dy).get(0))
        .containsExactly(TestDevice.slopes(forward, new double[][] {x}, 0, dy), within(1e-8));
  }

  /** BF16 has 8 bits: 259 lies between 258 and 260, 257 between 256 and 258. */
  @Test
  void resultsAreRoundedToNearestEven() throws UnsupportedOpException {
    Binary add = new Binary(Binary.Function.ADD, 2, DType.BF16);
    assertThat(TestDevice.run(add, new double[] {256, 256}, new double[] {1, 3}).get(0))
        .containsExactly(256, 260);
  }

  @Test
  void fp32IsFloatArithmetic() throws UnsupportedOpException {
    Binary op = new Binary(Binary.Function.MULTIPLY, 1000, DType.FP32);
    double[] a = TestDevice.normal(op.inputs().get(0), 1);
    double[] b = TestDevice.normal(op.inputs().get(0), 2);
    double[] y = TestDevice.run(op, a, b).get(0);
    for (int i = 0; i < y.length; i++) {
      assertThat((float) y[i]).isEqualTo((float) a[i] * (float) b[i]);
    }
  }

  @Test
  void biasIsAddedToEachChannelAndItsGradientSumsUp() throws UnsupportedOpException {
    double[] x = {1, 2, 3, 4, 5, 6, 7, 8};
    assertThat(
            TestDevice.run(new Bias(Pass.FORWARD, 2, 2, 2, DType.FP32), x, new double[] {10, 20})
                .get(0))
        .containsExactly(11, 12, 23, 24, 15, 16, 27, 28);
    assertThat(TestDevice.run(new Bias(Pass.BACKWARD, 2, 2, 2, DType.FP32), x).get(0))
        .containsExactly(1 + 2 + 5 + 6, 3 + 4 + 7 + 8);
  }

  @Test
  void aBiasGradientOfBf16IsKeptInFp32() throws UnsupportedOpException {
    Bias op = new Bias(Pass.BACKWARD, 3, 1, 1, DType.BF16);
    assertThat(TestDevice.run(op, new double[] {256, 1, 2}).get(0)).containsExactly(259);
  }

  @ParameterizedTest
  @CsvSource({
    "SUM, FP64, -10, 22",
    "MEAN, FP32, -5, 11",
    "MAX, FP32, -1, 20",
    "SUM, BF16, -10, 22",
    "MAX, BF16, -1, 20",
  })
  void reducesAlongTheMiddle(Reduce.Function function, DType dtype, double first, double last)
      throws UnsupportedOpException {
    double[] x = {-1, 0, -9, 1, 5, 2, 6, 20};
    double[] y = TestDevice.run(new Reduce(function, 2, 2, 2, dtype), x).get(0);
    assertThat(y).hasSize(4);
    assertThat(y[0]).isEqualTo(first);
    assertThat(y[3]).isEqualTo(last);
  }

  @Test
  void fp32SumsAreKeptInFp32AndFp64SumsAreNot() throws UnsupportedOpException {
    double[] x = {0x1p24, 1, -0x1p24};
    Reduce floats = new Reduce(Reduce.Function.SUM, 1, 3, 1, DType.FP32);
    Reduce doubles = new Reduce(Reduce.Function.SUM, 1, 3, 1, DType.FP64);
    assertThat(TestDevice.run(floats, x).get(0)).containsExactly(0);
    assertThat(TestDevice.run(doubles, x).get(0)).containsExactly(1);
  }

  @Test
  void embeddingGathersRowsAndScattersGradients() throws UnsupportedOpException {
    double[] ids = {2, 0, 2};
    assertThat(
            TestDevice.run(
                    new Embedding(Pass.FORWARD, 3, 2, 3, DType.BF16),
                    new double[] {1, 2, 3, 4, 5, 6},
                    ids)
                .get(0))
        .containsExactly(5, 6, 1, 2, 5, 6);
    assertThat(
            TestDevice.run(
                    new Embedding(Pass.BACKWARD, 3, 2, 3, DType.BF16),
                    new double[] {256, 1, 2, 3, 1, 5},
                    ids)
                .get(0))
        .containsExactly(2, 3, 0, 0, 257, 6);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3, Integer.MIN_VALUE})
  void anIndexOutsideTheTableIsNamed(int id) {
    for (Pass pass : List.of(Pass.FORWARD, Pass.BACKWARD)) {
      Embedding op = new Embedding(pass, 3, 2, 2, DType.FP32);
      double[] data = new double[(int) op.inputs().get(0).spec().elements()];
      assertThatThrownBy(() -> TestDevice.run(op, data, new double[] {0, id}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("ids[1] is " + id + ", must be in [0, 3)");
    }
  }

  @Test
  void castsRoundOnce() throws UnsupportedOpException {
    // over FP32 the first would become a tie and go down to 1
    double[] x = {1 + 0x1p-8 + 0x1p-40, 1e300, -3, 65519};
    assertThat(TestDevice.run(new Cast(DType.FP64, DType.BF16, 4), x).get(0))
        .containsExactly(1 + 0x1p-7, Double.POSITIVE_INFINITY, -3, 65536);
    assertThat(TestDevice.run(new Cast(DType.FP64, DType.FP16, 4), x).get(0)[3]).isEqualTo(65504);
    assertThat(TestDevice.run(new Cast(DType.BF16, DType.FP64, 1), new double[] {3}).get(0))
        .containsExactly(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FP8_E4M3", "FP8_E5M2"})
  void permuteTurnsDimensions(DType dtype) throws UnsupportedOpException {
    Permute op = new Permute(List.of(2L, 3L, 4L), List.of(2, 0, 1), dtype);
    double[] x = new double[24];
    double[] expected = new double[24];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 4; k++) {
          x[(i * 3 + j) * 4 + k] = 100 * i + 10 * j + k - 50;
          expected[(k * 2 + i) * 3 + j] = 100 * i + 10 * j + k - 50;
        }
      }
    }
    assertThat(TestDevice.run(op, x).get(0)).isEqualTo(expected);
  }

  @Test
  void aScalarHasOneOrder() throws UnsupportedOpException {
    Permute op = new Permute(List.of(), List.of(), DType.FP32);
    assertThat(TestDevice.run(op, new double[] {7}).get(0)).containsExactly(7);
  }

  @Test
  void anOrderOfDimensionsThatAreNotThereIsRefused() {
    for (List<Integer> order : List.of(List.of(0, 1), List.of(0, 0), List.of(1), List.of(-1, 0))) {
      assertThatThrownBy(() -> new Permute(List.of(), order, DType.FP32))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
