package io.goodflops.plugin.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.spi.DType;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.spi.Window2d;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pooling on images small enough to be worked out by hand. */
class ReferencePoolingTest {
  private static final Window2d PADDED = Window2d.square(3, 2, 1);
  private static final double[] IMAGE = {-1, -2, -3, -4, -5, -6, -7, -8, -9};

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FP64", "FP32", "BF16", "FP16"})
  void paddingIsNeverTheLargest(DType dtype) throws UnsupportedOpException {
    assertThat(
            TestDevice.run(op(Pool2d.Function.MAX, Pass.FORWARD, 3, PADDED, dtype), IMAGE).get(0))
        .containsExactly(-1, -2, -4, -5);
  }

  @Test
  void averagesLeavePaddingOut() throws UnsupportedOpException {
    Pool2d op = op(Pool2d.Function.AVERAGE, Pass.FORWARD, 3, PADDED, DType.FP32);
    assertThat(TestDevice.run(op, IMAGE).get(0)).containsExactly(-3, -4, -6, -7);
  }

  @Test
  void theFirstLargestGetsTheGradient() throws UnsupportedOpException {
    Pool2d op = op(Pool2d.Function.MAX, Pass.BACKWARD, 4, Window2d.square(2, 2, 0), DType.FP32);
    double[] x = {
      0, 5, 3, 3,
      5, 5, 3, 3,
      1, 2, 9, 8,
      4, 4, 9, 9
    };
    assertThat(TestDevice.run(op, x, new double[] {10, 20, 30, 40}).get(0))
        .containsExactly(0, 10, 20, 0, 0, 0, 0, 0, 0, 0, 40, 0, 30, 0, 0, 0);
  }

  @Test
  void gradientsOfOverlappingWindowsAddUp() throws UnsupportedOpException {
    double[] x = {0, 0, 0, 0, 1, 0, 0, 0, 0};
    Pool2d op = op(Pool2d.Function.MAX, Pass.BACKWARD, 3, PADDED, DType.FP32);
    assertThat(TestDevice.run(op, x, new double[] {1, 2, 3, 4}).get(0))
        .containsExactly(0, 0, 0, 0, 10, 0, 0, 0, 0);
  }

  /** 256 + 1 + 1 would stay 256 if it were rounded to BF16 after each window. */
  @Test
  void sumsOfGradientsAreRoundedOnce() throws UnsupportedOpException {
    double[] x = {0, 0, 0, 0, 1, 0, 0, 0, 0};
    Pool2d op = op(Pool2d.Function.MAX, Pass.BACKWARD, 3, PADDED, DType.BF16);
    assertThat(TestDevice.run(op, x, new double[] {256, 1, 1, 0}).get(0)[4]).isEqualTo(258);
  }

  @ParameterizedTest
  @EnumSource(Pool2d.Function.class)
  void gradientsAreSlopes(Pool2d.Function function) throws UnsupportedOpException {
    Window2d window = new Window2d(2, 3, 1, 2, 1, 2);
    Pool2d forward = op(function, Pass.FORWARD, 5, window, DType.FP64);
    Pool2d backward = op(function, Pass.BACKWARD, 5, window, DType.FP64);
    double[] x = TestDevice.normal(forward.inputs().get(0), 1);
    double[] dy = TestDevice.normal(backward.inputs().get(1), 2);
    assertThat(TestDevice.run(backward, x, dy).get(0))
        .containsExactly(TestDevice.slopes(forward, new double[][] {x}, 0, dy), within(1e-8));
  }

  @Test
  void planesAreApart() throws UnsupportedOpException {
    Window2d window = Window2d.square(2, 1, 0);
    Pool2d forward = new Pool2d(Pool2d.Function.MAX, Pass.FORWARD, 2, 2, 2, 2, window, DType.FP32);
    Pool2d backward =
        new Pool2d(Pool2d.Function.MAX, Pass.BACKWARD, 2, 2, 2, 2, window, DType.FP32);
    double[] x = {1, 2, 3, 4, 8, 7, 6, 5, 9, 12, 11, 10, 13, 14, 16, 15};
    assertThat(TestDevice.run(forward, x).get(0)).containsExactly(4, 8, 12, 16);
    assertThat(TestDevice.run(backward, x, new double[] {1, 2, 3, 4}).get(0))
        .containsExactly(0, 0, 0, 1, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4, 0);
  }

  private static Pool2d op(
      Pool2d.Function function, Pass pass, int size, Window2d window, DType dtype) {
    return new Pool2d(function, pass, 1, 1, size, size, window, dtype);
  }
}
