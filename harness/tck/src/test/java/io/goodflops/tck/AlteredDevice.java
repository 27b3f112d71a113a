package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceClock;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Op;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Telemetry;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** A device whose parts can be exchanged, over another one. */
class AlteredDevice implements Device {
  final Device inner;

  AlteredDevice(Device inner) {
    this.inner = inner;
  }

  @Override
  public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
    return kernel(op, inner.compile(op, lane));
  }

  Kernel kernel(Op op, Kernel kernel) {
    return new AlteredKernel(kernel) {
      @Override
      Launch launch(Launch launch, List<Buffer> inputs, List<Buffer> outputs) {
        return AlteredDevice.this.launch(op, launch, inputs, outputs);
      }
    };
  }

  Launch launch(Op op, Launch launch, List<Buffer> inputs, List<Buffer> outputs) {
    return new AlteredLaunch(launch);
  }

  @Override
  public Buffer allocate(TensorSpec spec) {
    return buffer(inner.allocate(spec));
  }

  Buffer buffer(Buffer buffer) {
    return new AlteredBuffer(buffer);
  }

  @Override
  public Optional<ByteBuffer> allocatePinned(long bytes) {
    return inner.allocatePinned(bytes);
  }

  @Override
  public Queue openQueue() {
    return queue(inner.openQueue());
  }

  Queue queue(Queue queue) {
    return new AlteredQueue(queue);
  }

  @Override
  public DeviceClock clock() {
    return inner.clock();
  }

  @Override
  public Telemetry telemetry() {
    return inner.telemetry();
  }

  @Override
  public void close() {
    inner.close();
  }
}
