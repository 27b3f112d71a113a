package io.goodflops.workload.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Program;
import io.goodflops.spi.TensorSpec;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.verify.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step whose ops were joined is judged from what was written. */
class JoinedOpsTest {
  private static final Optimizer SGD = new Optimizer.Momentum(0.05, 0.9, 1e-3);
  private static final Optimizer ADAM = new Optimizer.Adam(0.01, 0.01);
  private static final Program MLP = new Mlp(16, 12, 24, 10).program(DType.FP32, SGD);
  private static final Set<String> OF_MLP =
      Set.of("matmul.1.C", "bias.1.Y", "matmul.2.C", "matmul.3.C", "matmul.5.C");

  @TempDir private Path folder;

  static Stream<Program> programs() {
    return Stream.of(DType.FP32, DType.BF16)
        .flatMap(
            dtype ->
                Stream.of(
                    new Mlp(16, 12, 24, 10).program(dtype, SGD),
                    new Mlp(9, 12, 24, 10).program(dtype, ADAM),
                    new Bottleneck(3, 8, 4, 5, 6).program(dtype, SGD),
                    new Decoder(2, 6, 8, 2, 11, 1).program(dtype, ADAM)));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void anHonestStepThatLeavesOutAllItMayPasses(Program program) throws IOException {
    Set<String> unwritten = mostOf(program);
    for (int seed = 0; seed < 6; seed++) {
      byte[] trace = Traces.of(program, unwritten, seed);
      Verdict verdict = judge(program, unwritten, trace, seed);
      assertThat(verdict.passed()).as(verdict.detail()).isTrue();
      assertThat(verdict.method()).isEqualTo("step-by-joined-ops");
      assertThat(verdict.detail())
          .contains("; " + unwritten.size() + " tensors were never written");
      assertThat(verdict.error()).isBetween(0.0, 1.0);
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void oneWrongElementOfEachOutputThatWasWrittenIsNamed(Program program) throws IOException {
    Set<String> unwritten = mostOf(program);
    byte[] right = Traces.of(program, unwritten, 3);
    TraceLayout layout = TraceLayout.of(program);
    Random random = new Random(5);
    for (int s = 0; s < program.steps().size(); s++) {
      Program.Step step = program.steps().get(s);
      for (int o = 0; o < step.outputs().size(); o++) {
        if (unwritten.contains(step.outputs().get(o))) {
          continue;
        }
        TensorSpec spec = step.op().outputs().get(o).spec();
        int bytes = spec.dtype().bits() / 8;
        int element = random.nextInt((int) spec.elements());
        int at = (int) layout.outputPosition(s, o) + element * bytes;
        double[] value = new double[1];
        Encoding.get(spec.dtype(), ByteBuffer.wrap(right, at, bytes), value, 0, 1);
        byte[] wrong = right.clone();
        Traces.put(wrong, at, spec.dtype(), value[0] + 0.2 + Math.abs(value[0]) / 4);
        Verdict verdict = judge(program, unwritten, wrong, 7);
        assertThat(verdict.passed()).as("%s of step %d", step.outputs().get(o), s).isFalse();
        int to = blamed(program, unwritten, s);
        assertThat(verdict.detail())
            .startsWith(
                "step " + (to + 1) + " (" + program.steps().get(to).op().kind() + ", writes ")
            .contains(program.steps().get(to).outputs().get(to == s ? o : 0));
      }
    }
  }

  /** What an op has written in another order is wrong because the op was. */
  private static int blamed(Program program, Set<String> unwritten, int step) {
    String input = program.steps().get(step).inputs().get(0);
    boolean moved = program.steps().get(step).op() instanceof Permute && unwritten.contains(input);
    return moved ? program.writers(input).get(0) : step;
  }

  @Test
  void whatWasOnlyMovedFollowsFromEitherSide() throws IOException {
    Program program = new Decoder(2, 6, 8, 2, 11, 1).program(DType.FP32, ADAM);
    Set<String> permuted = new HashSet<>();
    long bytes = 0;
    for (Program.Step step : program.steps()) {
      if (step.op() instanceof Permute op) {
        boolean product =
            program.steps().get(program.writers(step.inputs().get(0)).get(0)).op()
                    instanceof MatMul batched
                && batched.batch() > 1;
        permuted.add(product ? step.inputs().get(0) : step.outputs().get(0));
        bytes += op.bytes();
      }
    }
    assertThat(permuted).hasSizeGreaterThanOrEqualTo(8);
    Unwritten unwritten = new Unwritten(program, permuted);
    assertThat(unwritten.hadToBeWritten(Mlp.LOSS)).isEmpty();
    assertThat(unwritten.doesNotFollow()).isEmpty();
    assertThat(unwritten.bytesSpared()).isEqualTo(bytes);
    byte[] trace = Traces.of(program, permuted, 4);
    Verdict verdict = judge(program, permuted, trace, 9);
    assertThat(verdict.passed()).as(verdict.detail()).isTrue();
    assertThat(verdict.detail()).contains("; " + permuted.size() + " tensors were never written");
    // neither side was written
    Program.Step any =
        program.steps().stream().filter(s -> s.op() instanceof Permute).findFirst().orElseThrow();
    permuted.add(any.inputs().get(0));
    permuted.add(any.outputs().get(0));
    assertThat(new Unwritten(program, permuted).doesNotFollow()).isPresent();
  }

  /** The bound is that of single precision: what TF32 or BF16 would make of it is wrong. */
  @Test
  void anErrorOfFarLessThanAPercentIsFound() throws IOException {
    byte[] trace = Traces.of(MLP, OF_MLP, 3);
    TraceLayout layout = TraceLayout.of(MLP);
    int at = (int) layout.outputPosition(2, 0);
    double[] value = new double[1];
    while (value[0] < 0.5) {
      at += 4;
      Encoding.get(DType.FP32, ByteBuffer.wrap(trace, at, 4), value, 0, 1);
    }
    Traces.put(trace, at, DType.FP32, value[0] * (1 + 1e-4));
    Verdict verdict = judge(MLP, OF_MLP, trace, 7);
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.detail()).startsWith("step 3 (relu, writes relu.1.Y)");
  }

  /** What was joined is followed op by op: one that was not done shows in what was written. */
  @Test
  void anOpThatIsLeftOutOfAJoinIsFound() throws IOException {
    TraceLayout layout = TraceLayout.of(MLP);
    byte[] bare = Traces.of(MLP, Set.of(), 3);
    byte[] noBias = bare.clone();
    int count = 16 * 24 * 4;
    for (int i = 0; i < count; i += 4) {
      double[] x = new double[1];
      Encoding.get(
          DType.FP32, ByteBuffer.wrap(bare, (int) layout.outputPosition(0, 0) + i, 4), x, 0, 1);
      Traces.put(noBias, (int) layout.outputPosition(2, 0) + i, DType.FP32, Math.max(0, x[0]));
    }
    assertThat(judge(MLP, OF_MLP, bare, 1).passed()).isTrue();
    assertThat(judge(MLP, OF_MLP, noBias, 1).detail()).startsWith("step 3 (relu");
  }

  @Test
  void whatMustBeWrittenIsNamed() {
    assertThat(missed("w1")).contains("w1 unwritten, which is there before the step");
    assertThat(missed(Mlp.X)).contains("x unwritten, which is there before the step");
    assertThat(missed(Mlp.LOSS)).contains("unwritten, which is the loss");
    assertThat(missed("matmul.9.C")).contains("which is no tensor of mlp-12-24-10-b16");
    assertThat(new Unwritten(MLP, OF_MLP).hadToBeWritten(Mlp.LOSS)).isEmpty();
  }

  @Test
  void whatDoesNotFollowFromWhatIsWrittenIsRefused() {
    assertThat(refused("relu.1.Y"))
        .contains("relu.1.Y unwritten", "matmul reads it as A", "write it");
    assertThat(refused("bias.2.Y")).contains("cross-entropy reads it as X");
    assertThat(refused("cross-entropy.1.dX")).contains("cross-entropy writes it");
    assertThat(refused("bias.1.Y", "relu.1.Y")).contains("relu-backward reads it as X");
    assertThat(new Unwritten(MLP, OF_MLP).doesNotFollow()).isEmpty();
    Program decoder = new Decoder(2, 6, 8, 2, 11, 1).program(DType.FP32, ADAM);
    Program.Step gelu =
        decoder.steps().stream().filter(s -> s.op().kind().equals("gelu")).findFirst().get();
    assertThat(new Unwritten(decoder, Set.copyOf(gelu.inputs())).doesNotFollow().orElseThrow())
        .contains("gelu-backward reads it as X");
    Set<String> gradients = new HashSet<>();
    for (Program.Step step : decoder.steps()) {
      List<Integer> adds =
          step.op().kind().equals("matmul") ? decoder.readers(step.outputs().get(0)) : List.of();
      if (adds.size() == 1 && decoder.steps().get(adds.get(0)).op().kind().equals("add")) {
        gradients.addAll(step.outputs());
      }
    }
    assertThat(new Unwritten(decoder, gradients).doesNotFollow().orElseThrow())
        .contains("two matrix products that were never written meet in add.");
  }

  @Test
  void bytesAreSparedWhereNothingIsWrittenAndNothingRead() {
    long hidden = 16 * 24 * 4;
    assertThat(new Unwritten(MLP, Set.of("matmul.1.C")).bytesSpared()).isEqualTo(2 * hidden);
    // the derivative of ReLU reads Y in the place of X
    assertThat(new Unwritten(MLP, Set.of("bias.1.Y")).bytesSpared()).isEqualTo(2 * hidden);
  }

  private static String missed(String name) {
    return new Unwritten(MLP, Set.of(name)).hadToBeWritten(Mlp.LOSS).orElseThrow();
  }

  private static String refused(String... names) {
    return new Unwritten(MLP, Set.of(names)).doesNotFollow().orElseThrow();
  }

  /** As many tensors as may be left out together, in the order of the program. */
  private static Set<String> mostOf(Program program) {
    Set<String> most = new HashSet<>();
    for (Program.Tensor tensor : program.tensors()) {
      Set<String> more = new HashSet<>(most);
      more.add(tensor.name());
      Unwritten unwritten = new Unwritten(program, more);
      if (unwritten.hadToBeWritten(Mlp.LOSS).isEmpty() && unwritten.doesNotFollow().isEmpty()) {
        most = more;
      }
    }
    assertThat(most).isNotEmpty();
    return most;
  }

  private Verdict judge(Program program, Set<String> unwritten, byte[] trace, long challengeSeed)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve("trace"),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(trace));
      return StepJudge.judge(
          new TraceWindow(0, program), new Unwritten(program, unwritten), channel, challengeSeed);
    }
  }
}
