package io.goodflops.workload.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.DType;
import io.goodflops.spi.Program;
import io.goodflops.spi.Role;
import io.goodflops.spi.TensorSpec;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.verify.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A traced step passes, and whichever op is wrong is named. */
class StepJudgeTest {
  private static final Optimizer SGD = new Optimizer.Momentum(0.05, 0.9, 1e-3);
  private static final Optimizer ADAM = new Optimizer.Adam(0.01, 0.01);

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
  void anHonestStepPasses(Program program) throws IOException {
    for (int seed = 0; seed < 6; seed++) {
      Verdict verdict = judge(program, Traces.of(program, seed), seed);
      assertThat(verdict.passed()).as(verdict.detail()).isTrue();
      assertThat(verdict.method()).isEqualTo("step-op-by-op");
      assertThat(verdict.detail()).startsWith("all " + program.steps().size() + " ops");
      assertThat(verdict.error()).isBetween(0.0, 1.0);
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void oneWrongElementOfEachOutputIsNamed(Program program) throws IOException {
    byte[] right = Traces.of(program, 3);
    TraceLayout layout = TraceLayout.of(program);
    Random random = new Random(5);
    for (int s = 0; s < program.steps().size(); s++) {
      Program.Step step = program.steps().get(s);
      for (int o = 0; o < step.outputs().size(); o++) {
        TensorSpec spec = step.op().outputs().get(o).spec();
        int bytes = spec.dtype().bits() / 8;
        int element = random.nextInt((int) spec.elements());
        int at = (int) layout.outputPosition(s, o) + element * bytes;
        double[] value = new double[1];
        Encoding.get(spec.dtype(), ByteBuffer.wrap(right, at, bytes), value, 0, 1);
        byte[] wrong = right.clone();
        Traces.put(wrong, at, spec.dtype(), value[0] + 0.2 + Math.abs(value[0]) / 4);
        Verdict verdict = judge(program, wrong, 7);
        assertThat(verdict.passed()).as("%s of step %d", step.outputs().get(o), s).isFalse();
        assertThat(verdict.detail())
            .startsWith("step " + (s + 1) + " (" + step.op().kind() + ", writes ")
            .contains(step.outputs().get(o));
      }
    }
  }

  @Test
  void aTraceHoldsEachVersionOfWhatIsWrittenOver() {
    Program program = new Mlp(4, 3, 5, 2).program(DType.FP32, SGD);
    TraceLayout layout = TraceLayout.of(program);
    assertThat(layout.initialPosition(Mlp.X)).isZero();
    assertThat(layout.initialPosition(Mlp.LABELS)).isEqualTo(4 * 12);
    assertThatThrownBy(() -> layout.initialPosition(Mlp.LOSS))
        .hasMessage(Mlp.LOSS + " is not there before the first step");
    int last = program.steps().size() - 1;
    long initial =
        program.tensors().stream()
            .filter(t -> t.role() != Role.OUTPUT)
            .mapToLong(t -> t.spec().bytes())
            .sum();
    assertThat(layout.outputPosition(0, 0)).isEqualTo(initial);
    assertThat(layout.outputPosition(last, 1))
        .isEqualTo(
            layout.totalBytes() - program.steps().get(last).op().outputs().get(1).spec().bytes());
    String weight = program.steps().get(last).outputs().get(0);
    assertThat(layout.inputPosition(last, 0)).isEqualTo(layout.initialPosition(weight));
  }

  @Test
  void aShortTraceIsRefused() {
    Program program = new Mlp(4, 3, 5, 2).program(DType.FP32, SGD);
    assertThatThrownBy(() -> judge(program, new byte[100], 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has 100 bytes, must have " + TraceLayout.of(program).totalBytes());
  }

  @Test
  void aLabelThatIsNoneIsNamed() throws IOException {
    Program program = new Mlp(4, 3, 5, 2).program(DType.FP32, SGD);
    byte[] trace = Traces.of(program, 1);
    Traces.put(trace, (int) TraceLayout.of(program).initialPosition(Mlp.LABELS), DType.INT32, 2);
    assertThat(judge(program, trace, 1).detail())
        .startsWith("step 6 (cross-entropy, writes ")
        .endsWith("element 0 of input 1 (labels) is 2.0, not an index below 2");
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aStepThatIsTooLargeIsJudgedInWindows(Program program) throws IOException {
    byte[] right = Traces.of(program, 2);
    long most = right.length / 4;
    List<TraceWindow> windows = TraceWindow.of(program, most);
    assertThat(windows.size()).isGreaterThan(3);
    int next = 0;
    for (TraceWindow window : windows) {
      assertThat(window.first()).isEqualTo(next);
      next += window.program().steps().size();
      byte[] trace = windowed(program, window, right);
      if (window.program().steps().size() > 1) {
        assertThat((long) trace.length).isLessThanOrEqualTo(most);
      }
      Verdict verdict = judge(window, trace, 5);
      assertThat(verdict.passed()).as(verdict.detail()).isTrue();
      Traces.put(trace, trace.length - 4, DType.FP32, 1e9);
      assertThat(judge(window, trace, 5).detail()).startsWith("step " + next + " (");
    }
    assertThat(next).isEqualTo(program.steps().size());
    assertThat(TraceWindow.of(program, right.length)).hasSize(1);
  }

  @Test
  void whatChangesBetweenWindowsIsFound() throws IOException {
    Program program = new Mlp(16, 12, 24, 10).program(DType.FP32, SGD);
    byte[] right = Traces.of(program, 2);
    TraceWindow window = TraceWindow.of(program, right.length / 4).get(1);
    byte[] trace = windowed(program, window, right);
    String hidden = window.writtenBefore(program).iterator().next();
    int at = (int) TraceLayout.of(window.program()).initialPosition(hidden);
    Map<String, Long> sums = new HashMap<>();
    for (Program.Tensor tensor : window.before()) {
      CRC32C sum = new CRC32C();
      long first = TraceLayout.of(window.program()).initialPosition(tensor.name());
      sum.update(trace, (int) first, (int) tensor.spec().bytes());
      sums.put(tensor.name(), sum.getValue());
    }
    assertThat(kept(program, window, sums, trace).passed()).isTrue();
    trace[at] ^= 1;
    assertThat(kept(program, window, sums, trace).detail()).startsWith(hidden + " is not what");
    trace[at] ^= 1;
    sums.remove(hidden);
    assertThat(kept(program, window, sums, trace).passed()).isFalse();
  }

  @Test
  void anOpThatIsTooLargeAloneIsNamed() {
    Program program = new Mlp(16, 12, 24, 10).program(DType.FP32, SGD);
    assertThat(TraceWindow.tooLarge(program, 1 << 20)).isEmpty();
    assertThat(TraceWindow.tooLarge(program, 1000)).hasValue(0);
  }

  private Verdict kept(Program program, TraceWindow window, Map<String, Long> sums, byte[] trace)
      throws IOException {
    try (FileChannel channel = file(trace)) {
      return KeptCheck.check(program, window, sums, channel);
    }
  }

  /** Of the trace of a whole program what a window's would hold. */
  private static byte[] windowed(Program program, TraceWindow window, byte[] whole) {
    TraceLayout from = TraceLayout.of(program);
    TraceLayout to = TraceLayout.of(window.program());
    byte[] trace = new byte[(int) to.totalBytes()];
    for (int s = window.program().steps().size() - 1; s >= 0; s--) {
      Program.Step step = window.program().steps().get(s);
      for (int i = 0; i < step.inputs().size(); i++) {
        long bytes = step.op().inputs().get(i).spec().bytes();
        long source = from.inputPosition(window.first() + s, i);
        System.arraycopy(whole, (int) source, trace, (int) to.inputPosition(s, i), (int) bytes);
      }
      for (int o = 0; o < step.outputs().size(); o++) {
        long bytes = step.op().outputs().get(o).spec().bytes();
        long source = from.outputPosition(window.first() + s, o);
        System.arraycopy(whole, (int) source, trace, (int) to.outputPosition(s, o), (int) bytes);
      }
    }
    return trace;
  }

  /** Published sizes, and batches as accelerators take them. */
  @Test
  void everyOpOfTheFullSizesIsJudged() {
    for (DType dtype : List.of(DType.FP32, DType.BF16)) {
      assertThat(StepJudge.unjudged(new Mlp(8192, 1024, 4096, 1024).program(dtype, SGD))).isEmpty();
      assertThat(StepJudge.unjudged(new Bottleneck(256, 256, 64, 56, 1000).program(dtype, SGD)))
          .isEmpty();
      assertThat(StepJudge.unjudged(new Decoder(8, 1024, 768, 12, 50_257, 12).program(dtype, ADAM)))
          .isEmpty();
    }
  }

  private Verdict judge(Program program, byte[] trace, long challengeSeed) throws IOException {
    return judge(new TraceWindow(0, program), trace, challengeSeed);
  }

  private Verdict judge(TraceWindow window, byte[] trace, long challengeSeed) throws IOException {
    try (FileChannel channel = file(trace)) {
      return StepJudge.judge(window, Unwritten.nothing(window.program()), channel, challengeSeed);
    }
  }

  private FileChannel file(byte[] bytes) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("trace"),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    channel.write(ByteBuffer.wrap(bytes));
    return channel;
  }
}
