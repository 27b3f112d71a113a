package io.goodflops.workload.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.Activation;
import io.goodflops.spi.AdamW;
import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.Lane;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Reduce;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.Window2d;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.GivenNumbers;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.training.Expected;
import io.goodflops.workload.training.Pieces;
import io.goodflops.workload.training.TrainingOracle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An op that is judged in pieces gets the verdict that it gets as a whole. */
class PiecesTest {
  private static final long SEED = 8;
  private static final int PIECE = 16;

  static Stream<TrainingOp> ops() {
    return Stream.of(
        new Activation(Activation.Function.RELU, Pass.BACKWARD, 50, DType.FP32),
        new Activation(Activation.Function.GELU, Pass.FORWARD, 50, DType.BF16),
        new Binary(Binary.Function.MULTIPLY, 33, DType.FP32),
        new Cast(DType.FP32, DType.BF16, 65),
        new Sgd(40, DType.FP32, DType.BF16, 0.1, 0.9, 0.01),
        new AdamW(41, DType.FP32, DType.FP32, 0.01, 0.9, 0.999, 1e-8, 0.1),
        new Bias(Pass.FORWARD, 9, 3, 2, DType.FP32),
        new LayerNorm(Pass.FORWARD, 11, 6, DType.BF16),
        new Softmax(Pass.FORWARD, 12, 5, 0.5, false, DType.FP32),
        new Softmax(Pass.BACKWARD, 12, 4, 0.5, true, DType.FP32),
        new Softmax(Pass.FORWARD, 10, 4, 0.5, true, DType.FP32),
        new Softmax(Pass.BACKWARD, 42, 21, 0.5, true, DType.FP32),
        new LayerNorm(Pass.BACKWARD, 11, 6, DType.FP32),
        new BatchNorm(Pass.FORWARD, 3, 4, 5, DType.FP32),
        new BatchNorm(Pass.BACKWARD, 3, 4, 5, DType.BF16),
        new Bias(Pass.BACKWARD, 9, 3, 2, DType.FP32),
        new CrossEntropy(9, 5, DType.FP32),
        new CrossEntropy(3, 21, DType.BF16),
        new Embedding(Pass.FORWARD, 13, 6, 20, DType.FP32),
        new Embedding(Pass.BACKWARD, 13, 6, 20, DType.FP32),
        new Embedding(Pass.BACKWARD, 3, 21, 5, DType.FP32),
        new Pool2d(
            Pool2d.Function.MAX, Pass.BACKWARD, 3, 2, 4, 3, Window2d.square(2, 1, 1), DType.FP32),
        new Pool2d(
            Pool2d.Function.AVERAGE,
            Pass.FORWARD,
            3,
            3,
            3,
            2,
            Window2d.square(2, 1, 0),
            DType.FP32),
        new Permute(List.of(), List.of(), DType.FP32),
        new Permute(List.of(2L, 3L, 4L, 5L), List.of(0, 2, 1, 3), DType.FP32),
        new Permute(List.of(7L, 9L), List.of(1, 0), DType.FP32),
        new Permute(List.of(3L, 5L, 6L), List.of(2, 0, 1), DType.FP32),
        new Permute(List.of(40L), List.of(0), DType.FP32),
        new Reduce(Reduce.Function.SUM, 7, 5, 1, DType.FP32),
        new Reduce(Reduce.Function.MEAN, 3, 40, 1, DType.FP32),
        new Reduce(Reduce.Function.MAX, 2, 3, 21, DType.FP32),
        new Reduce(Reduce.Function.SUM, 5, 2, 3, DType.FP32));
  }

  @ParameterizedTest
  @MethodSource("ops")
  void piecesAgreeWithTheWhole(TrainingOp op) throws IOException {
    double[][] answers = answers(op);
    assertAlike(op, answers, true);
    for (double[] output : answers) {
      for (int i = 0; i < output.length; i++) {
        double right = output[i];
        output[i] += 0.2 + Math.abs(right);
        assertAlike(op, answers, false);
        output[i] = right;
      }
    }
  }

  private static void assertAlike(TrainingOp op, double[][] answers, boolean passes) {
    for (Judge.Question question :
        List.of(
            Judge.Question.seeded(op, Pattern.RANDOM, SEED, memory(op, answers), 1),
            Judge.Question.given(op, inputs(op), memory(op, answers), 1))) {
      Verdict whole = TrainingCheck.check(op, question, Integer.MAX_VALUE);
      assertThat(whole.passed()).as(whole.detail()).isEqualTo(passes);
      assertThat(TrainingCheck.check(op, question, PIECE)).isEqualTo(whole);
    }
  }

  /** As the whole it is held at once only where that is asked for. */
  @ParameterizedTest
  @MethodSource("ops")
  void noPartIsMuchLargerThanAPiece(TrainingOp op) {
    Pieces.of(
        op,
        inputs(op),
        PIECE,
        (output, first, part) ->
            assertThat(part.values().length)
                .isLessThanOrEqualTo((int) Math.max(PIECE, Pieces.held(op))));
  }

  /** Sizes of large models: batch 8 of GPT-3, ResNet-50's first stage with 4096 images. */
  @Test
  void opsAreJudgedAtAnySize() {
    long elements = 1L << 32;
    DType fp32 = DType.FP32;
    assertThat(
            List.of(
                new Cast(fp32, DType.BF16, elements),
                new AdamW(elements, fp32, fp32, 0.01, 0.9, 0.999, 1e-8, 0.1),
                new LayerNorm(Pass.FORWARD, 1 << 20, 12_288, DType.BF16),
                new LayerNorm(Pass.BACKWARD, 1 << 20, 12_288, DType.BF16),
                new BatchNorm(Pass.FORWARD, 4096, 256, 3136, fp32),
                new BatchNorm(Pass.BACKWARD, 4096, 256, 3136, fp32),
                new Softmax(Pass.FORWARD, 8 * 96 * 8192, 8192, 0.125, true, DType.BF16),
                new CrossEntropy(8 * 2048, 250_000, fp32),
                new Embedding(Pass.FORWARD, 250_000, 12_288, 1 << 20, fp32),
                new Embedding(Pass.BACKWARD, 250_000, 12_288, 1 << 20, fp32),
                new Bias(Pass.BACKWARD, 1 << 20, 49_152, 1, fp32),
                new Reduce(Reduce.Function.SUM, 1, elements, 1, fp32),
                new Reduce(Reduce.Function.SUM, 1, 4, elements, fp32),
                new Pool2d(
                    Pool2d.Function.MAX,
                    Pass.BACKWARD,
                    4096,
                    64,
                    112,
                    112,
                    Window2d.square(3, 2, 1),
                    fp32),
                new Permute(List.of(8L, 2048L, 96L, 128L), List.of(0, 2, 1, 3), fp32),
                Conv2d.of(Pass.FORWARD, 4096, 64, 64, 56, Window2d.square(3, 1, 1), fp32),
                Conv2d.of(Pass.BACKWARD_DATA, 4096, 512, 512, 7, Window2d.square(3, 1, 1), fp32),
                Conv2d.of(Pass.BACKWARD_WEIGHTS, 4096, 3, 64, 224, Window2d.square(7, 2, 3), fp32)))
        .allSatisfy(op -> assertThat(Judge.cannotJudge(op)).isEmpty());
  }

  @Test
  void theLastElementOfManyBlocksIsNamed() throws IOException {
    TrainingOp op = new Binary(Binary.Function.ADD, 600_001, DType.FP32);
    double[][] answers = answers(op);
    assertThat(judge(op, answers)).matches(Verdict::passed);
    answers[0][600_000] += 1e-3;
    assertThat(judge(op, answers).detail()).startsWith("element 600000 of Y is ");
  }

  private static Verdict judge(TrainingOp op, double[][] answers) throws IOException {
    return Judge.judge(op, Lane.PLAIN, Pattern.RANDOM, SEED, memory(op, answers), 1);
  }

  private static double[] input(TrainingOp op, int index) {
    double[] values = new double[(int) op.inputs().get(index).spec().elements()];
    InputData.source(op, index, Pattern.RANDOM, SEED).read(0, values, 0, values.length);
    return values;
  }

  private static List<ElementSource> inputs(TrainingOp op) {
    List<ElementSource> inputs = new ArrayList<>();
    for (int i = 0; i < op.inputs().size(); i++) {
      inputs.add(new GivenNumbers(input(op, i)));
    }
    return inputs;
  }

  private static double[][] answers(TrainingOp op) {
    double[][] in = new double[op.inputs().size()][];
    for (int i = 0; i < in.length; i++) {
      in[i] = input(op, i);
    }
    List<Expected> expected = TrainingOracle.of(op, in);
    double[][] answers = new double[expected.size()][];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = expected.get(i).values().clone();
    }
    return answers;
  }

  private static OutputSource memory(TrainingOp op, double[][] answers) {
    return (output, offset, target) -> {
      Operand operand = op.outputs().get(output);
      int bytes = operand.spec().dtype().bits() / 8;
      for (int i = (int) (offset / bytes); target.hasRemaining(); i++) {
        put(target, bytes, Encoding.bits(operand.spec().dtype(), answers[output][i]));
      }
    };
  }

  private static void put(ByteBuffer target, int bytes, long bits) {
    for (int b = 0; b < bytes; b++) {
      target.put((byte) (bits >>> (8 * b)));
    }
  }
}
