package io.goodflops.plugin.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Buffer;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Reduce;
import io.goodflops.spi.Role;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.Window2d;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.program.Bottleneck;
import io.goodflops.workload.program.Decoder;
import io.goodflops.workload.program.Mlp;
import io.goodflops.workload.program.OpByOp;
import io.goodflops.workload.program.Starts;
import io.goodflops.workload.program.StepJudge;
import io.goodflops.workload.program.TraceWindow;
import io.goodflops.workload.program.TrainingModel;
import io.goodflops.workload.program.TrainingStep;
import io.goodflops.workload.program.Unwritten;
import io.goodflops.workload.program.WholeProgram;
import io.goodflops.workload.verify.Judge;
import io.goodflops.workload.verify.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** On the EMULATED runtime: what is too large for one launch, and whole steps of training. */
class NvidiaTrainingTest {
  private static final long SEED = 20;

  /** One for all: what a device's BLAS does is found out once. */
  private static final NvidiaPlugin PLUGIN = new NvidiaPlugin();

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> opsThatTakeSeveralLaunchesAreRight() {
    return Stream.of(DType.FP32, DType.BF16)
        .flatMap(dtype -> ops(dtype).stream())
        .map(op -> DynamicTest.dynamicTest(op.toString(), () -> right(op)));
  }

  /** Larger than those of the conformance kit: rows, columns and depths are cut into chunks. */
  private static List<TrainingOp> ops(DType dtype) {
    List<TrainingOp> ops = new ArrayList<>();
    for (Reduce.Function function : Reduce.Function.values()) {
      ops.add(new Reduce(function, 1, 20_001, 1, dtype));
      ops.add(new Reduce(function, 2, 8192, 1, dtype));
      ops.add(new Reduce(function, 1, 301, 24, dtype));
    }
    ops.add(new Bias(Pass.BACKWARD, 300, 7, 1, dtype));
    ops.add(new Bias(Pass.BACKWARD, 70, 5, 11, dtype));
    ops.add(new LayerNorm(Pass.BACKWARD, 100, 40, dtype));
    for (Pass pass : List.of(Pass.FORWARD, Pass.BACKWARD)) {
      ops.add(new BatchNorm(pass, 3, 2, 1001, dtype));
      ops.add(new BatchNorm(pass, 5, 2, 640, dtype));
      ops.add(new Softmax(pass, 9, 2100, 0.3, false, dtype));
    }
    ops.add(new CrossEntropy(5, 3001, dtype));
    ops.add(new Embedding(Pass.BACKWARD, 40, 264, 1500, dtype));
    Window2d window = Window2d.square(3, 1, 1);
    ops.add(Conv2d.of(Pass.BACKWARD_WEIGHTS, 5, 3, 4, 16, window, dtype));
    ops.add(Conv2d.of(Pass.FORWARD, 1, 70, 66, 4, window, dtype));
    ops.add(Conv2d.of(Pass.BACKWARD_DATA, 1, 70, 66, 4, window, dtype));
    for (Pass pass : List.of(Pass.FORWARD, Pass.BACKWARD_DATA, Pass.BACKWARD_WEIGHTS)) {
      ops.add(Conv2d.of(pass, 3, 16, 24, 16, window, dtype));
      ops.add(Conv2d.of(pass, 2, 19, 24, 33, Window2d.square(5, 2, 2), dtype));
      ops.add(Conv2d.of(pass, 3, 40, 64, 17, Window2d.square(1, 1, 0), dtype));
      ops.add(Conv2d.of(pass, 1, 40, 64, 32, Window2d.square(1, 1, 0), dtype));
    }
    ops.add(new Permute(List.of(3L, 40L, 37L), List.of(0, 2, 1), dtype));
    ops.add(new Permute(List.of(2L, 3L, 4L, 5L, 8L), List.of(3, 1, 0, 2, 4), dtype));
    return ops;
  }

  private static void right(TrainingOp op) throws Exception {
    try (Device device = device();
        Queue queue = device.openQueue();
        Kernel kernel = device.compile(op, Lane.PLAIN)) {
      if (op instanceof Conv2d) {
        boolean large = op.flops() >= 1 << 22;
        assertThat(kernel.description())
            .contains(large ? "product by the BLAS" : "kernel convolve");
      }
      List<Buffer> inputs = new ArrayList<>();
      for (int i = 0; i < op.inputs().size(); i++) {
        Buffer buffer = device.allocate(op.inputs().get(i).spec());
        ByteBuffer content = ByteBuffer.allocate((int) buffer.spec().bytes());
        InputData.fill(op, i, Pattern.RANDOM, SEED, 0, content);
        buffer.write(0, content.rewind());
        inputs.add(buffer);
      }
      List<Buffer> outputs = new ArrayList<>();
      for (Operand output : op.outputs()) {
        outputs.add(poisoned(device, output.spec()));
      }
      Optional<Buffer> workspace =
          kernel.workspaceBytes() == 0
              ? Optional.empty()
              : Optional.of(poisoned(device, TensorSpec.bytes(kernel.workspaceBytes())));
      Launch launch = kernel.bind(inputs, outputs, workspace);
      launch.enqueue(queue);
      queue.finish();
      Verdict verdict =
          Judge.judge(
              op,
              Lane.PLAIN,
              Pattern.RANDOM,
              SEED,
              (index, offset, target) -> outputs.get(index).read(offset, target),
              SEED);
      assertThat(verdict.passed()).as(verdict.detail()).isTrue();
    }
  }

  @TestFactory
  Stream<DynamicTest> stepsOfTrainingAreRightOpByOp() {
    return Stream.of(
            new Mlp(16, 12, 20, 8), new Bottleneck(2, 16, 4, 6, 5), new Decoder(2, 5, 8, 2, 12, 1))
        .flatMap(
            model ->
                Stream.of(DType.FP32, DType.BF16)
                    .map(
                        dtype ->
                            DynamicTest.dynamicTest(
                                model + " in " + dtype, () -> step((TrainingModel) model, dtype))));
  }

  private static OpByOp withEveryTensor(Device device, Program program) throws Exception {
    return new OpByOp(
        device,
        program,
        program.tensors().stream().map(Program.Tensor::name).collect(Collectors.toSet()));
  }

  /** Each op is judged from what it read, as a run judges it. */
  private void step(TrainingModel model, DType dtype) throws Exception {
    TrainingStep training = model.step(dtype, model.optimizer());
    Program program = training.program();
    Map<String, double[]> start = Starts.of(training, SEED);
    ByteArrayOutputStream trace = new ByteArrayOutputStream();
    try (Device device = device();
        Queue queue = device.openQueue();
        OpByOp run = withEveryTensor(device, program)) {
      for (Program.Tensor tensor : program.tensors()) {
        if (tensor.role() != Role.OUTPUT) {
          byte[] content = encode(tensor.spec().dtype(), start.get(tensor.name()));
          run.buffer(tensor.name()).write(0, ByteBuffer.wrap(content));
          trace.writeBytes(content);
        }
      }
      for (int op = 0; op < program.steps().size(); op++) {
        run.enqueue(queue, op);
        queue.finish();
        for (String output : program.steps().get(op).outputs()) {
          trace.writeBytes(read(run.buffer(output)));
        }
      }
    }
    Path file = Files.write(folder.resolve("trace"), trace.toByteArray());
    try (FileChannel channel = FileChannel.open(file)) {
      Verdict verdict = StepJudge.judge(program, channel, SEED);
      assertThat(verdict.passed()).as(verdict.detail()).isTrue();
    }
  }

  /** The kit's models have no addition with ReLU behind it; each joins what is named. */
  @TestFactory
  Stream<DynamicTest> fusedStepsAreRight() {
    Map<TrainingModel, Set<String>> unwritten =
        Map.of(
            new Mlp(16, 12, 20, 8), Set.of("bias.1.Y"),
            new Bottleneck(2, 16, 4, 6, 5), Set.of("add.1.Y"),
            new Decoder(2, 5, 8, 2, 12, 1), Set.of("bias.5.Y", "bias.7.Y"));
    return unwritten.entrySet().stream()
        .flatMap(
            entry ->
                Stream.of(DType.FP32, DType.FP16)
                    .map(
                        dtype ->
                            DynamicTest.dynamicTest(
                                entry.getKey() + " in " + dtype,
                                () -> fused(entry.getKey(), dtype, entry.getValue()))));
  }

  private void fused(TrainingModel model, DType dtype, Set<String> unwritten) throws Exception {
    TrainingStep training = model.step(dtype, model.optimizer());
    Program program = training.program();
    Map<String, double[]> start = Starts.of(training, SEED);
    ByteArrayOutputStream trace = new ByteArrayOutputStream();
    try (Device device = device();
        Queue queue = device.openQueue();
        OpByOp buffers = withEveryTensor(device, program);
        WholeProgram whole = WholeProgram.of(device, program, Lane.FUSED, buffers)) {
      assertThat(whole.unwritten()).isEqualTo(unwritten);
      for (Program.Tensor tensor : program.tensors()) {
        byte[] content = new byte[(int) tensor.spec().bytes()];
        Arrays.fill(content, (byte) -1);
        if (tensor.role() != Role.OUTPUT) {
          content = encode(tensor.spec().dtype(), start.get(tensor.name()));
          trace.writeBytes(content);
        }
        buffers.buffer(tensor.name()).write(0, ByteBuffer.wrap(content));
      }
      whole.enqueue(queue);
      queue.finish();
      for (Program.Step step : program.steps()) {
        step.outputs().forEach(output -> trace.writeBytes(read(buffers.buffer(output))));
      }
    }
    Path file = Files.write(folder.resolve("trace"), trace.toByteArray());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Unwritten left = new Unwritten(program, unwritten);
      assertThat(left.doesNotFollow()).isEmpty();
      Verdict verdict = StepJudge.judge(new TraceWindow(0, program), left, channel, SEED);
      assertThat(verdict.passed()).as(verdict.detail()).isTrue();
    }
  }

  private static Device device() {
    Discovery discovery = PLUGIN.discover();
    if (discovery instanceof Discovery.Absent absent) {
      Assumptions.assumeFalse(
          absent.reason().contains("built without its native library"),
          "no C++ compiler here, so there is no emulated runtime");
    }
    return PLUGIN.open(((Discovery.Found) discovery).devices().get(0));
  }

  private static Buffer poisoned(Device device, TensorSpec spec) {
    Buffer buffer = device.allocate(spec);
    byte[] ones = new byte[(int) spec.bytes()];
    Arrays.fill(ones, (byte) -1);
    buffer.write(0, ByteBuffer.wrap(ones));
    return buffer;
  }

  private static byte[] read(Buffer buffer) {
    byte[] bytes = new byte[(int) buffer.spec().bytes()];
    buffer.read(0, ByteBuffer.wrap(bytes));
    return bytes;
  }

  private static byte[] encode(DType dtype, double[] values) {
    ByteBuffer target =
        ByteBuffer.allocate((int) dtype.bytes(values.length)).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      long bits = Encoding.bits(dtype, value);
      switch (dtype.bits()) {
        case 64 -> target.putLong(bits);
        case 32 -> target.putInt((int) bits);
        case 16 -> target.putShort((short) bits);
        default -> target.put((byte) bits);
      }
    }
    return target.array();
  }
}
