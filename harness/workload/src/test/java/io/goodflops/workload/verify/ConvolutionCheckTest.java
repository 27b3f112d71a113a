package io.goodflops.workload.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.Conv2d;
import io.goodflops.spi.DType;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Window2d;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.training.TrainingOracle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Projections let honest convolutions pass and find one wrong element, wherever it lies. */
class ConvolutionCheckTest {
  private static final long SEED = 4;

  static Stream<Conv2d> ops() {
    return Stream.of(DType.FP32, DType.BF16)
        .flatMap(
            dtype ->
                Stream.of(Pass.FORWARD, Pass.BACKWARD_DATA, Pass.BACKWARD_WEIGHTS)
                    .flatMap(
                        pass ->
                            Stream.of(
                                Conv2d.of(pass, 3, 70, 66, 5, Window2d.square(3, 1, 1), dtype),
                                Conv2d.of(pass, 2, 5, 130, 7, Window2d.square(2, 2, 0), dtype))));
  }

  @ParameterizedTest
  @MethodSource("ops")
  void honestAnswersPass(Conv2d op) {
    double[] answer = answer(op, 0);
    for (long challenge = 0; challenge < 8; challenge++) {
      Verdict verdict = judge(op, answer, challenge);
      assertThat(verdict.passed()).as(verdict.detail()).isTrue();
    }
  }

  /** Off by half of what such an element is, anywhere, or no number. */
  @ParameterizedTest
  @MethodSource("ops")
  void oneWrongElementIsFound(Conv2d op) {
    double[] answer = answer(op, 0);
    double typical =
        Math.sqrt(java.util.Arrays.stream(answer).map(y -> y * y).sum() / answer.length);
    Random random = new Random(3);
    for (int i = 0; i < 12; i++) {
      int at = i == 0 ? answer.length - 1 : random.nextInt(answer.length);
      double right = answer[at];
      for (double wrong : new double[] {right + typical / 2, Double.NaN}) {
        answer[at] = wrong;
        assertThat(judge(op, answer, i).passed()).as("element %d of %s", at, op).isFalse();
      }
      answer[at] = right;
    }
  }

  /** Operands cut to the 11 bits of TF32, sums perfect. */
  @ParameterizedTest
  @MethodSource("ops")
  void tf32RunAsFp32IsFound(Conv2d op) {
    if (op.storage() == DType.FP32) {
      assertThat(judge(op, answer(op, 13), 1).passed()).isFalse();
    }
  }

  private static double[] answer(Conv2d op, int bitsCut) {
    double[][] in = new double[2][];
    for (int i = 0; i < 2; i++) {
      in[i] = new double[(int) op.inputs().get(i).spec().elements()];
      InputData.source(op, i, Pattern.RANDOM, SEED).read(0, in[i], 0, in[i].length);
      for (int e = 0; e < in[i].length && bitsCut > 0; e++) {
        in[i][e] =
            Float.intBitsToFloat(Float.floatToIntBits((float) in[i][e]) >> bitsCut << bitsCut);
      }
    }
    double[] answer = TrainingOracle.of(op, in).get(0).values();
    for (int i = 0; i < answer.length; i++) {
      answer[i] = Encoding.round(op.output(), answer[i]);
    }
    return answer;
  }

  private static Verdict judge(Conv2d op, double[] answer, long challenge) {
    OutputSource memory =
        (output, offset, target) -> {
          ByteBuffer bytes = target.order(ByteOrder.LITTLE_ENDIAN);
          int size = op.output().bits() / 8;
          for (int i = (int) (offset / size); bytes.hasRemaining(); i++) {
            long bits = Encoding.bits(op.output(), answer[i]);
            for (int b = 0; b < size; b++) {
              bytes.put((byte) (bits >>> (8 * b)));
            }
          }
        };
    return ConvolutionCheck.check(
        op, Judge.Question.seeded(op, Pattern.RANDOM, SEED, memory, challenge));
  }
}
