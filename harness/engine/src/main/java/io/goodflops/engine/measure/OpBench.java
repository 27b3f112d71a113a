package io.goodflops.engine.measure;

import io.goodflops.engine.child.Words;
import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An op on a device. */
public final class OpBench implements Bench {
  private final Device device;
  private final Op op;
  private final Lane lane;
  private final Stage stage;
  private final Chunks chunks = new Chunks();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<Buffer> inputs = new ArrayList<>();
  private final List<Buffer> outputs = new ArrayList<>();
  private Optional<Buffer> workspace = Optional.empty();
  private Kernel kernel;
  private Launch launch;

  public OpBench(Device device, Op op, Lane lane, Stage stage) {
    this.device = device;
    this.op = op;
    this.lane = lane;
    this.stage = stage;
  }

  @Override
  public void prepare() throws UnsupportedOpException {
    stage.enter("compile", "compile()");
    kernel = device.compile(op, lane);
    opened.add(kernel);
    stage.enter("data", "allocate()");
    for (Operand operand : op.inputs()) {
      inputs.add(allocate(operand.spec()));
    }
    for (Operand operand : op.outputs()) {
      outputs.add(allocate(operand.spec()));
    }
    long bytes = kernel.workspaceBytes();
    if (bytes > 0) {
      workspace = Optional.of(allocate(TensorSpec.bytes(bytes)));
    }
  }

  @Override
  public void fill(Pattern pattern, long seed) {
    stage.enter("data", "write()");
    for (int i = 0; i < inputs.size(); i++) {
      int input = i;
      TensorSpec spec = inputs.get(i).spec();
      int bits = spec.dtype().bits();
      chunks.write(
          inputs.get(i),
          (offsetBytes, chunk) ->
              InputData.fill(op, input, pattern, seed, offsetBytes * 8 / bits, chunk));
    }
    if (launch != null) {
      launch.close();
      opened.remove(launch);
    }
    stage.enter("compile", "bind()");
    launch = kernel.bind(List.copyOf(inputs), List.copyOf(outputs), workspace);
    opened.add(launch);
  }

  @Override
  public void poison() {
    for (Buffer output : outputs) {
      chunks.poison(output);
    }
  }

  @Override
  public void enqueue(Queue queue, int launches) {
    for (int i = 0; i < launches; i++) {
      launch.enqueue(queue);
    }
  }

  @Override
  public void peek() {
    outputs.forEach(chunks::peek);
  }

  @Override
  public void dump(Path file) throws IOException {
    chunks.dump(outputs, file);
  }

  @Override
  public String implementation() {
    String description = kernel.description();
    return description == null ? "" : Words.clean(description);
  }

  @Override
  public void close() {
    for (int i = opened.size() - 1; i >= 0; i--) {
      try {
        opened.get(i).close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    opened.clear();
  }

  private Buffer allocate(TensorSpec spec) {
    Buffer buffer = device.allocate(spec);
    opened.add(buffer);
    return buffer;
  }
}
