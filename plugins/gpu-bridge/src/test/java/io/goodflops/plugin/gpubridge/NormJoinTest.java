package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Buffer;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Op;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Role;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Residual connections and the normalisation behind them, joined and not. */
class NormJoinTest {
  private static final long ROWS = 5;

  @TempDir private Path folder;

  /** Ops over tensors by name; what no op writes is given. */
  private static final class Draft {
    private final Map<String, Program.Tensor> tensors = new LinkedHashMap<>();
    private final List<Program.Step> steps = new ArrayList<>();

    Draft step(Op op, List<String> inputs, List<String> outputs) {
      for (int i = 0; i < inputs.size(); i++) {
        add(inputs.get(i), op.inputs().get(i).spec(), Role.VARIABLE);
      }
      for (int i = 0; i < outputs.size(); i++) {
        add(outputs.get(i), op.outputs().get(i).spec(), Role.OUTPUT);
      }
      steps.add(new Program.Step(op, inputs, outputs));
      return this;
    }

    private void add(String name, TensorSpec spec, Role role) {
      tensors.putIfAbsent(name, new Program.Tensor(name, spec, role));
    }

    Draft bias(long width) {
      return step(
          new Bias(Pass.FORWARD, ROWS, width, 1, DType.FP32), List.of("x", "b"), List.of("t"));
    }

    Draft add(long width, String one, String other) {
      Op sum = new Binary(Binary.Function.ADD, ROWS * width, DType.FP32);
      return step(sum, List.of(one, other), List.of("s"));
    }

    Draft norm(long width) {
      return step(
          new LayerNorm(Pass.FORWARD, ROWS, width, DType.FP32),
          List.of("s", "gamma", "beta"),
          List.of("y", "mean", "variance"));
    }

    Draft copyOfSum(long width) {
      Op sum = new Binary(Binary.Function.ADD, ROWS * width, DType.FP32);
      return step(sum, List.of("s", "s"), List.of("later"));
    }

    Program program() {
      return new Program("test", List.copyOf(tensors.values()), steps);
    }
  }

  /** Packs of 16 bytes, and rows that hold none; in FP32 nothing is rounded otherwise. */
  @ParameterizedTest
  @CsvSource({"64, false", "63, false", "64, true", "63, true", "2000, true"})
  void aJoinedNormIsTheSameBitForBit(long width, boolean biased) throws UnsupportedOpException {
    Draft draft = new Draft();
    Program program =
        (biased ? draft.bias(width).add(width, "r", "t") : draft.add(width, "x", "r"))
            .norm(width)
            .copyOfSum(width)
            .program();
    assertThat(Joined.of(program)).hasSize(1);
    DialectPlugin plugin = Emulated.in(folder).plugin();
    try (Device device = plugin.open(((Discovery.Found) plugin.discover()).devices().get(0))) {
      Map<String, ByteBuffer> joined = run(device, program, Lane.FUSED);
      Map<String, ByteBuffer> alone = run(device, program, Lane.REPLAY);
      for (String name : List.of("s", "y", "mean", "variance", "later")) {
        assertThat(joined.get(name)).as(name).isEqualTo(alone.get(name));
      }
      assertThat(alone.get("mean").getFloat(0)).isNotZero();
      try (Kernel kernel = device.compile(program, Lane.FUSED)) {
        assertThat(kernel.description()).startsWith(biased ? "4 ops as 2," : "3 ops as 2,");
        assertThat(kernel.unwritten()).isEqualTo(biased ? Set.of("t") : Set.of());
      }
    }
  }

  @Test
  void aSumThatIsReadBeforeItsNormIsNotJoined() {
    Program program = new Draft().add(8, "x", "r").copyOfSum(8).norm(8).program();
    assertThat(Joined.of(program)).isEmpty();
  }

  @Test
  void anInputThatIsOverwrittenBetweenIsNotJoined() {
    Op sum = new Binary(Binary.Function.ADD, ROWS * 8, DType.FP32);
    Draft draft = new Draft().add(8, "x", "r").step(sum, List.of("x", "x"), List.of("r"));
    assertThat(Joined.of(draft.norm(8).program())).isEmpty();
  }

  /** Then bias and addition are still a pair. */
  @ParameterizedTest
  @CsvSource({"5, 8", "40, 1", "8, 5"})
  void aBiasOfAnotherDimensionIsNotJoined(long channels, long inner) {
    Op bias = new Bias(Pass.FORWARD, 1, channels, inner, DType.FP32);
    Draft draft = new Draft().step(bias, List.of("x", "b"), List.of("t")).add(8, "r", "t").norm(8);
    assertThat(Joined.of(draft.program())).singleElement().isInstanceOf(Join.class);
  }

  @Test
  void eachOpIsInOneJoinAtMost() {
    Op norm = new LayerNorm(Pass.FORWARD, ROWS, 8, DType.FP32);
    Draft draft = new Draft().bias(8).add(8, "r", "t").norm(8);
    draft.step(norm, List.of("s", "gamma", "beta"), List.of("y2", "mean2", "variance2"));
    assertThat(Joined.of(draft.program())).hasSize(1);
    assertThat(Joined.of(draft.program()).get(0).tail()).isEqualTo(2);
  }

  private static Map<String, ByteBuffer> run(Device device, Program program, Lane lane)
      throws UnsupportedOpException {
    Map<String, Buffer> buffers = new LinkedHashMap<>();
    List<Buffer> inputs = new ArrayList<>();
    List<Buffer> outputs = new ArrayList<>();
    for (Program.Tensor tensor : program.tensors()) {
      Buffer buffer = device.allocate(tensor.spec());
      buffers.put(tensor.name(), buffer);
      (tensor.role() == Role.OUTPUT ? outputs : inputs).add(buffer);
      ByteBuffer content =
          ByteBuffer.allocate((int) tensor.spec().bytes()).order(ByteOrder.nativeOrder());
      for (int i = 0; i < content.capacity() / 4; i++) {
        float value = (float) Math.sin(i * 0.7 + tensor.name().hashCode()) + 0.3f;
        content.putFloat(4 * i, tensor.role() == Role.OUTPUT ? Float.NaN : value);
      }
      buffer.write(0, content);
    }
    try (Queue queue = device.openQueue();
        Kernel kernel = device.compile(program, lane);
        Launch launch = kernel.bind(inputs, outputs, workspace(device, kernel))) {
      launch.enqueue(queue);
      queue.finish();
    }
    Map<String, ByteBuffer> found = new LinkedHashMap<>();
    buffers.forEach(
        (name, buffer) -> {
          ByteBuffer content =
              ByteBuffer.allocate((int) buffer.spec().bytes()).order(ByteOrder.nativeOrder());
          buffer.read(0, content);
          found.put(name, content.rewind());
        });
    return found;
  }

  private static Optional<Buffer> workspace(Device device, Kernel kernel) {
    return kernel.workspaceBytes() > 0
        ? Optional.of(device.allocate(TensorSpec.bytes(kernel.workspaceBytes())))
        : Optional.empty();
  }
}
