package io.goodflops.workload.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.spi.Activation;
import io.goodflops.spi.Cast;
import io.goodflops.spi.DType;
import io.goodflops.spi.Program;
import io.goodflops.spi.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs of training steps: gradients, learning, memory, and what cannot be written. */
class TrainingStepTest {
  private static final Optimizer SGD = new Optimizer.Momentum(0.05, 0.9, 0);
  private static final Mlp SMALL = new Mlp(6, 5, 7, 4);

  /** Backward passes of whole programs against central differences of the mean loss. */
  @Test
  void gradientsOfTheMlpAreThoseOfItsLoss() {
    assertGradients(SMALL.step(DType.FP64, SGD));
  }

  @Test
  void gradientsOfABlockWithResidualAndNormAreThoseOfItsLoss() {
    assertGradients(block());
  }

  @Test
  void gradientsOfTheBottleneckAreThoseOfItsLoss() {
    assertGradients(new Bottleneck(3, 4, 2, 3, 5).step(DType.FP64, SGD));
  }

  /** Two blocks, two heads, and a table that gets gradients from both its ends. */
  @Test
  void gradientsOfTheDecoderAreThoseOfItsLoss() {
    assertGradients(new Decoder(2, 3, 4, 2, 6, 2).step(DType.FP64, SGD));
  }

  /** Every op of the builder; X is used twice, so that its gradients add up. */
  private static TrainingStep block() {
    ProgramBuilder b = new ProgramBuilder("block", DType.FP64);
    Value x = b.input(Mlp.X, new Start.Inputs(), 6L, 5L);
    Value labels = b.indices(Mlp.LABELS, new Start.Labels(5, 5), 6);
    DenseLayers layers = new DenseLayers(b);
    Value first = layers.bias(layers.matmul(x, b.weights("w0", 5, 5L, 5L)), b.shifts("b0", 5L));
    Value normal = layers.layerNorm(first, b.scales("gamma", 5L), b.keptShifts("beta", 5L));
    Value inner =
        layers.activation(
            Activation.Function.GELU,
            layers.bias(layers.matmul(normal, b.weights("w1", 5, 5L, 7L)), b.shifts("b1", 7L)));
    Value sum = layers.add(first, layers.matmul(inner, b.weights("w2", 7, 7L, 5L)));
    layers.crossEntropy(sum, labels);
    return b.build(SGD);
  }

  private static void assertGradients(TrainingStep step) {
    Program program = step.program();
    for (Program.Step update : updates(program)) {
      String parameter = update.inputs().get(0);
      String gradient = update.inputs().get(update.inputs().size() - 1);
      Map<String, double[]> start = start(step, 3);
      Map<String, double[]> after = new HashMap<>(start);
      ProgramOracle.step(program, after);
      for (int i = 0; i < start.get(parameter).length; i++) {
        double slope =
            (meanLoss(program, start, parameter, i, 2e-7)
                    - meanLoss(program, start, parameter, i, -2e-7))
                / 4e-7;
        assertThat(after.get(gradient)[i])
            .as("element %d of %s", i, parameter)
            .isCloseTo(slope, within(1e-8));
      }
    }
  }

  private static double meanLoss(
      Program program, Map<String, double[]> start, String parameter, int element, double by) {
    Map<String, double[]> tensors = new HashMap<>(start);
    double[] moved = start.get(parameter).clone();
    moved[element] += by;
    tensors.put(parameter, moved);
    ProgramOracle.step(program, tensors);
    return Arrays.stream(tensors.get(Mlp.LOSS)).average().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theLossFalls(DType storage, Optimizer optimizer) {
    Mlp mlp = new Mlp(32, 16, 24, 8);
    Program program = mlp.program(storage, optimizer);
    Map<String, double[]> tensors = start(mlp.step(storage, optimizer), 5);
    double first = 0;
    double last = 0;
    for (int step = 0; step < 60; step++) {
      ProgramOracle.step(program, tensors);
      last = Arrays.stream(tensors.get(Mlp.LOSS)).average().orElseThrow();
      first = step == 0 ? last : first;
    }
    assertThat(last).isLessThan(0.5 * first);
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(DType.FP32, new Optimizer.Momentum(0.3, 0.9, 1e-4)),
        Arguments.of(DType.BF16, new Optimizer.Adam(0.02, 0.01)));
  }

  @Test
  void sixteenBitStepsKeepTheirWeightsInFp32() {
    Program program = SMALL.program(DType.BF16, SGD);
    assertThat(program.steps().stream().filter(step -> step.op() instanceof Cast).count())
        .isEqualTo(4);
    for (Program.Step update : updates(program)) {
      assertThat(update.op().inputs()).allMatch(in -> in.spec().dtype() == DType.FP32);
    }
  }

  /** Forward, and backward twice as much but for the input's own gradient. */
  @Test
  void flopsOfTheMlpAreThoseOfTheText() {
    Mlp mlp = new Mlp(256, 1024, 4096, 1024);
    long product = 2L * 256 * 1024 * 4096;
    Program program = mlp.program(DType.FP32, SGD);
    assertThat(ProgramText.flopsByKind(program)).containsEntry("matmul", 5 * product);
    assertThat(program.flops())
        .isEqualTo(ProgramText.flopsByKind(program).values().stream().mapToLong(f -> f).sum());
    assertThat(ProgramText.of(program).lines().count()).isEqualTo(program.steps().size());
    assertThat(ProgramText.of(program))
        .startsWith("  1  matmul.1.C FP32[256x4096] = matmul(x, w1)  " + product + " FLOP");
  }

  @Test
  void whatIsTouchedWhereItsStepsStandNeedsNoMemoryOfItsOwn() {
    Program program = SMALL.program(DType.FP32, SGD);
    Map<Integer, Set<String>> touched = new HashMap<>();
    for (int i = 0; i < program.steps().size(); i++) {
      Set<String> names = new HashSet<>(program.steps().get(i).inputs());
      names.addAll(program.steps().get(i).outputs());
      touched.put(i, names);
    }
    assertThat(program.touchedElsewhere(touched)).isEmpty();
    String product = program.steps().get(0).outputs().get(0);
    int last = program.readers(product).get(program.readers(product).size() - 1);
    touched.get(last + 1).add(product);
    touched.get(last + 1).add(Mlp.X);
    assertThat(program.touchedElsewhere(touched)).containsExactly(product);
    String loss = Mlp.LOSS;
    touched.get(0).add(loss);
    assertThat(program.touchedElsewhere(touched)).containsExactlyInAnyOrder(product, loss);
  }

  @Test
  void noTensorIsOverwrittenBeforeItsLastReader() {
    for (Program program : List.of(SMALL.program(DType.BF16, SGD), block().program())) {
      MemoryPlan plan = MemoryPlan.of(program, Set.of(Mlp.LOSS));
      Map<Integer, String> holds = new HashMap<>();
      for (Program.Tensor tensor : program.tensors()) {
        if (tensor.role() != Role.OUTPUT) {
          assertThat(holds.put(plan.bufferOf().get(tensor.name()), tensor.name())).isNull();
        }
      }
      for (Program.Step step : program.steps()) {
        for (String input : step.inputs()) {
          assertThat(holds.get(plan.bufferOf().get(input))).isEqualTo(input);
        }
        Set<Integer> written = new HashSet<>();
        for (String output : step.outputs()) {
          int buffer = plan.bufferOf().get(output);
          assertThat(written.add(buffer)).isTrue();
          // in place only where the op says so
          boolean over = step.inputs().stream().anyMatch(in -> plan.bufferOf().get(in) == buffer);
          assertThat(over).isEqualTo(step.inputs().contains(output));
          holds.put(buffer, output);
        }
      }
      assertThat(holds.get(plan.bufferOf().get(Mlp.LOSS))).isEqualTo(Mlp.LOSS);
      assertThat(plan.buffers().size()).isLessThan(program.tensors().size());
    }
  }

  @Test
  void whatCannotBeWrittenIsNamed() {
    ProgramBuilder b = new ProgramBuilder("p", DType.FP32);
    Value x = b.input("x", new Start.Inputs(), 4L, 3L);
    Value unused = b.shifts("unused", 3L);
    assertThat(unused.needsGradient()).isTrue();
    assertThatThrownBy(() -> new DenseLayers(b).matmul(x, b.weights("w", 4, 4L, 2L)))
        .hasMessage("matmul in p: x [4, 3] does not go with w [4, 2]");
    assertThatThrownBy(() -> b.input("x", new Start.Inputs(), 1L))
        .hasMessageContaining("x of p is declared twice");
    assertThatThrownBy(() -> b.build(SGD))
        .hasMessage("parameter unused of p has no gradient: no loss needs it");
    assertThatThrownBy(() -> new Mlp(0, 1, 1, 1).program(DType.FP32, SGD))
        .hasMessageContaining("a dimension is 0, must be at least 1");
  }

  /** Steps in a circle, or out of order: something is read before it is written. */
  @Test
  void aCycleIsNamed() {
    Program right = SMALL.program(DType.FP32, SGD);
    List<Program.Step> steps = new ArrayList<>(right.steps());
    Collections.swap(steps, 0, 1);
    assertThatThrownBy(() -> new Program("p", right.tensors(), steps))
        .hasMessage("step bias reads matmul.1.C before it is written");
  }

  private static List<Program.Step> updates(Program program) {
    return program.steps().stream().filter(step -> step.op().kind().equals("sgd")).toList();
  }

  private static Map<String, double[]> start(TrainingStep step, long seed) {
    return Starts.of(step, seed);
  }
}
