package io.goodflops.benchmark.libtorch;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Role;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.program.OpByOp;
import io.goodflops.workload.program.TrainingModel;
import io.goodflops.workload.program.TrainingStep;
import java.nio.ByteBuffer;
import java.util.ServiceLoader;
import java.util.Set;

/** Steps on the device of plugin {@code cpu}. Arguments: model, threads, seconds. */
final class OurSteps {
  private OurSteps() {}

  public static void main(String[] arguments) throws Exception {
    TrainingModel model = arguments[0].equals("mlp") ? Sizes.MLP : Sizes.decoder(arguments[0]);
    TrainingStep step = model.step(DType.FP32, model.optimizer());
    try (Device device = device(Integer.parseInt(arguments[1]));
        Queue queue = device.openQueue();
        OpByOp run = new OpByOp(device, step.program(), Set.of(step.loss()))) {
      for (Program.Tensor tensor : step.program().tensors()) {
        if (tensor.role() != Role.OUTPUT) {
          fill(run.buffer(tensor.name()), step, tensor);
        }
      }
      CompareSteps.time(
          Double.parseDouble(arguments[2]),
          () -> {
            run.enqueue(queue);
            queue.finish();
          });
    }
  }

  private static void fill(Buffer buffer, TrainingStep step, Program.Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.spec().elements())];
    step.starts().get(tensor.name()).read(1, 0, values);
    ByteBuffer bytes = ByteBuffer.allocateDirect((int) tensor.spec().bytes());
    Encoding.putExact(tensor.spec().dtype(), values, values.length, bytes);
    buffer.write(0, bytes.flip());
  }

  /** The device with so many threads. */
  private static Device device(int threads) {
    for (DevicePlugin plugin : ServiceLoader.load(DevicePlugin.class)) {
      if (plugin.discover() instanceof Discovery.Found found) {
        for (DeviceInfo info : found.devices()) {
          if (info.properties().getOrDefault("threads", "").equals(Integer.toString(threads))) {
            return plugin.open(info);
          }
        }
      }
    }
    throw new IllegalStateException("no device with " + threads + " threads");
  }
}
