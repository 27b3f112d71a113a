package io.goodflops.engine.measure;

import io.goodflops.engine.child.Words;
import io.goodflops.spi.Buffer;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Role;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.program.Feed;
import io.goodflops.workload.program.OpByOp;
import io.goodflops.workload.program.TrainingStep;
import io.goodflops.workload.program.Variant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A training step on a device; a launch is a step, and goes on where the one before has left the
 * weights.
 */
final class ProgramBench implements Bench {
  private final Device device;
  private final TrainingStep step;
  private final Variant variant;
  private final Lane lane;
  private final Stage stage;
  private final Chunks chunks = new Chunks();
  private OpByOp run;
  private Buffer firstLosses;
  private Optional<StepFeed> feed = Optional.empty();
  private long stepsSinceFill;

  ProgramBench(Device device, ProgramWorkload work, Lane lane, Stage stage) {
    this.device = device;
    this.step = work.step();
    this.variant = work.variant();
    this.lane = lane;
    this.stage = stage;
  }

  @Override
  public void prepare() throws UnsupportedOpException {
    stage.enter("compile", "compile()");
    if (lane != Lane.OP_BY_OP) {
      throw new UnsupportedOpException("programs run in lane OP_BY_OP alone, not in " + lane);
    }
    Set<String> twice =
        variant.feed() == Feed.OVERLAPPED
            ? step.batch().stream().map(Program.Tensor::name).collect(Collectors.toSet())
            : Set.of();
    run = new OpByOp(device, step.program(), Set.of(step.loss()), twice);
    if (variant.feed() != Feed.RESIDENT) {
      feed = Optional.of(new StepFeed(device, run, step, variant));
    }
    firstLosses = device.allocate(losses().spec());
  }

  /** Sets everything back to the start and keeps the losses of the first step. */
  @Override
  public void fill(Pattern pattern, long seed) {
    stage.enter("data", "write()");
    writeStarts(seed);
    feed.ifPresent(f -> writeHost(f, seed));
    try (Queue queue = device.openQueue()) {
      run.enqueue(queue);
      queue.finish();
    }
    ByteBuffer bytes =
        ByteBuffer.allocateDirect((int) losses().spec().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    losses().read(0, bytes);
    firstLosses.write(0, bytes.rewind());
    stepsSinceFill = 0;
  }

  private void writeStarts(long seed) {
    for (Program.Tensor tensor : step.program().tensors()) {
      if (tensor.role() != Role.OUTPUT) {
        write(tensor, seed);
      }
    }
  }

  private void write(Program.Tensor tensor, long seed) {
    chunks.write(
        run.buffer(tensor.name()),
        (offsetBytes, chunk) -> numbers(tensor, seed, offsetBytes, chunk));
  }

  private void writeHost(StepFeed from, long seed) {
    from.reset();
    for (Program.Tensor tensor : step.batch()) {
      ByteBuffer memory = from.host().get(tensor.name());
      memory.clear().limit((int) tensor.spec().bytes());
      numbers(tensor, seed, 0, memory);
    }
  }

  private void numbers(Program.Tensor tensor, long seed, long offsetBytes, ByteBuffer target) {
    DType dtype = tensor.spec().dtype();
    int elementBytes = dtype.bits() / 8;
    double[] values = new double[target.remaining() / elementBytes];
    step.starts().get(tensor.name()).read(seed, offsetBytes / elementBytes, values);
    Encoding.putExact(dtype, values, values.length, target);
  }

  /**
   * All that a step writes anew, and a batch that comes from the host; weights and the optimizer's
   * state go on.
   */
  @Override
  public void poison() {
    for (Program.Tensor tensor : step.program().tensors()) {
      if (tensor.role() == Role.OUTPUT) {
        chunks.poison(run.buffer(tensor.name()));
      }
    }
    feed.ifPresent(
        from -> {
          from.reset();
          for (Program.Tensor tensor : step.batch()) {
            chunks.poison(run.buffer(tensor.name()));
            chunks.poison(run.second(tensor.name()));
          }
        });
  }

  @Override
  public void enqueue(Queue queue, int launches) {
    for (int i = 0; i < launches; i++) {
      step(queue);
    }
    stepsSinceFill += launches;
  }

  private void step(Queue queue) {
    if (feed.isEmpty()) {
      run.enqueue(queue);
      return;
    }
    StepFeed from = feed.get();
    from.arrive(queue);
    from.before(queue);
    for (int op = 0; op < step.program().steps().size(); op++) {
      from.enqueue(queue, op);
    }
    from.after(queue);
  }

  /** As many steps as since the last fill, from the same start, each op waited for. */
  void repeatOneByOne(Queue queue, long seed, Path file) throws IOException {
    long steps = stepsSinceFill;
    fill(Pattern.RANDOM, seed);
    for (long i = 0; i < steps; i++) {
      for (int op = 0; op < step.program().steps().size(); op++) {
        run.enqueue(queue, op);
        queue.finish();
      }
    }
    dump(file);
  }

  @Override
  public void peek() {
    chunks.peek(losses());
  }

  /** Losses of the last step, losses of the first, then what was trained. */
  @Override
  public void dump(Path file) throws IOException {
    List<Buffer> buffers = new ArrayList<>(List.of(losses(), firstLosses));
    step.trained().forEach(tensor -> buffers.add(run.buffer(tensor.name())));
    chunks.dump(buffers, file);
  }

  /**
   * One step with everything that each op has read and written, for the judge: first all that was
   * there before the step, then each op's outputs.
   */
  void dumpStep(Queue queue, Path file) throws IOException {
    feed.ifPresent(from -> from.first(queue));
    try (Chunks.Dump dump = chunks.open(file)) {
      for (Program.Tensor tensor : step.program().tensors()) {
        if (tensor.role() != Role.OUTPUT) {
          dump.add(run.buffer(tensor.name()));
        }
      }
      for (int i = 0; i < step.program().steps().size(); i++) {
        run.enqueue(queue, i);
        queue.finish();
        for (String output : step.program().steps().get(i).outputs()) {
          dump.add(run.buffer(output));
        }
      }
    }
  }

  /** Some steps from the start: the losses of each, then what was trained. */
  void dumpSteps(Queue queue, long seed, int steps, Path file) throws IOException {
    writeStarts(seed);
    feed.ifPresent(from -> writeHost(from, seed));
    try (Chunks.Dump dump = chunks.open(file)) {
      for (int i = 0; i < steps; i++) {
        poison();
        step(queue);
        queue.finish();
        dump.add(losses());
      }
      for (Program.Tensor tensor : step.trained()) {
        dump.add(run.buffer(tensor.name()));
      }
    }
  }

  /** Times of each op. */
  StepTimes times(Queue queue) {
    return StepTimes.take(queue, run, feed, step.program().steps().size());
  }

  private Buffer losses() {
    return run.buffer(step.loss());
  }

  @Override
  public String implementation() {
    return Words.clean(
        run.implementations().size()
            + " ops: "
            + String.join(", ", run.implementations().stream().distinct().toList()));
  }

  @Override
  public void close() {
    firstLosses.close();
    feed.ifPresent(StepFeed::close);
    run.close();
  }
}
