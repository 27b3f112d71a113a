package io.goodflops.workload.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.Activation;
import io.goodflops.spi.AdamW;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.DType;
import io.goodflops.spi.Lane;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.GivenNumbers;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.training.Expected;
import io.goodflops.workload.training.TrainingOracle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An op that is judged in blocks gets the verdict that it gets as a whole. */
class BlocksTest {
  private static final long SEED = 8;

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
        new Softmax(Pass.FORWARD, 10, 4, 0.5, true, DType.FP32));
  }

  @ParameterizedTest
  @MethodSource("ops")
  void blocksAgreeWithTheWhole(TrainingOp op) throws IOException {
    Blocks blocks = Blocks.of(op, 16);
    assertThat(blocks.unitsPerBlock()).isLessThan(blocks.units());
    double[][] answers = answers(op);
    assertAlike(op, blocks, answers, true);
    for (double[] output : answers) {
      for (int i = 0; i < output.length; i++) {
        double right = output[i];
        output[i] += 0.2 + Math.abs(right);
        assertAlike(op, blocks, answers, false);
        output[i] = right;
      }
    }
  }

  private static void assertAlike(TrainingOp op, Blocks blocks, double[][] answers, boolean passes)
      throws IOException {
    for (Judge.Question question :
        List.of(
            Judge.Question.seeded(op, Pattern.RANDOM, SEED, memory(op, answers), 1),
            Judge.Question.given(op, inputs(op), memory(op, answers), 1))) {
      Verdict whole = TrainingCheck.check(op, question);
      assertThat(whole.passed()).as(whole.detail()).isEqualTo(passes);
      assertThat(TrainingCheck.check(op, question, blocks)).isEqualTo(whole);
    }
  }

  /** Sizes of large models' weights. */
  @Test
  void opsOnElementsAreJudgedAtAnySize() {
    long elements = 1L << 32;
    assertThat(
            List.of(
                new Cast(DType.FP32, DType.BF16, elements),
                new AdamW(elements, DType.FP32, DType.FP32, 0.01, 0.9, 0.999, 1e-8, 0.1),
                new LayerNorm(Pass.FORWARD, 1 << 20, 4096, DType.BF16)))
        .allMatch(op -> Judge.cannotJudge(op).isEmpty());
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
