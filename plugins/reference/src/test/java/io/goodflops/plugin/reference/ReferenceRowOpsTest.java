package io.goodflops.plugin.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.UnsupportedOpException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Softmax and cross-entropy. */
class ReferenceRowOpsTest {

  @ParameterizedTest
  @CsvSource({"FP32, 1e-7", "FP64, 1e-15", "BF16, 4e-3", "FP16, 5e-4"})
  void softmaxOfLogarithmsIsTheirShare(DType dtype, double error) throws UnsupportedOpException {
    Softmax op = new Softmax(Pass.FORWARD, 2, 2, 2 * Math.log(2), false, dtype);
    assertThat(TestDevice.run(op, new double[] {1, 0, 0, 1.5}).get(0))
        .containsExactly(new double[] {0.8, 0.2, 1 / 9.0, 8 / 9.0}, within(error));
  }

  @Test
  void largeElementsDoNotOverflow() throws UnsupportedOpException {
    Softmax op = new Softmax(Pass.FORWARD, 1, 3, 1, false, DType.FP32);
    assertThat(TestDevice.run(op, new double[] {1e4, 1e4, -1e4}).get(0))
        .containsExactly(0.5, 0.5, 0);
  }

  @Test
  void causalRowsSeeWhatIsNotBehindThem() throws UnsupportedOpException {
    Softmax op = new Softmax(Pass.FORWARD, 4, 2, 1, true, DType.FP32);
    double hidden = Double.NaN;
    assertThat(TestDevice.run(op, new double[] {7, hidden, 3, 3, 9, hidden, 3, 3}).get(0))
        .containsExactly(1, 0, 0.5, 0.5, 1, 0, 0.5, 0.5);
  }

  @Test
  void causalGradientsDoNotSeeWhatIsHidden() throws UnsupportedOpException {
    Softmax op = new Softmax(Pass.BACKWARD, 2, 2, 2, true, DType.FP32);
    double[] y = {1, Double.NaN, 0.25, 0.75};
    double[] dy = {5, Double.NaN, 4, 8};
    // the second row's Σ y·dy is 7
    assertThat(TestDevice.run(op, y, dy).get(0)).containsExactly(0, 0, -1.5, 1.5);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void softmaxGradientsAreSlopes(boolean causal) throws UnsupportedOpException {
    Softmax forward = new Softmax(Pass.FORWARD, 6, 3, 0.7, causal, DType.FP64);
    Softmax backward = new Softmax(Pass.BACKWARD, 6, 3, 0.7, causal, DType.FP64);
    double[] x = TestDevice.normal(forward.inputs().get(0), 1);
    double[] dy = TestDevice.normal(backward.inputs().get(1), 2);
    double[] y = TestDevice.run(forward, x).get(0);
    assertThat(TestDevice.run(backward, y, dy).get(0))
        .containsExactly(TestDevice.slopes(forward, new double[][] {x}, 0, dy), within(1e-8));
  }

  @ParameterizedTest
  @CsvSource({"FP32, 1e-6", "FP64, 1e-14", "BF16, 2e-3"})
  void crossEntropyByHand(DType dtype, double error) throws UnsupportedOpException {
    CrossEntropy op = new CrossEntropy(2, 2, dtype);
    List<double[]> out = TestDevice.run(op, new double[] {0, 0, 100, 100}, new double[] {0, 1});
    // losses have the accumulator's type
    double loss = dtype == DType.FP64 ? error : 1e-6;
    assertThat(out.get(0)).containsExactly(new double[] {Math.log(2), Math.log(2)}, within(loss));
    assertThat(out.get(1)).containsExactly(-0.25, 0.25, 0.25, -0.25);
  }

  @Test
  void anUnlikelyLabelCostsWhatItLacks() throws UnsupportedOpException {
    CrossEntropy op = new CrossEntropy(1, 2, DType.FP32);
    List<double[]> out = TestDevice.run(op, new double[] {1000, 0}, new double[] {1});
    assertThat(out.get(0)).containsExactly(1000);
    assertThat(out.get(1)).containsExactly(1, -1);
  }

  @Test
  void theGradientIsThatOfTheMeanLoss() throws UnsupportedOpException {
    CrossEntropy op = new CrossEntropy(3, 4, DType.FP64);
    double[] x = TestDevice.normal(op.inputs().get(0), 1);
    double[] labels = {3, 0, 2};
    double[] mean = {1 / 3.0, 1 / 3.0, 1 / 3.0};
    assertThat(TestDevice.run(op, x, labels).get(1))
        .containsExactly(TestDevice.slopes(op, new double[][] {x, labels}, 0, mean), within(1e-8));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void aLabelThatIsNoClassIsNamed(int label) {
    CrossEntropy op = new CrossEntropy(2, 2, DType.FP32);
    assertThatThrownBy(() -> TestDevice.run(op, new double[4], new double[] {1, label}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labels[1] is " + label + ", must be in [0, 2)");
  }
}
