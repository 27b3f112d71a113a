package io.goodflops.plugin.cpu;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.verify.Judge;
import io.goodflops.workload.verify.OutputSource;
import io.goodflops.workload.verify.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Runs training ops on the judge's data, or on given numbers. */
final class TrainingRun {
  private static final long SEED = 17;

  private TrainingRun() {}

  /** Launched twice into poisoned outputs, so that no sum is carried over. */
  static Verdict judge(Device device, Lane lane, TrainingOp op)
      throws UnsupportedOpException, IOException {
    List<byte[]> outputs = run(device, lane, op, inputs(op), false);
    return Judge.judge(op, lane, Pattern.RANDOM, SEED, source(outputs), 3);
  }

  /** Launched once, writing over its state. */
  static Verdict judgeInPlace(Device device, TrainingOp op)
      throws UnsupportedOpException, IOException {
    List<byte[]> outputs = run(device, Lane.PLAIN, op, inputs(op), true);
    return Judge.judge(op, Lane.PLAIN, Pattern.RANDOM, SEED, source(outputs), 3);
  }

  static List<byte[]> inputs(TrainingOp op) {
    List<byte[]> inputs = new ArrayList<>();
    for (int i = 0; i < op.inputs().size(); i++) {
      ByteBuffer bytes =
          ByteBuffer.allocate((int) op.inputs().get(i).spec().bytes())
              .order(ByteOrder.LITTLE_ENDIAN);
      InputData.fill(op, i, Pattern.RANDOM, SEED, 0, bytes);
      inputs.add(bytes.array());
    }
    return inputs;
  }

  static List<byte[]> run(
      Device device, Lane lane, TrainingOp op, List<byte[]> values, boolean inPlace)
      throws UnsupportedOpException {
    List<Buffer> inputs = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Buffer buffer = device.allocate(op.inputs().get(i).spec());
      buffer.write(0, ByteBuffer.wrap(values.get(i)));
      inputs.add(buffer);
    }
    List<Buffer> outputs = new ArrayList<>();
    for (int i = 0; i < op.outputs().size(); i++) {
      outputs.add(
          inPlace && i < op.inPlace() ? inputs.get(i) : poisoned(device, op.outputs().get(i)));
    }
    List<byte[]> results = new ArrayList<>();
    try (Kernel kernel = device.compile(op, lane);
        Queue queue = device.openQueue()) {
      Optional<Buffer> workspace =
          kernel.workspaceBytes() == 0
              ? Optional.empty()
              : Optional.of(poisoned(device, TensorSpec.bytes(kernel.workspaceBytes())));
      try (Launch launch = kernel.bind(inputs, outputs, workspace)) {
        launch.enqueue(queue);
        if (!inPlace) {
          launch.enqueue(queue);
        }
        queue.finish();
      }
      workspace.ifPresent(Buffer::close);
    }
    for (Buffer output : outputs) {
      byte[] result = new byte[(int) output.spec().bytes()];
      output.read(0, ByteBuffer.wrap(result));
      results.add(result);
      output.close();
    }
    inputs.forEach(Buffer::close);
    return results;
  }

  private static OutputSource source(List<byte[]> outputs) {
    return (output, offset, target) ->
        target.put(outputs.get(output), (int) offset, target.remaining());
  }

  private static Buffer poisoned(Device device, Operand operand) {
    return poisoned(device, operand.spec());
  }

  private static Buffer poisoned(Device device, TensorSpec spec) {
    Buffer buffer = device.allocate(spec);
    byte[] bytes = new byte[(int) spec.bytes()];
    Arrays.fill(bytes, (byte) 0xff);
    buffer.write(0, ByteBuffer.wrap(bytes));
    return buffer;
  }
}
