package io.goodflops.plugin.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.spi.AdamW;
import io.goodflops.spi.Buffer;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Optimizer steps: by hand, in place, and again and again. */
class ReferenceOptimizersTest {

  @ParameterizedTest
  @CsvSource({"FP32, FP32", "FP32, BF16", "FP64, FP64", "FP64, FP32", "BF16, BF16"})
  void sgdByHand(DType dtype, DType gradient) throws UnsupportedOpException {
    Sgd op = new Sgd(2, dtype, gradient, 0.5, 0.25, 0.125);
    List<double[]> out =
        TestDevice.run(op, new double[] {8, -8}, new double[] {4, 0}, new double[] {2, 3});
    // V' = 0.25·4 + (2 + 0.125·8), and 0 + (3 − 1)
    assertThat(out.get(1)).containsExactly(4, 2);
    assertThat(out.get(0)).containsExactly(6, -9);
  }

  /** The first step's bias corrections give back the gradient and its square. */
  @Test
  void theFirstStepOfAdamGoesByTheSign() throws UnsupportedOpException {
    AdamW op = new AdamW(2, DType.FP64, DType.FP64, 0.5, 0.9, 0.99, 0, 0.125);
    List<double[]> out =
        TestDevice.run(
            op,
            new double[] {8, -8},
            new double[2],
            new double[2],
            new double[1],
            new double[] {3, -0.001});
    assertThat(out.get(0))
        .containsExactly(new double[] {8 * 0.9375 - 0.5, -8 * 0.9375 + 0.5}, within(1e-12));
    assertThat(out.get(1)).containsExactly(new double[] {0.3, -0.0001}, within(1e-15));
    assertThat(out.get(2)).containsExactly(new double[] {0.09, 1e-8}, within(1e-15));
    assertThat(out.get(3)).containsExactly(1);
  }

  /**
   * Each of 20 steps rounds a weight below 2.1 twice, to 2⁻²³ or better, and what it is kept by.
   */
  @ParameterizedTest
  @CsvSource({"FP64, FP64, 1e-14", "FP32, FP32, 5e-6", "FP32, BF16, 5e-6"})
  void adamFollowsItsFormulaStepByStepInPlace(DType dtype, DType gradient, double error)
      throws UnsupportedOpException {
    AdamW op = new AdamW(7, dtype, gradient, 0.01, 0.9, 0.95, 1e-3, 0.1);
    double[] w = TestDevice.normal(op.inputs().get(0), 1);
    double[] g = TestDevice.normal(op.inputs().get(4), 2);
    double[] m = new double[7];
    double[] v = new double[7];
    List<double[]> actual = inPlace(op, 20, w.clone(), m, v, new double[1], g);
    for (int t = 1; t <= 20; t++) {
      for (int i = 0; i < 7; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.95 * v[i] + 0.05 * g[i] * g[i];
        w[i] =
            w[i] * (1 - 0.01 * 0.1)
                - 0.01
                    * (m[i] / (1 - Math.pow(0.9, t)))
                    / (Math.sqrt(v[i] / (1 - Math.pow(0.95, t))) + 1e-3);
      }
    }
    assertThat(actual.get(0)).containsExactly(w, within(error));
    assertThat(actual.get(1)).containsExactly(m, within(error));
    assertThat(actual.get(2)).containsExactly(v, within(error));
    assertThat(actual.get(3)).containsExactly(20);
  }

  @Test
  void sgdInPlaceIsSgd() throws UnsupportedOpException {
    Sgd op = new Sgd(100, DType.FP32, DType.FP32, 0.1, 0.9, 0.01);
    double[] w = TestDevice.normal(op.inputs().get(0), 1);
    double[] v = TestDevice.normal(op.inputs().get(1), 2);
    double[] g = TestDevice.normal(op.inputs().get(2), 3);
    List<double[]> once = TestDevice.run(op, w, v, g);
    List<double[]> twice = TestDevice.run(op, once.get(0), once.get(1), g);
    List<double[]> inPlace = inPlace(op, 2, w, v, g);
    assertThat(inPlace.get(0)).containsExactly(twice.get(0));
    assertThat(inPlace.get(1)).containsExactly(twice.get(1));
  }

  @Test
  void refusesGradientsThatTheAccumulatorDoesNotHold() {
    Sgd op = new Sgd(2, DType.FP32, DType.FP64, 0.5, 0.25, 0.125);
    try (Device device = TestDevice.open()) {
      assertThatThrownBy(() -> device.compile(op, Lane.PLAIN))
          .isInstanceOf(UnsupportedOpException.class)
          .hasMessage("FP64 does not accumulate in FP32");
    }
  }

  private static List<double[]> inPlace(TrainingOp op, int times, double[]... inputs)
      throws UnsupportedOpException {
    try (Device device = TestDevice.open()) {
      List<Buffer> in = new ArrayList<>();
      for (int i = 0; i < inputs.length; i++) {
        in.add(TestDevice.buffer(device, op.inputs().get(i), inputs[i]));
      }
      TestDevice.launch(device, op, in, in.subList(0, op.inPlace()), times);
      return in.stream().map(TestDevice::values).toList();
    }
  }
}
