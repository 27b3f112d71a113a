package io.goodflops.plugin.simulator;

import io.goodflops.spi.Bias;
import io.goodflops.spi.Buffer;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Launch;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A program of which every launch but the first follows the one before without a latency. What it
 * does not write to the program's tensors lies in memory of its own, and takes no time to be
 * written and read.
 */
final class ProgramKernel implements Kernel {
  private final SimulatorDevice device;
  private final Program program;
  private final List<Kernel> kernels;
  private final Set<String> unwritten;

  /** One kernel for each step of the program. */
  ProgramKernel(
      SimulatorDevice device, Program program, List<Kernel> kernels, Set<String> unwritten) {
    this.device = device;
    this.program = program;
    this.kernels = List.copyOf(kernels);
    this.unwritten = Set.copyOf(unwritten);
  }

  /** Products that nothing reads but the bias that is added to them. */
  static Set<String> withBias(Program program) {
    Set<String> products = new HashSet<>();
    for (Program.Step step : program.steps()) {
      String result = step.outputs().get(0);
      List<Integer> readers = program.readers(result);
      if (step.op() instanceof MatMul && readers.size() == 1) {
        Program.Step reader = program.steps().get(readers.get(0));
        if (reader.op() instanceof Bias bias
            && bias.pass() == Pass.FORWARD
            && reader.inputs().lastIndexOf(result) == 0) {
          products.add(result);
        }
      }
    }
    return products;
  }

  @Override
  public String description() {
    return device.program().texts().description();
  }

  /** A fault may add what is not true. */
  @Override
  public Set<String> unwritten() {
    Set<String> said = new HashSet<>(unwritten);
    said.addAll(device.faults().saidToBeUnwritten());
    return said;
  }

  /** What is not written lies elsewhere, and all else keeps its place. */
  @Override
  public Optional<Set<String>> ownMemory() {
    return Optional.of(Set.of());
  }

  @Override
  public Launch bind(List<Buffer> inputs, List<Buffer> outputs, Optional<Buffer> workspace) {
    Map<String, Buffer> buffers = new HashMap<>(program.buffers(inputs, outputs));
    List<Buffer> own = new ArrayList<>();
    for (String tensor : unwritten) {
      Buffer buffer = device.allocate(buffers.get(tensor).spec());
      own.add(buffer);
      buffers.put(tensor, buffer);
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < kernels.size(); i++) {
      Program.Step step = program.steps().get(i);
      Launch launch =
          kernels
              .get(i)
              .bind(
                  step.inputs().stream().map(buffers::get).toList(),
                  step.outputs().stream().map(buffers::get).toList(),
                  Optional.empty());
      if (!device.faults().skippedInReplay(step.op())) {
        parts.add(new Part(launch, bytesSpared(step, buffers)));
      }
    }
    return new Replay(parts, own);
  }

  private long bytesSpared(Program.Step step, Map<String, Buffer> buffers) {
    List<String> touched = new ArrayList<>(step.inputs());
    touched.addAll(step.outputs());
    return touched.stream()
        .filter(unwritten::contains)
        .mapToLong(tensor -> buffers.get(tensor).spec().bytes())
        .sum();
  }

  @Override
  public void close() {
    kernels.forEach(Kernel::close);
  }

  private record Part(Launch launch, long bytesSpared) {}

  private record Replay(List<Part> parts, List<Buffer> own) implements Launch {
    @Override
    public void enqueue(Queue queue) {
      SimulatorQueue mine = (SimulatorQueue) queue;
      try {
        for (Part part : parts) {
          mine.spares(part.bytesSpared());
          part.launch().enqueue(queue);
          mine.replaying(true);
        }
      } finally {
        mine.replaying(false);
        mine.spares(0);
      }
    }

    @Override
    public void close() {
      parts.forEach(part -> part.launch().close());
      own.forEach(Buffer::close);
    }
  }
}
