package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A program whose launches are recorded once and replayed as a whole, some ops joined. */
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
  private final List<Part> parts;
  private final Set<String> unwritten;
  private final Set<String> ownMemory;

  /** A kernel for one op, or for some that were joined, with the tensors that it is bound to. */
  record Part(Kernel kernel, List<String> inputs, List<String> outputs) {
    Part {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }

    private Set<String> touched() {
      Set<String> names = new HashSet<>(inputs);
      names.addAll(outputs);
      return names;
    }
  }

  /** Parts by the index of the step in whose place they run. */
  private ReplayKernel(
      GpuDevice device, Program program, SortedMap<Integer, Part> parts, Set<String> unwritten) {
    this.device = device;
    this.program = program;
    this.parts = List.copyOf(parts.values());
    this.unwritten = Set.copyOf(unwritten);
    Map<Integer, Set<String>> touched = new HashMap<>();
    parts.forEach((step, part) -> touched.put(step, part.touched()));
    this.ownMemory = program.touchedElsewhere(touched);
  }

  static ReplayKernel compile(GpuDevice device, Program program, List<Joined> joins)
      throws UnsupportedOpException {
    for (Slot slot : NEEDED) {
      if (device.runtime().symbol(slot).isEmpty()) {
        throw new UnsupportedOpException(
            "nothing can be replayed: the " + slot.library().words() + " has no " + slot.key());
      }
    }
    Map<Integer, Joined> byTail = new HashMap<>();
    Set<Integer> heads = new HashSet<>();
    Map<String, String> insteadOf = new HashMap<>();
    for (Joined join : joins) {
      byTail.put(join.tail(), join);
      heads.addAll(join.heads());
      insteadOf.putAll(join.unwritten());
    }
    SortedMap<Integer, Part> parts = new TreeMap<>();
    try {
      for (int i = 0; i < program.steps().size(); i++) {
        if (byTail.containsKey(i)) {
          parts.put(i, byTail.get(i).compile(device));
        } else if (!heads.contains(i)) {
          Program.Step step = program.steps().get(i);
          // the derivative of ReLU reads Y where X was never written
          List<String> inputs =
              step.inputs().stream().map(name -> insteadOf.getOrDefault(name, name)).toList();
          parts.put(i, new Part(device.compile(step.op(), Lane.PLAIN), inputs, step.outputs()));
        }
      }
    } catch (UnsupportedOpException | RuntimeException e) {
      parts.values().forEach(part -> part.kernel().close());
      throw e;
    }
    return new ReplayKernel(device, program, parts, insteadOf.keySet());
  }

  /** Ops follow one another, so that all may use the same. */
  @Override
  public long workspaceBytes() {
    return parts.stream().mapToLong(part -> part.kernel().workspaceBytes()).max().orElse(0);
  }

  @Override
  public String description() {
    int ops = program.steps().size();
    return ops
        + " ops"
        + (parts.size() < ops ? " as " + parts.size() : "")
        + ", recorded and replayed by "
        + device.runtime().symbol(Slot.GRAPH_LAUNCH).orElseThrow();
  }

  @Override
  public Set<String> unwritten() {
    return unwritten;
  }

  @Override
  public Optional<Set<String>> ownMemory() {
    return Optional.of(ownMemory);
  }

  @Override
  public Launch bind(List<Buffer> inputs, List<Buffer> outputs, Optional<Buffer> workspace) {
    Map<String, Buffer> buffers = program.buffers(inputs, outputs);
    Replay replay = new Replay(Stream.concat(buffers.values().stream(), workspace.stream()));
    try {
      for (Part part : parts) {
        Launch launch =
            part.kernel()
                .bind(
                    part.inputs().stream().map(buffers::get).toList(),
                    part.outputs().stream().map(buffers::get).toList(),
                    part.kernel().workspaceBytes() > 0 ? workspace : Optional.empty());
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
    parts.forEach(part -> part.kernel().close());
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
