package io.goodflops.plugin.simulator;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A program of which every launch but the first follows the one before without a latency. */
final class ReplayKernel implements Kernel {
  private final SimulatorDevice device;
  private final Program program;
  private final List<Kernel> kernels;

  ReplayKernel(SimulatorDevice device, Program program, List<Kernel> kernels) {
    this.device = device;
    this.program = program;
    this.kernels = List.copyOf(kernels);
  }

  @Override
  public String description() {
    return device.program().texts().description();
  }

  @Override
  public Launch bind(List<Buffer> inputs, List<Buffer> outputs, Optional<Buffer> workspace) {
    Map<String, Buffer> buffers = new HashMap<>();
    int in = 0;
    int out = 0;
    for (Program.Tensor tensor : program.tensors()) {
      boolean output = tensor.role() == Role.OUTPUT;
      buffers.put(tensor.name(), output ? outputs.get(out++) : inputs.get(in++));
    }
    List<Launch> launches = new ArrayList<>();
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
        launches.add(launch);
      }
    }
    return new Replay(launches);
  }

  @Override
  public void close() {
    kernels.forEach(Kernel::close);
  }

  private record Replay(List<Launch> launches) implements Launch {
    @Override
    public void enqueue(Queue queue) {
      try {
        for (Launch launch : launches) {
          launch.enqueue(queue);
          ((SimulatorQueue) queue).replaying(true);
        }
      } finally {
        ((SimulatorQueue) queue).replaying(false);
      }
    }

    @Override
    public void close() {
      launches.forEach(Launch::close);
    }
  }
}
