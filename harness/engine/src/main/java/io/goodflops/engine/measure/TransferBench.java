package io.goodflops.engine.measure;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Op;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.Direction;
import io.goodflops.workload.TransferWorkload;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A copy between host and device. */
final class TransferBench implements Bench {
  private final Device device;
  private final TransferWorkload work;
  private final Stage stage;
  private final Chunks chunks = new Chunks();
  private Buffer buffer;
  private ByteBuffer host;

  TransferBench(Device device, TransferWorkload work, Stage stage) {
    this.device = device;
    this.work = work;
    this.stage = stage;
  }

  /** The same movement of bytes as an op, for the data and for the judge. */
  static Op asCopy(TransferWorkload work) {
    return new Copy(DType.INT8, work.bytes());
  }

  @Override
  public void prepare() throws UnsupportedOpException {
    stage.enter("data", "allocate()");
    if (work.bytes() > Integer.MAX_VALUE - 64) {
      throw new UnsupportedOpException("one transfer is limited to 2 GiB");
    }
    if (work.pinned()) {
      host =
          device
              .allocatePinned(work.bytes())
              .orElseThrow(
                  () -> new UnsupportedOpException("this device knows no pinned host memory"));
    } else {
      host = ByteBuffer.allocateDirect((int) work.bytes());
    }
    host.order(ByteOrder.LITTLE_ENDIAN);
    buffer = device.allocate(TensorSpec.bytes(work.bytes()));
  }

  @Override
  public void fill(Pattern pattern, long seed) {
    stage.enter("data", "write()");
    if (toDevice()) {
      host.clear().limit((int) work.bytes());
      InputData.fill(asCopy(work), 0, pattern, seed, 0, host);
    } else {
      chunks.write(
          buffer, (offset, chunk) -> InputData.fill(asCopy(work), 0, pattern, seed, offset, chunk));
    }
  }

  @Override
  public void poison() {
    if (toDevice()) {
      chunks.poison(buffer);
    } else {
      host.clear().limit((int) work.bytes());
      Chunks.fillWithOnes(host);
    }
  }

  @Override
  public void enqueue(Queue queue, int launches) {
    for (int i = 0; i < launches; i++) {
      host.clear().limit((int) work.bytes());
      if (toDevice()) {
        buffer.enqueueWrite(queue, 0, host);
      } else {
        buffer.enqueueRead(queue, 0, host);
      }
    }
  }

  @Override
  public void peek() {
    chunks.peek(buffer);
  }

  @Override
  public void dump(Path file) throws IOException {
    if (toDevice()) {
      chunks.dump(List.of(buffer), file);
      return;
    }
    host.clear().limit((int) work.bytes());
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      while (host.hasRemaining()) {
        channel.write(host);
      }
    }
  }

  @Override
  public String implementation() {
    return work.pinned() ? "pinned host memory" : "pageable host memory";
  }

  @Override
  public void close() {
    if (buffer != null) {
      buffer.close();
    }
  }

  private boolean toDevice() {
    return work.direction() == Direction.HOST_TO_DEVICE;
  }
}
