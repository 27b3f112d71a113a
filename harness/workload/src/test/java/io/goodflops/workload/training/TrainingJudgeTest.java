package io.goodflops.workload.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.Activation;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.DType;
import io.goodflops.spi.Lane;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Pass;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.Window2d;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.verify.Judge;
import io.goodflops.workload.verify.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The judge lets right answers pass and finds what is wrong, whichever op it is. */
class TrainingJudgeTest {
  private static final long SEED = 11;

  static Stream<TrainingOp> ops() {
    return Stream.of(DType.FP32, DType.BF16, DType.FP16, DType.FP64)
        .flatMap(dtype -> TrainingOps.all(dtype).stream());
  }

  @ParameterizedTest
  @MethodSource("ops")
  void rightAnswersPass(TrainingOp op) throws IOException {
    Verdict verdict = judge(op, answers(op, inputs(op)));
    assertThat(verdict.passed()).as(verdict.detail()).isTrue();
  }

  /** In each output, in its first and its last element. */
  @ParameterizedTest
  @MethodSource("ops")
  void oneWrongElementIsFound(TrainingOp op) throws IOException {
    for (int output = 0; output < op.outputs().size(); output++) {
      for (boolean last : new boolean[] {false, true}) {
        double[][] answers = answers(op, inputs(op));
        int at = last ? answers[output].length - 1 : 0;
        answers[output][at] += 0.2 + Math.abs(answers[output][at]) / 8;
        assertThat(judge(op, answers).passed()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ops")
  void whatIsNoNumberFails(TrainingOp op) throws IOException {
    for (int output = 0; output < op.outputs().size(); output++) {
      for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
        double[][] answers = answers(op, inputs(op));
        answers[output][answers[output].length / 2] = bad;
        assertThat(judge(op, answers).passed()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ops")
  void answersToOtherInputsFail(TrainingOp op) throws IOException {
    double[][] other = inputs(op, SEED + 1);
    assertThat(judge(op, answers(op, other)).passed()).isFalse();
  }

  /** Operands cut to the 11 bits of TF32, sums perfect. */
  @Test
  void tf32RunAsFp32IsFoundInEveryPass() throws IOException {
    for (Pass pass : List.of(Pass.FORWARD, Pass.BACKWARD_DATA, Pass.BACKWARD_WEIGHTS)) {
      Conv2d op = Conv2d.of(pass, 2, 32, 16, 14, Window2d.square(3, 1, 1), DType.FP32);
      assertThat(judge(op, answers(op, cut(inputs(op), 13))).passed()).isFalse();
    }
  }

  @Test
  void bf16RunAsFp32IsFound() throws IOException {
    for (TrainingOp op :
        List.of(
            new LayerNorm(Pass.FORWARD, 8, 256, DType.FP32),
            new LayerNorm(Pass.BACKWARD, 8, 256, DType.FP32),
            new Activation(Activation.Function.GELU, Pass.FORWARD, 500, DType.FP32),
            new Activation(Activation.Function.GELU, Pass.BACKWARD, 500, DType.FP32))) {
      assertThat(judge(op, answers(op, cut(inputs(op), 16))).passed()).as(op.kind()).isFalse();
    }
  }

  /** The erf form differs from the tanh form by less than a thousandth. */
  @Test
  void theOtherGeluIsFound() throws IOException {
    Activation op = new Activation(Activation.Function.GELU, Pass.FORWARD, 500, DType.FP32);
    double[][] in = inputs(op);
    double[][] answers = answers(op, in);
    for (int i = 0; i < answers[0].length; i++) {
      double x = in[0][i];
      double erf = erf(x / Math.sqrt(2));
      answers[0][i] = Encoding.round(DType.FP32, x / 2 * (1 + erf));
    }
    assertThat(judge(op, answers).passed()).isFalse();
  }

  /** By Simpson's rule. */
  private static double erf(double x) {
    int steps = 200;
    double h = x / steps;
    double sum = 1 + Math.exp(-x * x);
    for (int i = 1; i < steps; i++) {
      sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-i * h * i * h);
    }
    return 2 / Math.sqrt(Math.PI) * sum * h / 3;
  }

  @Test
  void whatWouldFillTheMemoryIsNotJudged() {
    assertThat(Judge.cannotJudge(new LayerNorm(Pass.BACKWARD, 2, 1 << 24, DType.FP32)))
        .hasValueSatisfying(reason -> assertThat(reason).contains("layer-norm", "limit"));
  }

  /** FP32 numbers without their last bits. */
  private static double[][] cut(double[][] in, int bits) {
    return Arrays.stream(in)
        .map(
            values ->
                Arrays.stream(values)
                    .map(v -> Float.intBitsToFloat(Float.floatToIntBits((float) v) >> bits << bits))
                    .toArray())
        .toArray(double[][]::new);
  }

  private static double[][] inputs(TrainingOp op) {
    return inputs(op, SEED);
  }

  private static double[][] inputs(TrainingOp op, long seed) {
    double[][] in = new double[op.inputs().size()][];
    for (int i = 0; i < in.length; i++) {
      in[i] = new double[(int) op.inputs().get(i).spec().elements()];
      InputData.source(op, i, Pattern.RANDOM, seed).read(0, in[i], 0, in[i].length);
    }
    return in;
  }

  /** As an honest device stores them. */
  private static double[][] answers(TrainingOp op, double[][] in) {
    List<Expected> expected = TrainingOracle.of(op, in);
    double[][] answers = new double[expected.size()][];
    for (int i = 0; i < answers.length; i++) {
      DType dtype = op.outputs().get(i).spec().dtype();
      answers[i] =
          Arrays.stream(expected.get(i).values()).map(v -> Encoding.round(dtype, v)).toArray();
    }
    return answers;
  }

  private static Verdict judge(TrainingOp op, double[][] answers) throws IOException {
    return Judge.judge(
        op,
        Lane.PLAIN,
        Pattern.RANDOM,
        SEED,
        (output, offset, target) -> {
          DType dtype = op.outputs().get(output).spec().dtype();
          int bytes = dtype.bits() / 8;
          target.order(ByteOrder.LITTLE_ENDIAN);
          for (int i = (int) (offset / bytes); target.hasRemaining(); i++) {
            put(target, bytes, Encoding.bits(dtype, answers[output][i]));
          }
        },
        3);
  }

  private static void put(ByteBuffer target, int bytes, long bits) {
    for (int b = 0; b < bytes; b++) {
      target.put((byte) (bits >>> (8 * b)));
    }
  }
}
