package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Program;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A device that replays programs, over one that does not; it may leave the last ops out. */
final class ReplayingDevice extends AlteredDevice {
  private final int leftOut;

  ReplayingDevice(Device inner, int leftOut) {
    super(inner);
    this.leftOut = leftOut;
  }

  @Override
  public Kernel compile(Program program, Lane lane) throws UnsupportedOpException {
    if (lane != Lane.REPLAY) {
      throw new UnsupportedOpException("no lane " + lane);
    }
    List<Kernel> kernels = new ArrayList<>();
    for (Program.Step step : program.steps()) {
      kernels.add(compile(step.op(), Lane.PLAIN));
    }
    return (inputs, outputs, workspace) -> {
      Map<String, Buffer> buffers = program.buffers(inputs, outputs);
      List<Launch> launches = new ArrayList<>();
      for (int i = 0; i < kernels.size() - leftOut; i++) {
        Program.Step step = program.steps().get(i);
        launches.add(
            kernels
                .get(i)
                .bind(
                    step.inputs().stream().map(buffers::get).toList(),
                    step.outputs().stream().map(buffers::get).toList(),
                    Optional.empty()));
      }
      return queue -> launches.forEach(launch -> launch.enqueue(queue));
    };
  }
}
