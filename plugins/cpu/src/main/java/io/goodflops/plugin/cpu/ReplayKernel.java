package io.goodflops.plugin.cpu;

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

/** A program whose launches are bound once and run one after the other. */
final class ReplayKernel implements Kernel {
  private final CpuDevice device;
  private final Program program;
  private final List<CpuKernel> kernels;

  ReplayKernel(CpuDevice device, Program program, List<CpuKernel> kernels) {
    this.device = device;
    this.program = program;
    this.kernels = List.copyOf(kernels);
  }

  /** One after the other, so that all ops can have the same. */
  @Override
  public long workspaceBytes() {
    return kernels.stream().mapToLong(Kernel::workspaceBytes).max().orElse(0);
  }

  @Override
  public String description() {
    List<String> distinct = kernels.stream().map(Kernel::description).distinct().toList();
    return "replay of " + kernels.size() + " ops: " + String.join(", ", distinct);
  }

  @Override
  public Launch bind(List<Buffer> inputs, List<Buffer> outputs, Optional<Buffer> workspace) {
    int needed = program.tensors().size();
    if (inputs.size() + outputs.size() != needed) {
      throw new IllegalArgumentException(
          program.name()
              + " has "
              + needed
              + " tensors, got "
              + (inputs.size() + outputs.size())
              + " buffers");
    }
    Map<String, Buffer> buffers = new HashMap<>();
    int in = 0;
    int out = 0;
    for (Program.Tensor tensor : program.tensors()) {
      boolean output = tensor.role() == Role.OUTPUT;
      buffers.put(tensor.name(), output ? outputs.get(out++) : inputs.get(in++));
    }
    List<CpuKernel.BoundLaunch> launches = new ArrayList<>();
    for (int i = 0; i < kernels.size(); i++) {
      Program.Step step = program.steps().get(i);
      Optional<Buffer> room = kernels.get(i).workspaceBytes() > 0 ? workspace : Optional.empty();
      launches.add(
          kernels
              .get(i)
              .bind(
                  step.inputs().stream().map(buffers::get).toList(),
                  step.outputs().stream().map(buffers::get).toList(),
                  room));
    }
    return new Replay(launches);
  }

  @Override
  public void close() {
    kernels.forEach(CpuKernel::close);
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
