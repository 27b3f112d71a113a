package io.goodflops.engine.measure;

import io.goodflops.engine.child.Words;
import io.goodflops.engine.host.ThreadWaits;
import io.goodflops.result.ForkRecord;
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
import io.goodflops.workload.program.CompiledProgram;
import io.goodflops.workload.program.Feed;
import io.goodflops.workload.program.OpByOp;
import io.goodflops.workload.program.TraceLayout;
import io.goodflops.workload.program.TraceWindow;
import io.goodflops.workload.program.TrainingStep;
import io.goodflops.workload.program.Variant;
import io.goodflops.workload.program.WholeProgram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
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
  private final Set<String> kept;
  private Optional<CompiledProgram> compiled = Optional.empty();
  private OpByOp run;
  private Optional<WholeProgram> whole = Optional.empty();
  private Buffer firstLosses;
  private Optional<StepFeed> feed = Optional.empty();
  private Optional<StepTrace> trace = Optional.empty();
  private long stepsSinceFill;

  private ProgramBench(
      Device device, ProgramWorkload work, Lane lane, Stage stage, Set<String> kept) {
    this.device = device;
    this.step = work.step();
    this.variant = work.variant();
    this.lane = lane;
    this.stage = stage;
    this.kept = kept;
  }

  /** To be timed: tensors share memory where they can. */
  static ProgramBench timed(Device device, ProgramWorkload work, Lane lane, Stage stage) {
    return new ProgramBench(device, work, lane, stage, Set.of(work.step().loss()));
  }

  /** To be judged: what runs as one launch leaves every tensor in memory of its own. */
  static ProgramBench judged(Device device, ProgramWorkload work, Lane lane, Stage stage) {
    TrainingStep step = work.step();
    Set<String> kept = lane == Lane.OP_BY_OP ? Set.of(step.loss()) : all(step);
    return new ProgramBench(device, work, lane, stage, kept);
  }

  private static Set<String> all(TrainingStep step) {
    return step.program().tensors().stream().map(Program.Tensor::name).collect(Collectors.toSet());
  }

  @Override
  public void prepare() throws UnsupportedOpException {
    stage.enter("compile", "compile()");
    boolean asWhole = lane != Lane.OP_BY_OP;
    Optional<String> again = TraceLayout.writtenAgain(step.program());
    if (asWhole && again.isPresent()) {
      throw new UnsupportedOpException(
          step.program().name()
              + " writes "
              + again.get()
              + " more than once: as one launch it cannot be judged op by op");
    }
    if (asWhole && variant.feed() != Feed.RESIDENT) {
      throw new UnsupportedOpException("a step that is fed by the host runs op by op");
    }
    Set<String> twice =
        variant.feed() == Feed.OVERLAPPED
            ? step.batch().stream().map(Program.Tensor::name).collect(Collectors.toSet())
            : Set.of();
    Set<String> own = new HashSet<>(kept);
    if (asWhole) {
      compiled = Optional.of(new CompiledProgram(device, step.program(), lane));
      own.addAll(compiled.get().ownMemory());
    }
    run = new OpByOp(device, step.program(), own, twice);
    if (variant.feed() != Feed.RESIDENT) {
      feed = Optional.of(new StepFeed(device, run, step, variant));
    }
    whole = compiled.map(program -> program.bind(run));
    firstLosses = device.allocate(losses().spec());
  }

  /** Sets everything back to the start and keeps the losses of the first step. */
  @Override
  public void fill(Pattern pattern, long seed) {
    stage.enter("data", "write()");
    writeStarts(seed);
    feed.ifPresent(f -> writeHost(f, seed));
    try (Queue queue = device.openQueue()) {
      step(queue);
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

  /** One step, in the lane of the case. */
  private void step(Queue queue) {
    if (whole.isPresent()) {
      whole.get().enqueue(queue);
      return;
    }
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
    repeat(
        seed,
        file,
        () -> {
          for (int op = 0; op < step.program().steps().size(); op++) {
            run.enqueue(queue, op);
            queue.finish();
          }
        });
  }

  /**
   * The same of a step that joins ops, and so rounds otherwise than they do one by one: as it is,
   * each step waited for. Of another step it is the same as before, and nothing happens.
   */
  void repeatJoined(Queue queue, long seed, Path file) throws IOException {
    if (lane != Lane.FUSED) {
      return;
    }
    repeat(
        seed,
        file,
        () -> {
          step(queue);
          queue.finish();
        });
  }

  private void repeat(long seed, Path file, Runnable oneStep) throws IOException {
    long steps = stepsSinceFill;
    fill(Pattern.RANDOM, seed);
    for (long i = 0; i < steps; i++) {
      oneStep.run();
    }
    stepsSinceFill = steps;
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
   * One step with everything that each op of a window has read and written, for the judge: first
   * all that was there before the window, then each op's outputs. Of a step that runs as a whole
   * they are what it has left, which is the same as long as no tensor is written twice; of a tensor
   * that it left unwritten, whatever is there.
   *
   * @return sums of what was written before the window and is read in it; of a step that runs as a
   *     whole there is nothing between writing and reading to be seen
   */
  Map<String, Long> dumpStep(Queue queue, TraceWindow window, Path file) throws IOException {
    feed.ifPresent(from -> from.first(queue));
    try (Chunks.Dump dump = chunks.open(file)) {
      return whole.isPresent() ? dumpWhole(queue, window, dump) : dumpOps(queue, window, dump);
    }
  }

  private Map<String, Long> dumpOps(Queue queue, TraceWindow window, Chunks.Dump dump)
      throws IOException {
    Set<String> read = window.writtenBefore(step.program());
    Map<String, Long> sums = new HashMap<>();
    for (int i = 0; i < window.first(); i++) {
      run.enqueue(queue, i);
      queue.finish();
      for (String output : step.program().steps().get(i).outputs()) {
        if (read.contains(output)) {
          sums.put(output, chunks.sum(run.buffer(output)));
        }
      }
    }
    for (Program.Tensor tensor : window.before()) {
      dump.add(run.buffer(tensor.name()));
    }
    for (int i = 0; i < window.program().steps().size(); i++) {
      run.enqueue(queue, window.first() + i);
      queue.finish();
      for (String output : window.program().steps().get(i).outputs()) {
        dump.add(run.buffer(output));
      }
    }
    return sums;
  }

  private Map<String, Long> dumpWhole(Queue queue, TraceWindow window, Chunks.Dump dump)
      throws IOException {
    TraceLayout layout = TraceLayout.of(window.program());
    Set<String> later = window.writtenBefore(step.program());
    for (Program.Tensor tensor : window.before()) {
      if (!later.contains(tensor.name())) {
        dump.put(run.buffer(tensor.name()), layout.initialPosition(tensor.name()));
      }
    }
    step(queue);
    queue.finish();
    for (String written : later) {
      dump.put(run.buffer(written), layout.initialPosition(written));
    }
    for (int i = 0; i < window.program().steps().size(); i++) {
      List<String> outputs = window.program().steps().get(i).outputs();
      for (int output = 0; output < outputs.size(); output++) {
        dump.put(run.buffer(outputs.get(output)), layout.outputPosition(i, output));
      }
    }
    return Map.of();
  }

  /** What the device says that it leaves unwritten. */
  Set<String> unwritten() {
    return whole.map(WholeProgram::unwritten).orElse(Set.of());
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

  /**
   * Some more steps, for the times of their ops; a step that runs as one launch has none.
   *
   * @param launches of a timed batch
   * @param waits of the threads that compute
   */
  void traceBetween(Queue queue, int launches, Supplier<ThreadWaits> waits) {
    if (whole.isEmpty()) {
      if (trace.isEmpty()) {
        int ops = step.program().steps().size();
        trace =
            Optional.of(new StepTrace(queue, run, feed, ops, launches, this::poison, waits.get()));
      }
      stepsSinceFill += trace.get().between();
    }
  }

  /**
   * Times of each op, if steps were traced; the weights are of no use after it.
   *
   * @param timed batches without marks
   */
  Optional<StepTimes> times(boolean alone, List<ForkRecord.Sample> timed) {
    return trace.map(steps -> steps.times(alone, timed));
  }

  private Buffer losses() {
    return run.buffer(step.loss());
  }

  @Override
  public String implementation() {
    if (whole.isPresent()) {
      Set<String> unwritten = new TreeSet<>(whole.get().unwritten());
      String leftOut = unwritten.isEmpty() ? "" : "; unwritten: " + String.join(", ", unwritten);
      return Words.clean(whole.get().implementation() + leftOut);
    }
    return Words.clean(
        run.implementations().size()
            + " ops: "
            + String.join(", ", run.implementations().stream().distinct().toList()));
  }

  @Override
  public void close() {
    trace.ifPresent(StepTrace::close);
    whole.ifPresent(WholeProgram::close);
    compiled.ifPresent(CompiledProgram::close);
    feed.ifPresent(StepFeed::close);
    if (firstLosses != null) {
      firstLosses.close();
    }
    if (run != null) {
      run.close();
    }
  }
}
