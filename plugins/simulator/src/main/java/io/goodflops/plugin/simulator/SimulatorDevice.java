package io.goodflops.plugin.simulator;

import io.goodflops.plugin.reference.ReferencePlugin;
import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceClock;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.PeerCopies;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Telemetry;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** An opened device: the reference device calculates, the timeline says how long it took. */
final class SimulatorDevice implements Device {
  private final SimulatorProgram program;
  private final Faults faults;
  private final Timeline timeline;
  private final Device arithmetic;
  private final Queue arithmeticQueue;
  private final Map<Op, List<byte[]>> firstResults = new HashMap<>();
  private Optional<Op> lastCompiled = Optional.empty();
  private Optional<Op> lastOp = Optional.empty();
  private long allocatedBytes;
  private boolean closed;

  SimulatorDevice(SimulatorProgram program, Faults faults, Neighbours neighbours) {
    this.program = program;
    this.faults = faults;
    this.timeline = new Timeline(program, neighbours);
    ReferencePlugin reference = new ReferencePlugin();
    this.arithmetic = reference.open(((Discovery.Found) reference.discover()).devices().get(0));
    this.arithmeticQueue = arithmetic.openQueue();
  }

  @Override
  public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
    requireOpen();
    lastCompiled = Optional.of(op);
    faults.strike(Call.COMPILE, Optional.of(op));
    faults.refuse(op);
    if (lane != Lane.PLAIN && lane != Lane.PACKED) {
      throw new UnsupportedOpException("no lane " + lane + " is simulated");
    }
    if (op instanceof MatrixChain) {
      throw new UnsupportedOpException("no matrix unit is simulated");
    }
    boolean computes = op instanceof MatMul || op instanceof FmaChain;
    if (computes && !program.rates().containsKey(op.dtype())) {
      throw new UnsupportedOpException("the program has no rate." + op.dtype());
    }
    if (!computes && program.bandwidth().isEmpty()) {
      throw new UnsupportedOpException("the program has no bandwidth");
    }
    return new SimulatorKernel(this, op, arithmetic.compile(op, Lane.PLAIN));
  }

  /** The same launches, of which only the first has a latency; fused, a bias joins its product. */
  @Override
  public Kernel compile(Program whole, Lane lane) throws UnsupportedOpException {
    if (lane != Lane.REPLAY && lane != Lane.FUSED) {
      throw new UnsupportedOpException("no lane " + lane + " is simulated for programs");
    }
    Set<String> unwritten = lane == Lane.FUSED ? ProgramKernel.withBias(whole) : Set.of();
    if (lane == Lane.FUSED && unwritten.isEmpty()) {
      throw new UnsupportedOpException("it has no product whose result only a bias is added to");
    }
    List<Kernel> kernels = new ArrayList<>();
    for (Program.Step step : whole.steps()) {
      kernels.add(compile(step.op(), Lane.PLAIN));
    }
    return new ProgramKernel(this, whole, kernels, unwritten);
  }

  @Override
  public Buffer allocate(TensorSpec spec) {
    requireOpen();
    faults.strike(Call.ALLOCATE, lastCompiled);
    long free = program.memoryBytes().orElse(Long.MAX_VALUE) - allocatedBytes;
    if (spec.bytes() > free) {
      throw new DeviceException(spec.bytes() + " bytes asked for, " + free + " are free");
    }
    Buffer buffer = arithmetic.allocate(spec);
    allocatedBytes += spec.bytes();
    return new SimulatorBuffer(this, buffer);
  }

  /** As fast as copies from the host are. */
  @Override
  public Optional<PeerCopies> peer(Device source) {
    return source instanceof SimulatorDevice && source != this
        ? Optional.of(
            (queue, from, to) -> {
              ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(from.spec().bytes()));
              from.read(0, bytes);
              to.enqueueWrite(queue, 0, bytes.flip());
            })
        : Optional.empty();
  }

  @Override
  public Queue openQueue() {
    requireOpen();
    return new SimulatorQueue(this);
  }

  @Override
  public DeviceClock clock() {
    return timeline.clock();
  }

  /** Clock, power and energy, where they are programmed. */
  @Override
  public Telemetry telemetry() {
    return () -> {
      double now = timeline.now();
      Optional<ClockCurve> curve = program.clock();
      return new Telemetry.Reading(
          timeline.watts(),
          timeline.joules(),
          curve.map(c -> OptionalDouble.of(c.hertz(now))).orElse(OptionalDouble.empty()),
          OptionalDouble.empty(),
          curve.map(
              c ->
                  c.hertz(now) < c.nominalHertz()
                      ? Set.of(program.texts().throttleReason())
                      : Set.of()));
    };
  }

  @Override
  public void close() {
    if (!closed) {
      faults.strike(Call.CLOSE, lastOp);
      closed = true;
      arithmetic.close();
    }
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the device is closed");
    }
  }

  void freed(long bytes) {
    allocatedBytes -= bytes;
  }

  void enqueued(Op op) {
    lastOp = Optional.of(op);
  }

  /** Replaces results by those that the first launch of an equal op had. */
  void firstResults(Op op, List<byte[]> results) {
    List<byte[]> copies = new ArrayList<>();
    results.forEach(result -> copies.add(result.clone()));
    List<byte[]> first = firstResults.computeIfAbsent(op, key -> copies);
    for (int i = 0; i < results.size(); i++) {
      System.arraycopy(first.get(i), 0, results.get(i), 0, results.get(i).length);
    }
  }

  Optional<Op> lastOp() {
    return lastOp;
  }

  SimulatorProgram program() {
    return program;
  }

  Faults faults() {
    return faults;
  }

  Timeline timeline() {
    return timeline;
  }

  Queue arithmeticQueue() {
    return arithmeticQueue;
  }
}
