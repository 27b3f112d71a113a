package io.goodflops.plugin.cpu;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Op;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Role;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.program.OpByOp;
import io.goodflops.workload.program.TrainingStep;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A training step in both ways: as the engine enqueues it, and its primitives and kernels called
 * one by one on the same buffers, past the SPI.
 */
final class BareSteps implements AutoCloseable {
  private final TrainingStep step;
  private final Queue queue;
  private final OpByOp run;
  private final Work[] works;

  BareSteps(CpuDevice device, TrainingStep step) throws UnsupportedOpException {
    this.step = step;
    List<Work> bound = new ArrayList<>();
    this.run = new OpByOp(new Listening(device, bound), step.program(), Set.of(step.loss()));
    this.queue = device.openQueue();
    this.works = bound.toArray(Work[]::new);
    fill();
  }

  private void fill() {
    for (Program.Tensor tensor : step.program().tensors()) {
      if (tensor.role() != Role.OUTPUT) {
        double[] values = new double[Math.toIntExact(tensor.spec().elements())];
        step.starts().get(tensor.name()).read(1, 0, values);
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) tensor.spec().bytes());
        Encoding.putExact(tensor.spec().dtype(), values, values.length, bytes);
        run.buffer(tensor.name()).write(0, bytes.flip());
      }
    }
  }

  List<String> kinds() {
    return step.program().steps().stream().map(s -> s.op().kind()).toList();
  }

  /** One step as the engine does it: enqueue all, finish once. */
  long stepNanos() {
    long start = System.nanoTime();
    run.enqueue(queue);
    queue.finish();
    return System.nanoTime() - start;
  }

  /** One step, each op timed by itself in its place, so that caches are as the step leaves them. */
  long[] nanosInPlace() {
    long[] nanos = new long[works.length];
    for (int i = 0; i < works.length; i++) {
      long start = System.nanoTime();
      works[i].run();
      nanos[i] = System.nanoTime() - start;
    }
    return nanos;
  }

  /** Each op once more directly after itself, its operands as warm as that makes them. */
  long[] nanosRepeated() {
    long[] nanos = new long[works.length];
    for (int i = 0; i < works.length; i++) {
      works[i].run();
      long start = System.nanoTime();
      works[i].run();
      nanos[i] = System.nanoTime() - start;
    }
    return nanos;
  }

  @Override
  public void close() {
    run.close();
    queue.close();
  }

  /** Hands everything on to the device and keeps what is bound. */
  private record Listening(CpuDevice device, List<Work> bound) implements Device {
    @Override
    public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
      return new Overheard(device.compile(op, lane), bound);
    }

    @Override
    public Buffer allocate(TensorSpec spec) {
      return device.allocate(spec);
    }

    @Override
    public Queue openQueue() {
      return device.openQueue();
    }

    @Override
    public void close() {
      device.close();
    }
  }

  private record Overheard(Kernel kernel, List<Work> bound) implements Kernel {
    @Override
    public long workspaceBytes() {
      return kernel.workspaceBytes();
    }

    @Override
    public String description() {
      return kernel.description();
    }

    @Override
    public Launch bind(List<Buffer> inputs, List<Buffer> outputs, Optional<Buffer> workspace) {
      Launch launch = kernel.bind(inputs, outputs, workspace);
      bound.add(((CpuKernel.BoundLaunch) launch).work());
      return launch;
    }

    @Override
    public void close() {
      kernel.close();
    }
  }
}
