package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A program whose launches are recorded once and replayed as a whole. */
final class ReplayKernel implements Kernel {
  private static final List<Slot> NEEDED =
      List.of(
          Slot.CAPTURE_BEGIN,
          Slot.CAPTURE_END,
          Slot.GRAPH_INSTANTIATE,
          Slot.GRAPH_LAUNCH,
          Slot.GRAPH_DESTROY,
          Slot.GRAPH_EXEC_DESTROY);

  private final GpuDevice device;
  private final Program program;
  private final List<Kernel> kernels;

  private ReplayKernel(GpuDevice device, Program program, List<Kernel> kernels) {
    this.device = device;
    this.program = program;
    this.kernels = List.copyOf(kernels);
  }

  static ReplayKernel compile(GpuDevice device, Program program) throws UnsupportedOpException {
    for (Slot slot : NEEDED) {
      if (device.runtime().symbol(slot).isEmpty()) {
        throw new UnsupportedOpException(
            "nothing can be replayed: the " + slot.library().words() + " has no " + slot.key());
      }
    }
    List<Kernel> kernels = new ArrayList<>();
    try {
      for (Program.Step step : program.steps()) {
        kernels.add(device.compile(step.op(), Lane.PLAIN));
      }
    } catch (UnsupportedOpException | RuntimeException e) {
      kernels.forEach(Kernel::close);
      throw e;
    }
    return new ReplayKernel(device, program, kernels);
  }

  /** Ops follow one another, so that all may use the same. */
  @Override
  public long workspaceBytes() {
    return kernels.stream().mapToLong(Kernel::workspaceBytes).max().orElse(0);
  }

  @Override
  public String description() {
    return kernels.size()
        + " ops, recorded and replayed by "
        + device.runtime().symbol(Slot.GRAPH_LAUNCH).orElseThrow();
  }

  @Override
  public Launch bind(List<Buffer> inputs, List<Buffer> outputs, Optional<Buffer> workspace) {
    Map<String, Buffer> buffers = program.buffers(inputs, outputs);
    Replay replay = new Replay(Stream.concat(buffers.values().stream(), workspace.stream()));
    try {
      for (int i = 0; i < kernels.size(); i++) {
        Program.Step step = program.steps().get(i);
        Kernel kernel = kernels.get(i);
        Launch launch =
            kernel.bind(
                step.inputs().stream().map(buffers::get).toList(),
                step.outputs().stream().map(buffers::get).toList(),
                kernel.workspaceBytes() > 0 ? workspace : Optional.empty());
        replay.launches.add((GpuKernel.GpuLaunch) launch);
      }
      replay.record();
      return device.opened(replay);
    } catch (RuntimeException e) {
      replay.close();
      throw e;
    }
  }

  @Override
  public void close() {
    kernels.forEach(Kernel::close);
    device.closed(this);
  }

  /** A recording, with the stream it was made in: a vendor's BLAS may keep its workspace there. */
  private final class Replay implements Launch {
    private final List<GpuKernel.GpuLaunch> launches = new ArrayList<>();
    private final List<GpuBuffer> buffers;
    private long stream;
    private long graph;

    Replay(Stream<Buffer> buffers) {
      this.buffers = buffers.map(GpuBuffer.class::cast).toList();
    }

    void record() {
      stream = Bridge.openStream(device.session());
      Bridge.beginCapture(stream);
      launches.forEach(launch -> launch.enqueue(stream));
      graph = Bridge.endCapture(stream);
    }

    @Override
    public void enqueue(Queue queue) {
      if (graph == 0) {
        throw new IllegalStateException("the launch is closed");
      }
      // the recording has their addresses
      buffers.forEach(GpuBuffer::memory);
      Bridge.enqueueGraph(GpuQueue.of(queue, device).stream(), graph);
    }

    @Override
    public void close() {
      device.closed(this);
      long oldGraph = graph;
      long oldStream = stream;
      graph = 0;
      stream = 0;
      try {
        if (oldGraph != 0) {
          Bridge.closeGraph(oldGraph);
        }
      } finally {
        launches.forEach(Launch::close);
        launches.clear();
        if (oldStream != 0) {
          Bridge.closeStream(oldStream);
        }
      }
    }
  }
}
