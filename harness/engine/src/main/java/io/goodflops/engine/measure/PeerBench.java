package io.goodflops.engine.measure;

import io.goodflops.engine.child.OpenDevice;
import io.goodflops.engine.child.Words;
import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.PeerCopies;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.TransferWorkload;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A copy from another device of the plugin to the one under test. */
final class PeerBench implements Bench {
  private final OpenDevice.Opened opened;
  private final TransferWorkload work;
  private final Stage stage;
  private final Chunks chunks = new Chunks();
  private String from = "";
  private Device other;
  private PeerCopies copies;
  private Buffer source;
  private Buffer target;

  PeerBench(OpenDevice.Opened opened, TransferWorkload work, Stage stage) {
    this.opened = opened;
    this.work = work;
    this.stage = stage;
  }

  @Override
  public void prepare() throws UnsupportedOpException {
    DeviceInfo info =
        opened
            .another()
            .orElseThrow(
                () ->
                    new UnsupportedOpException(
                        "a copy between devices needs two of one plugin, and here is one"));
    from = Words.clean(info.id());
    stage.enter("open", "open() of a second device");
    other = opened.open(info);
    stage.enter("data", "peer() or allocate()");
    copies =
        opened
            .device()
            .peer(other)
            .orElseThrow(
                () ->
                    new UnsupportedOpException("there is no direct way from " + from + " to here"));
    source = other.allocate(TensorSpec.bytes(work.bytes()));
    target = opened.device().allocate(TensorSpec.bytes(work.bytes()));
  }

  @Override
  public void fill(Pattern pattern, long seed) {
    stage.enter("data", "write()");
    chunks.write(
        source,
        (offset, chunk) ->
            InputData.fill(TransferBench.asCopy(work), 0, pattern, seed, offset, chunk));
  }

  @Override
  public void poison() {
    chunks.poison(target);
  }

  @Override
  public void enqueue(Queue queue, int launches) {
    for (int i = 0; i < launches; i++) {
      copies.enqueue(queue, source, target);
    }
  }

  @Override
  public void peek() {
    chunks.peek(target);
  }

  @Override
  public void dump(Path file) throws IOException {
    chunks.dump(List.of(target), file);
  }

  @Override
  public String implementation() {
    return "directly from " + from;
  }

  @Override
  public void close() {
    if (target != null) {
      target.close();
      source.close();
    }
    if (other != null) {
      other.close();
    }
  }
}
