package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.Pattern;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.verify.Judge;
import io.goodflops.workload.verify.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One op with its buffers on an open device, to be launched and judged again and again. */
final class OpRun implements AutoCloseable {
  /** All bits set: NaN in every float type, -1 in every integer. */
  static final byte POISON = -1;

  private final OpCase what;
  private final Kernel kernel;
  private final List<Buffer> inputs = new ArrayList<>();
  private final List<Buffer> outputs = new ArrayList<>();
  private final List<Buffer> guards = new ArrayList<>();
  private Optional<Buffer> workspace = Optional.empty();
  private Optional<Launch> launch = Optional.empty();

  OpRun(Device device, OpCase what) throws UnsupportedOpException {
    this(device, what, 0);
  }

  /**
   * Allocates everything.
   *
   * @param guardBytes size of the buffers that are allocated before and after each operand
   */
  OpRun(Device device, OpCase what, int guardBytes) throws UnsupportedOpException {
    this.what = what;
    this.kernel = device.compile(what.op(), what.lane());
    try {
      for (Operand operand : what.op().inputs()) {
        guard(device, guardBytes);
        inputs.add(device.allocate(operand.spec()));
      }
      for (Operand operand : what.op().outputs()) {
        guard(device, guardBytes);
        outputs.add(device.allocate(operand.spec()));
      }
      guard(device, guardBytes);
      if (kernel.workspaceBytes() > 0) {
        workspace = Optional.of(device.allocate(TensorSpec.bytes(kernel.workspaceBytes())));
        guard(device, guardBytes);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void guard(Device device, int bytes) {
    if (bytes > 0) {
      guards.add(device.allocate(TensorSpec.bytes(bytes)));
    }
  }

  Op op() {
    return what.op();
  }

  List<Buffer> inputs() {
    return inputs;
  }

  List<Buffer> guards() {
    return guards;
  }

  /** Writes all inputs; constants may change, so it binds anew. */
  void fill(Pattern pattern, long seed) {
    write(pattern, seed);
    bind();
  }

  /** Writes all inputs without binding again. */
  void write(Pattern pattern, long seed) {
    for (int i = 0; i < inputs.size(); i++) {
      inputs.get(i).write(0, ByteBuffer.wrap(input(i, pattern, seed)));
    }
  }

  byte[] input(int index, Pattern pattern, long seed) {
    byte[] bytes = new byte[Math.toIntExact(inputs.get(index).spec().bytes())];
    InputData.fill(op(), index, pattern, seed, 0, ByteBuffer.wrap(bytes));
    return bytes;
  }

  void bind() {
    launch.ifPresent(Launch::close);
    launch = Optional.of(kernel.bind(List.copyOf(inputs), List.copyOf(outputs), workspace));
  }

  void poison(byte value) {
    for (Buffer output : outputs) {
      byte[] bytes = new byte[Math.toIntExact(output.spec().bytes())];
      Arrays.fill(bytes, value);
      output.write(0, ByteBuffer.wrap(bytes));
    }
  }

  void enqueue(Queue queue) {
    launch.orElseThrow().enqueue(queue);
  }

  /** Poisons, launches and waits. */
  void once(Queue queue) {
    poison(POISON);
    enqueue(queue);
    queue.finish();
  }

  byte[] output() {
    return Bytes.of(outputs.get(0));
  }

  /** Breaks off if the output is wrong. */
  void judge(Pattern pattern, long seed) {
    judge(output(), pattern, seed, "");
  }

  void judge(byte[] output, Pattern pattern, long seed, String when) {
    Verdict verdict = verdict(output, pattern, seed);
    if (!verdict.passed()) {
      String text = verdict.method() + ": " + verdict.detail() + when;
      throw new Breach(text, Circumstance.of(op(), what.lane(), pattern, seed));
    }
  }

  private Verdict verdict(byte[] output, Pattern pattern, long seed) {
    try {
      return Judge.judge(
          op(),
          what.lane(),
          pattern,
          seed,
          (index, offset, target) ->
              target.put(output, Math.toIntExact(offset), target.remaining()),
          seed ^ 0x5deece66dL);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot be read", e);
    }
  }

  Circumstance where(String inputs) {
    return Circumstance.of(op(), what.lane(), inputs);
  }

  @Override
  public void close() {
    launch.ifPresent(Launch::close);
    workspace.ifPresent(Buffer::close);
    outputs.forEach(Buffer::close);
    inputs.forEach(Buffer::close);
    guards.forEach(Buffer::close);
    kernel.close();
  }
}
