package io.goodflops.plugin.cpu;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** A program whose launches are bound once and run one after the other. */
final class ProgramKernel implements Kernel {
  private final CpuDevice device;
  private final Program program;
  private final List<Part> parts;
  private final Set<String> unwritten;
  private final Set<String> ownMemory;

  /** A kernel for one op or for some that were joined, with the tensors that it is bound to. */
  record Part(CpuKernel kernel, List<String> inputs, List<String> outputs) {
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

  /**
   * A program as parts.
   *
   * @param parts in order, by the index of the step in whose place they run
   * @param unwritten tensors that none of them writes
   */
  ProgramKernel(
      CpuDevice device, Program program, SortedMap<Integer, Part> parts, Set<String> unwritten) {
    this.device = device;
    this.program = program;
    this.parts = List.copyOf(parts.values());
    this.unwritten = Set.copyOf(unwritten);
    Map<Integer, Set<String>> touched = new HashMap<>();
    parts.forEach((step, part) -> touched.put(step, part.touched()));
    this.ownMemory = program.touchedElsewhere(touched);
  }

  /** One after the other, so that all parts can have the same. */
  @Override
  public long workspaceBytes() {
    return parts.stream().mapToLong(part -> part.kernel().workspaceBytes()).max().orElse(0);
  }

  @Override
  public String description() {
    List<String> distinct =
        parts.stream().map(part -> part.kernel().description()).distinct().toList();
    int ops = program.steps().size();
    String what = ops + " ops" + (parts.size() < ops ? " as " + parts.size() : "");
    return "replay of " + what + ": " + String.join(", ", distinct);
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
    List<CpuKernel.BoundLaunch> launches = new ArrayList<>();
    for (Part part : parts) {
      Optional<Buffer> room = part.kernel().workspaceBytes() > 0 ? workspace : Optional.empty();
      launches.add(
          part.kernel()
              .bind(
                  part.inputs().stream().map(buffers::get).toList(),
                  part.outputs().stream().map(buffers::get).toList(),
                  room));
    }
    return new Replay(launches);
  }

  @Override
  public void close() {
    parts.forEach(part -> part.kernel().close());
    device.forget(this);
  }

  private final class Replay implements Launch {
    private final List<CpuKernel.BoundLaunch> launches;

    Replay(List<CpuKernel.BoundLaunch> launches) {
      this.launches = List.copyOf(launches);
    }

    @Override
    public void enqueue(Queue queue) {
      CpuQueue.mine(queue, device);
      launches.forEach(CpuKernel.BoundLaunch::requireReady);
      device.drive();
      for (CpuKernel.BoundLaunch launch : launches) {
        launch.work().run();
      }
    }

    @Override
    public void close() {
      launches.forEach(CpuKernel.BoundLaunch::close);
    }
  }
}
