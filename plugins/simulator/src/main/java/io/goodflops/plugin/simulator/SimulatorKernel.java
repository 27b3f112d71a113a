package io.goodflops.plugin.simulator;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A compiled op: the arithmetic of the reference device with the simulator's time. */
final class SimulatorKernel implements Kernel {
  private final SimulatorDevice device;
  private final Op op;
  private final Kernel arithmetic;

  SimulatorKernel(SimulatorDevice device, Op op, Kernel arithmetic) {
    this.device = device;
    this.op = op;
    this.arithmetic = arithmetic;
  }

  @Override
  public String description() {
    return device.program().texts().description();
  }

  @Override
  public Launch bind(List<Buffer> inputs, List<Buffer> outputs, Optional<Buffer> workspace) {
    device.requireOpen();
    device.faults().strike(Call.BIND, Optional.of(op));
    List<SimulatorBuffer> in = mine(inputs);
    List<SimulatorBuffer> out = mine(outputs);
    Launch launch = arithmetic.bind(memory(in), memory(out), Optional.empty());
    return new SimulatorLaunch(device, op, launch, in, out);
  }

  @Override
  public void close() {
    arithmetic.close();
  }

  private List<SimulatorBuffer> mine(List<Buffer> buffers) {
    List<SimulatorBuffer> mine = new ArrayList<>();
    for (Buffer buffer : buffers) {
      if (!(buffer instanceof SimulatorBuffer own) || own.device() != device) {
        throw new IllegalArgumentException("a buffer belongs to another device");
      }
      mine.add(own);
    }
    return mine;
  }

  private static List<Buffer> memory(List<SimulatorBuffer> buffers) {
    List<Buffer> memory = new ArrayList<>();
    buffers.forEach(buffer -> memory.add(buffer.memory()));
    return memory;
  }
}
