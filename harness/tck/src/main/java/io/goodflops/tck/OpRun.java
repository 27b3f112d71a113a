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
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.verify.Judge;
import io.goodflops.workload.verify.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One op with its buffers on an open device, to be launched and judged again and again. */
final class OpRun implements AutoCloseable {
  /** All bits set: NaN in every float type, -1 in every integer. */
  static final byte POISON = -1;

  private final Subject subject;
  private final OpCase what;
  private final Kernel kernel;
  private final List<Buffer> inputs = new ArrayList<>();
  private final List<Buffer> outputs = new ArrayList<>();
  private final List<Buffer> guards = new ArrayList<>();
  private Optional<Buffer> workspace = Optional.empty();
  private Optional<Launch> launch = Optional.empty();
  private Circumstance holds;

  OpRun(Subject subject, Device device, OpCase what) throws UnsupportedOpException {
    this(subject, device, what, 0);
  }

  /**
   * Allocates everything.
   *
   * @param guardBytes size of the buffers that are allocated before and after each operand
   */
  OpRun(Subject subject, Device device, OpCase what, int guardBytes) throws UnsupportedOpException {
    this(subject, device, what, guardBytes, spec -> spec);
  }

  /** With buffers of other shapes. */
  static OpRun flat(Subject subject, Device device, OpCase what) throws UnsupportedOpException {
    return new OpRun(
        subject, device, what, 0, spec -> TensorSpec.of(spec.dtype(), spec.elements()));
  }

  private OpRun(
      Subject subject, Device device, OpCase what, int guardBytes, UnaryOperator<TensorSpec> shape)
      throws UnsupportedOpException {
    this.subject = subject;
    this.what = what;
    this.holds = where("none");
    tries("compile");
    this.kernel = device.compile(what.op(), what.lane());
    try {
      for (Operand operand : what.op().inputs()) {
        guard(device, guardBytes);
        inputs.add(device.allocate(shape.apply(operand.spec())));
      }
      for (Operand operand : what.op().outputs()) {
        guard(device, guardBytes);
        outputs.add(device.allocate(shape.apply(operand.spec())));
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

  private void tries(String step) {
    subject.tries(step, holds);
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
    holds = Circumstance.of(op(), what.lane(), pattern, seed);
    for (int i = 0; i < inputs.size(); i++) {
      inputs.get(i).write(0, ByteBuffer.wrap(input(i, pattern, seed)));
    }
  }

  /** Writes one input with something special. */
  void write(int index, byte[] content, String inputs) {
    holds = where(inputs);
    this.inputs.get(index).write(0, ByteBuffer.wrap(content));
  }

  byte[] input(int index, Pattern pattern, long seed) {
    byte[] bytes = new byte[Math.toIntExact(inputs.get(index).spec().bytes())];
    InputData.fill(op(), index, pattern, seed, 0, ByteBuffer.wrap(bytes));
    return bytes;
  }

  void bind() {
    tries("bind");
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

  /** To be called before launches that are timed: telling takes time, so they do not. */
  void announce() {
    tries("launch");
  }

  void enqueue(Queue queue) {
    launch.orElseThrow().enqueue(queue);
  }

  /** Poisons, launches and waits. */
  void once(Queue queue) {
    announce();
    poison(POISON);
    enqueue(queue);
    queue.finish();
  }

  /** All outputs, one after the other. */
  byte[] output() {
    byte[] all = new byte[0];
    for (Buffer output : outputs) {
      byte[] one = Bytes.of(output);
      int before = all.length;
      all = Arrays.copyOf(all, before + one.length);
      System.arraycopy(one, 0, all, before, one.length);
    }
    return all;
  }

  /** Lets the launch write over those inputs that its op allows it to; to be called before bind. */
  void writeInPlace(int count) {
    for (int i = 0; i < count; i++) {
      outputs.set(i, inputs.get(i)).close();
    }
  }

  /** Breaks off if the output is wrong. */
  void judge(Pattern pattern, long seed) {
    judge(output(), pattern, seed, "");
  }

  void judge(byte[] output, Pattern pattern, long seed, String when) {
    long places = places(seed);
    Verdict verdict = verdict(output, pattern, seed, places);
    String inputs = pattern + ", seed " + seed + ", in " + subject.rule().id();
    if (verdict.passed()) {
      subject.answers().keep(what, inputs, output);
      return;
    }
    String figures =
        String.format(
            Locale.ROOT,
            " (error %.3g, bound %.3g; places to look at drawn from seed %d)",
            verdict.error(),
            verdict.bound(),
            places);
    String wrong = verdict.method() + ": " + verdict.detail() + when + figures;
    throw new Breach(
        remembered(output).map(known -> known + "; " + wrong).orElse(wrong),
        Circumstance.of(op(), what.lane(), pattern, seed));
  }

  /** Where the judge looks follows from the inputs, so that a failure comes back. */
  private static long places(long seed) {
    return seed ^ 0x5deece66dL;
  }

  /** What a wrong output is, if it is the right one of other inputs. */
  Optional<String> remembered(byte[] output) {
    return subject.answers().remembered(what, output);
  }

  /** The output was right, for special inputs. */
  void right(String inputs, byte[] output) {
    subject.answers().keep(what, "'" + inputs + "' in " + subject.rule().id(), output);
  }

  private Verdict verdict(byte[] output, Pattern pattern, long seed, long places) {
    try {
      return Judge.judge(
          op(),
          what.lane(),
          pattern,
          seed,
          (index, offset, target) ->
              target.put(output, Math.toIntExact(start(index) + offset), target.remaining()),
          places);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot be read", e);
    }
  }

  /** Where an output begins among all. */
  private long start(int output) {
    return op().outputs().subList(0, output).stream().mapToLong(o -> o.spec().bytes()).sum();
  }

  /** What the inputs hold now. */
  Circumstance where() {
    return holds;
  }

  Circumstance where(String inputs) {
    return Circumstance.of(op(), what.lane(), inputs);
  }

  @Override
  public void close() {
    tries("close");
    launch.ifPresent(Launch::close);
    workspace.ifPresent(Buffer::close);
    outputs.forEach(Buffer::close);
    inputs.forEach(Buffer::close);
    guards.forEach(Buffer::close);
    kernel.close();
  }
}
