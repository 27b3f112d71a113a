package io.goodflops.workload.training;

import static io.goodflops.spi.Pass.BACKWARD;
import static io.goodflops.spi.Pass.BACKWARD_DATA;
import static io.goodflops.spi.Pass.BACKWARD_WEIGHTS;
import static io.goodflops.spi.Pass.FORWARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.spi.Activation;
import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.Window2d;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every backward op against central differences of its forward op, in FP64. */
class GradientsTest {
  private static final double STEP = 1e-5;
  private static final DType D = DType.FP64;

  private final Random random = new Random(7);

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void convolution(int stride) {
    Window2d window = new Window2d(3, 2, stride, 1, 1, 0);
    Conv2d forward = conv(FORWARD, window);
    double[][] in = inputs(forward);
    double[] dy = gradient(forward);
    assertGradient(forward, in, dy, 0, out(conv(BACKWARD_DATA, window), 0, dy, in[1]));
    assertGradient(forward, in, dy, 1, out(conv(BACKWARD_WEIGHTS, window), 0, in[0], dy));
  }

  private static Conv2d conv(Pass pass, Window2d window) {
    return Conv2d.of(pass, 2, 3, 2, 5, window, D);
  }

  @Test
  void layerNorm() {
    norm(new LayerNorm(FORWARD, 3, 7, D), new LayerNorm(BACKWARD, 3, 7, D));
  }

  @Test
  void batchNorm() {
    norm(new BatchNorm(FORWARD, 2, 3, 4, D), new BatchNorm(BACKWARD, 2, 3, 4, D));
  }

  private void norm(TrainingOp forward, TrainingOp backward) {
    double[][] in = inputs(forward);
    double[] dy = gradient(forward);
    double[] mean = out(forward, 1, in);
    double[] variance = out(forward, 2, in);
    for (int i = 0; i < 3; i++) {
      assertGradient(forward, in, dy, i, out(backward, i, in[0], dy, in[1], mean, variance));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void softmax(boolean causal) {
    Softmax forward = new Softmax(FORWARD, 10, 5, 0.7, causal, D);
    double[][] in = inputs(forward);
    double[] dy = gradient(forward);
    double[] y = out(forward, 0, in);
    assertGradient(forward, in, dy, 0, out(new Softmax(BACKWARD, 10, 5, 0.7, causal, D), 0, y, dy));
  }

  @ParameterizedTest
  @EnumSource(Activation.Function.class)
  void activation(Activation.Function function) {
    Activation forward = new Activation(function, FORWARD, 60, D);
    double[][] in = inputs(forward);
    for (int i = 0; i < in[0].length; i++) {
      in[0][i] *= 4;
    }
    double[] dy = gradient(forward);
    assertGradient(
        forward, in, dy, 0, out(new Activation(function, BACKWARD, 60, D), 0, in[0], dy));
  }

  @Test
  void bias() {
    Bias forward = new Bias(FORWARD, 3, 4, 2, D);
    double[][] in = inputs(forward);
    double[] dy = gradient(forward);
    assertGradient(forward, in, dy, 1, out(new Bias(BACKWARD, 3, 4, 2, D), 0, dy));
  }

  @ParameterizedTest
  @EnumSource(Pool2d.Function.class)
  void pooling(Pool2d.Function function) {
    Window2d window = Window2d.square(3, 2, 1);
    Pool2d forward = new Pool2d(function, FORWARD, 2, 2, 6, 5, window, D);
    double[][] in = inputs(forward);
    double[] dy = gradient(forward);
    Pool2d backward = new Pool2d(function, BACKWARD, 2, 2, 6, 5, window, D);
    assertGradient(forward, in, dy, 0, out(backward, 0, in[0], dy));
  }

  @Test
  void embedding() {
    Embedding forward = new Embedding(FORWARD, 6, 3, 9, D);
    double[] ids = {5, 0, 2, 2, 2, 4, 0, 1, 5};
    double[][] in = {numbers(18), ids};
    double[] dy = gradient(forward);
    assertGradient(forward, in, dy, 0, out(new Embedding(BACKWARD, 6, 3, 9, D), 0, dy, ids));
  }

  /** Its second output is the gradient of the first one's mean. */
  @Test
  void crossEntropy() {
    CrossEntropy op = new CrossEntropy(4, 6, D);
    double[][] in = {numbers(24), {5, 0, 3, 3}};
    double[] mean = {0.25, 0.25, 0.25, 0.25};
    assertGradient(op, in, mean, 0, out(op, 1, in));
  }

  /** Holds {@code found} against the derivative of Σ dy·output by one input. */
  private static void assertGradient(
      TrainingOp forward, double[][] in, double[] dy, int input, double[] found) {
    assertThat(found).hasSize(in[input].length);
    for (int i = 0; i < found.length; i++) {
      double before = in[input][i];
      in[input][i] = before + STEP;
      double above = dot(dy, out(forward, 0, in));
      in[input][i] = before - STEP;
      double below = dot(dy, out(forward, 0, in));
      in[input][i] = before;
      assertThat(found[i])
          .as("element %d of input %d of %s", i, input, forward)
          .isCloseTo((above - below) / (2 * STEP), within(1e-7));
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] out(TrainingOp op, int output, double[]... in) {
    return TrainingOracle.of(op, in).get(output).values();
  }

  private double[][] inputs(TrainingOp op) {
    return op.inputs().stream()
        .map(operand -> numbers((int) operand.spec().elements()))
        .toArray(double[][]::new);
  }

  private double[] gradient(TrainingOp forward) {
    return numbers((int) forward.outputs().get(0).spec().elements());
  }

  private double[] numbers(int n) {
    return random.doubles(n, -1, 1).toArray();
  }
}
