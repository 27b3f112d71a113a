package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Launch;
import java.util.List;
import java.util.Optional;

/** A kernel that makes altered launches, over another one. */
class AlteredKernel implements Kernel {
  private final Kernel inner;

  AlteredKernel(Kernel inner) {
    this.inner = inner;
  }

  Launch launch(Launch launch, List<Buffer> inputs, List<Buffer> outputs) {
    return new AlteredLaunch(launch);
  }

  @Override
  public long workspaceBytes() {
    return inner.workspaceBytes();
  }

  @Override
  public String description() {
    return inner.description();
  }

  @Override
  public Launch bind(List<Buffer> inputs, List<Buffer> outputs, Optional<Buffer> workspace) {
    return launch(inner.bind(unwrapped(inputs), unwrapped(outputs), workspace), inputs, outputs);
  }

  private static List<Buffer> unwrapped(List<Buffer> buffers) {
    return buffers.stream().map(buffer -> ((AlteredBuffer) buffer).inner).toList();
  }

  @Override
  public void close() {
    inner.close();
  }
}
