package io.goodflops.plugin.reference;

import static io.goodflops.plugin.reference.TestDevice.dot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.spi.Compute;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Role;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.spi.Window2d;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** All three passes against loops over every triple of elements that belong together. */
class ReferenceConvolutionTest {
  private static final List<Window2d> WINDOWS =
      List.of(
          Window2d.square(1, 1, 0),
          Window2d.square(1, 2, 0),
          Window2d.square(3, 1, 1),
          Window2d.square(3, 2, 1),
          Window2d.square(7, 2, 3),
          new Window2d(2, 4, 3, 1, 1, 3),
          new Window2d(5, 1, 4, 7, 4, 0));

  @ParameterizedTest
  @CsvSource({
    "FP64, FP64, FP64",
    "FP32, FP32, FP32",
    "FP32, FP64, FP32",
    "BF16, FP32, BF16",
    "FP16, FP32, FP32",
  })
  void isExactOnSmallIntegers(DType storage, DType accumulate, DType output)
      throws UnsupportedOpException {
    for (Window2d window : WINDOWS) {
      for (Pass pass : List.of(Pass.FORWARD, Pass.BACKWARD_DATA, Pass.BACKWARD_WEIGHTS)) {
        Conv2d op =
            new Conv2d(
                pass,
                2,
                3,
                4,
                5,
                6,
                window,
                storage,
                Compute.strict(accumulate),
                output,
                Role.VARIABLE);
        double[] a = TestDevice.integers(op.inputs().get(0), 2, 1);
        double[] b = TestDevice.integers(op.inputs().get(1), 1, 2);
        double[] expected = products(op, a, b);
        for (int i = 0; i < expected.length; i++) {
          expected[i] = Elements.round(output, expected[i]);
        }
        assertThat(TestDevice.run(op, a, b).get(0)).as("%s", op).isEqualTo(expected);
      }
    }
  }

  @Test
  void passesAreAdjoint() throws UnsupportedOpException {
    for (Window2d window : WINDOWS) {
      Conv2d forward = Conv2d.of(Pass.FORWARD, 2, 3, 4, 9, window, DType.FP64);
      Conv2d data = Conv2d.of(Pass.BACKWARD_DATA, 2, 3, 4, 9, window, DType.FP64);
      Conv2d weights = Conv2d.of(Pass.BACKWARD_WEIGHTS, 2, 3, 4, 9, window, DType.FP64);
      double[] x = TestDevice.normal(forward.inputs().get(0), 1);
      double[] w = TestDevice.normal(forward.inputs().get(1), 2);
      double[] dy = TestDevice.normal(data.inputs().get(0), 3);
      double expected = dot(dy, TestDevice.run(forward, x, w).get(0));
      assertThat(dot(x, TestDevice.run(data, dy, w).get(0))).isCloseTo(expected, within(1e-10));
      assertThat(dot(w, TestDevice.run(weights, x, dy).get(0))).isCloseTo(expected, within(1e-10));
    }
  }

  @Test
  void handCalculatedEdgeWithPadding() throws UnsupportedOpException {
    Conv2d op = Conv2d.of(Pass.FORWARD, 1, 1, 1, 3, Window2d.square(3, 2, 1), DType.FP32);
    double[] x = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    double[] w = {1, 10, 100, 1000, 10000, 100000, 0, 0, 0};
    assertThat(TestDevice.run(op, x, w).get(0))
        .containsExactly(210000, 32000, 870000 + 540, 98000 + 65);
  }

  @Test
  void fp32SumsAreKeptInFp32AndFp64SumsAreNot() throws UnsupportedOpException {
    double[] x = {0x1p24, 1, -0x1p24};
    double[] w = {1, 1, 1};
    assertThat(TestDevice.run(row(Compute.strict(DType.FP32)), x, w).get(0)).containsExactly(0);
    assertThat(TestDevice.run(row(Compute.strict(DType.FP64)), x, w).get(0)).containsExactly(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = MathMode.class,
      names = {"TF32", "HF32"})
  void refusesOtherMathModes(MathMode mode) {
    assertRefused(row(new Compute(DType.FP32, mode)), mode.name());
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BF16", "FP16", "INT32", "INT8"})
  void refusesAccumulatorsThatDoNotHoldTheOperands(DType accumulate) {
    assertRefused(row(Compute.strict(accumulate)), accumulate.name());
  }

  @Test
  void refusesWhatAnIntDoesNotCount() {
    Window2d leap = new Window2d(1, 1, 1L << 40, 1, 0, 0);
    assertRefused(Conv2d.of(Pass.FORWARD, 1, 1, 1, 3, leap, DType.FP32), "too large");
    assertRefused(
        Conv2d.of(Pass.FORWARD, 1, 1, 1, 1L << 15, Window2d.square(1, 1, 0), DType.FP32),
        "X is too large");
  }

  private static Conv2d row(Compute compute) {
    Window2d window = new Window2d(1, 3, 1, 1, 0, 0);
    return new Conv2d(
        Pass.FORWARD, 1, 1, 1, 1, 3, window, DType.FP32, compute, DType.FP32, Role.CONSTANT);
  }

  private static void assertRefused(Conv2d op, String named) {
    try (Device device = TestDevice.open()) {
      assertThatThrownBy(() -> device.compile(op, Lane.PLAIN))
          .isInstanceOf(UnsupportedOpException.class)
          .hasMessageContaining(named);
    }
  }

  /** Looks at every x, w and y: do they belong together? Then their product is in the sum. */
  private static double[] products(Conv2d op, double[] a, double[] b) {
    Window2d window = op.window();
    int kh = (int) window.height();
    int kw = (int) window.width();
    int h = (int) op.height();
    int w = (int) op.width();
    int oh = (int) op.outputHeight();
    int ow = (int) op.outputWidth();
    int in = (int) op.inChannels();
    double[] sums = new double[(int) op.outputs().get(0).spec().elements()];
    for (int y = 0; y < op.batch() * op.outChannels() * oh * ow; y++) {
      int out = (int) (y / (oh * ow) % op.outChannels());
      int image = (int) (y / (op.outChannels() * oh * ow));
      for (int weight = 0; weight < in * kh * kw; weight++) {
        long row = y / ow % oh * window.strideHeight() + weight / kw % kh - window.padHeight();
        long column = y % ow * window.strideWidth() + weight % kw - window.padWidth();
        if (row >= 0 && row < h && column >= 0 && column < w) {
          int x = ((image * in + weight / (kh * kw)) * h + (int) row) * w + (int) column;
          int at = out * in * kh * kw + weight;
          switch (op.pass()) {
            case FORWARD -> sums[y] += a[x] * b[at];
            case BACKWARD_DATA -> sums[x] += a[y] * b[at];
            default -> sums[at] += a[x] * b[y];
          }
        }
      }
    }
    return sums;
  }
}
