package io.goodflops.plugin.cpu;

import static io.goodflops.spi.Pass.BACKWARD;
import static io.goodflops.spi.Pass.BACKWARD_DATA;
import static io.goodflops.spi.Pass.BACKWARD_WEIGHTS;
import static io.goodflops.spi.Pass.FORWARD;

import io.goodflops.spi.Activation;
import io.goodflops.spi.AdamW;
import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Buffer;
import io.goodflops.spi.Cast;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Reduce;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.spi.Window2d;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Rough times of training ops in usual shapes: a program to run by hand, no test. */
final class TrainingTimes {
  private static final long NANOS_FOR_EACH = 400_000_000;

  private TrainingTimes() {}

  /** Arguments: index of the device, and words of kinds to time, all without any. */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments).subList(1, arguments.length);
    try (Device device = TestCpu.open(Integer.parseInt(arguments[0]))) {
      for (DType dtype : List.of(DType.FP32, DType.BF16)) {
        for (TrainingOp op : ops(dtype)) {
          if (words.isEmpty() || words.stream().anyMatch(op.kind()::contains)) {
            time(device, Lane.PLAIN, op);
            if (op.inputs().get(1 % op.inputs().size()).name().equals("W")) {
              time(device, Lane.PACKED, op);
            }
          }
        }
      }
    }
  }

  private static void time(Device device, Lane lane, TrainingOp op) {
    try (Kernel kernel = device.compile(op, lane);
        Queue queue = device.openQueue()) {
      List<Buffer> inputs = new ArrayList<>();
      for (int i = 0; i < op.inputs().size(); i++) {
        inputs.add(filled(device, op, i));
      }
      List<Buffer> outputs = new ArrayList<>();
      for (Operand operand : op.outputs()) {
        outputs.add(device.allocate(operand.spec()));
      }
      Optional<Buffer> workspace =
          kernel.workspaceBytes() == 0
              ? Optional.empty()
              : Optional.of(device.allocate(TensorSpec.bytes(kernel.workspaceBytes())));
      try (Launch launch = kernel.bind(inputs, outputs, workspace)) {
        long[] nanos = times(launch, queue);
        double best = nanos[0];
        System.out.printf(
            "%-26s %-4s %-6s best %8.3f ms median %8.3f ms %7.1f GFLOP/s %6.1f GB/s  %s%n",
            op.kind(),
            op.dtype(),
            lane,
            best / 1e6,
            nanos[nanos.length / 2] / 1e6,
            op.flops() / best,
            op.bytes() / best,
            kernel.description());
      }
      inputs.forEach(Buffer::close);
      outputs.forEach(Buffer::close);
      workspace.ifPresent(Buffer::close);
    } catch (UnsupportedOpException e) {
      System.out.println(op + ": " + e.getMessage());
    }
  }

  private static long[] times(Launch launch, Queue queue) {
    List<Long> nanos = new ArrayList<>();
    long start = System.nanoTime();
    for (long end = start + NANOS_FOR_EACH; start < end || nanos.size() < 5; ) {
      launch.enqueue(queue);
      queue.finish();
      long now = System.nanoTime();
      nanos.add(now - start);
      start = now;
    }
    long[] sorted = nanos.stream().mapToLong(n -> n).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private static Buffer filled(Device device, TrainingOp op, int index) {
    Buffer buffer = device.allocate(op.inputs().get(index).spec());
    ByteBuffer bytes =
        ByteBuffer.allocate((int) buffer.spec().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    InputData.fill(op, index, Pattern.RANDOM, 5, 0, bytes);
    buffer.write(0, bytes.flip());
    return buffer;
  }

  private static List<TrainingOp> ops(DType dtype) {
    List<TrainingOp> ops = new ArrayList<>();
    for (Pass pass : List.of(FORWARD, BACKWARD_DATA, BACKWARD_WEIGHTS)) {
      ops.add(Conv2d.of(pass, 8, 64, 64, 56, Window2d.square(3, 1, 1), dtype));
      ops.add(Conv2d.of(pass, 8, 256, 64, 56, Window2d.square(1, 1, 0), dtype));
      ops.add(Conv2d.of(pass, 8, 512, 512, 7, Window2d.square(3, 1, 1), dtype));
      ops.add(Conv2d.of(pass, 8, 3, 64, 224, Window2d.square(7, 2, 3), dtype));
    }
    for (Pass pass : List.of(FORWARD, BACKWARD)) {
      ops.add(new LayerNorm(pass, 2048, 768, dtype));
      ops.add(new BatchNorm(pass, 8, 64, 56 * 56, dtype));
      ops.add(new Softmax(pass, 12 * 8 * 128, 128, 1, false, dtype));
      ops.add(new Softmax(pass, 12 * 8 * 128, 128, 0.125, true, dtype));
      ops.add(new Activation(Activation.Function.RELU, pass, 2048 * 3072, dtype));
      ops.add(new Activation(Activation.Function.GELU, pass, 2048 * 3072, dtype));
      ops.add(new Bias(pass, 2048, 3072, 1, dtype));
      ops.add(new Bias(pass, 8, 64, 56 * 56, dtype));
      ops.add(new Embedding(pass, 50257, 768, 2048, dtype));
      ops.add(
          new Pool2d(Pool2d.Function.MAX, pass, 8, 64, 112, 112, Window2d.square(3, 2, 1), dtype));
      ops.add(
          new Pool2d(Pool2d.Function.AVERAGE, pass, 8, 512, 7, 7, Window2d.square(7, 1, 0), dtype));
    }
    ops.add(new Binary(Binary.Function.ADD, 2048 * 3072, dtype));
    for (Reduce.Function function : Reduce.Function.values()) {
      ops.add(new Reduce(function, 1, 2048, 3072, dtype));
      ops.add(new Reduce(function, 2048, 3072, 1, dtype));
    }
    ops.add(new CrossEntropy(512, 50257, dtype));
    ops.add(new Cast(dtype, dtype == DType.BF16 ? DType.FP32 : DType.BF16, 2048 * 3072));
    ops.add(new Permute(List.of(8L, 256L, 12L, 64L), List.of(0, 2, 1, 3), dtype));
    ops.add(new Sgd(3_000_000, DType.FP32, dtype, 0.1, 0.9, 0.01));
    ops.add(new AdamW(3_000_000, DType.FP32, dtype, 0.01, 0.9, 0.999, 1e-8, 0.1));
    return ops;
  }
}
