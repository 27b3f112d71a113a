package io.goodflops.plugin.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.DType;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Pass;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.UnsupportedOpException;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layer and batch norm: values by hand, gradients by differences. */
class ReferenceNormalisationTest {

  @ParameterizedTest
  @CsvSource({"FP32, 1e-6", "FP64, 1e-14", "BF16, 4e-3", "FP16, 5e-4"})
  void aRowOfALayerNorm(DType dtype, double error) throws UnsupportedOpException {
    LayerNorm op = new LayerNorm(Pass.FORWARD, 2, 4, dtype);
    List<double[]> out =
        TestDevice.run(
            op,
            new double[] {1, 2, 3, 6, 5, 5, 5, 5},
            new double[] {1, 1, 2, 0.5},
            new double[] {0, 0.5, 0, 0});
    double scale = 1 / Math.sqrt(3.5 + 1e-5);
    assertClose(
        out.get(0),
        new double[] {-2 * scale, -scale + 0.5, 0, 1.5 * scale, 0, 0.5, 0, 0},
        within(error));
    assertThat(out.get(1)).containsExactly(3, 5);
    assertThat(out.get(2)).containsExactly(3.5, 0);
  }

  @Test
  void aChannelOfABatchNormGoesThroughAllImages() throws UnsupportedOpException {
    BatchNorm op = new BatchNorm(Pass.FORWARD, 2, 2, 2, DType.FP32);
    List<double[]> out =
        TestDevice.run(
            op,
            new double[] {1, 2, 10, 10, 3, 6, 10, 10},
            new double[] {2, 7},
            new double[] {1, -1});
    double scale = 2 / Math.sqrt(3.5 + 1e-5);
    assertClose(
        out.get(0),
        new double[] {1 - 2 * scale, 1 - scale, -1, -1, 1, 1 + 3 * scale, -1, -1},
        within(1e-6));
    assertThat(out.get(1)).containsExactly(3, 10);
    assertThat(out.get(2)).containsExactly(3.5, 0);
  }

  @Test
  void epsilonIsInsideTheRoot() throws UnsupportedOpException {
    LayerNorm op = new LayerNorm(Pass.FORWARD, 1, 2, DType.FP64);
    double[] y =
        TestDevice.run(op, new double[] {0, 0.002}, new double[] {1, 1}, new double[2]).get(0);
    assertThat(y[1]).isCloseTo(0.001 / Math.sqrt(1e-6 + 1e-5), within(1e-12));
  }

  @Test
  void gradientsOfALayerNormAreSlopes() throws UnsupportedOpException {
    assertSlopes(
        new LayerNorm(Pass.FORWARD, 3, 5, DType.FP64),
        new LayerNorm(Pass.BACKWARD, 3, 5, DType.FP64));
  }

  @Test
  void gradientsOfABatchNormAreSlopes() throws UnsupportedOpException {
    assertSlopes(
        new BatchNorm(Pass.FORWARD, 3, 2, 4, DType.FP64),
        new BatchNorm(Pass.BACKWARD, 3, 2, 4, DType.FP64));
  }

  @Test
  void fp32AgreesWithFp64ButIsNotIt() throws UnsupportedOpException {
    LayerNorm small = new LayerNorm(Pass.BACKWARD, 16, 64, DType.FP32);
    LayerNorm big = new LayerNorm(Pass.BACKWARD, 16, 64, DType.FP64);
    double[][] inputs = new double[5][];
    for (int i = 0; i < 5; i++) {
      inputs[i] = TestDevice.normal(small.inputs().get(i), i);
    }
    for (int i = 0; i < inputs[4].length; i++) {
      inputs[4][i] = Math.abs(inputs[4][i]) + 1;
    }
    List<double[]> floats = TestDevice.run(small, inputs);
    List<double[]> doubles = TestDevice.run(big, inputs);
    for (int i = 0; i < 3; i++) {
      assertClose(floats.get(i), doubles.get(i), within(2e-5));
      assertThat(floats.get(i)).isNotEqualTo(doubles.get(i));
    }
  }

  private static void assertSlopes(TrainingOp forward, TrainingOp backward)
      throws UnsupportedOpException {
    double[] x = TestDevice.normal(forward.inputs().get(0), 1);
    double[] gamma = TestDevice.normal(forward.inputs().get(1), 2);
    double[] beta = TestDevice.normal(forward.inputs().get(2), 3);
    double[] dy = TestDevice.normal(backward.inputs().get(1), 4);
    double[][] inputs = {x, gamma, beta};
    List<double[]> statistics = TestDevice.run(forward, inputs);
    List<double[]> gradients =
        TestDevice.run(backward, x, dy, gamma, statistics.get(1), statistics.get(2));
    for (int i = 0; i < 3; i++) {
      assertClose(gradients.get(i), TestDevice.slopes(forward, inputs, i, dy), within(1e-7));
    }
  }

  private static void assertClose(double[] actual, double[] expected, Offset<Double> error) {
    assertThat(actual).containsExactly(expected, error);
  }
}
