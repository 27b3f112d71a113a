package io.goodflops.plugin.cpu;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Read;
import io.goodflops.spi.Role;
import io.goodflops.spi.Telemetry;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.Triad;
import io.goodflops.spi.UnsupportedOpException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All cores, or one that its thread is kept on. Matrix products go to oneDNN, or to OpenBLAS in
 * FP64; streams and FMA chains run on the device's own crew of threads.
 */
final class CpuDevice implements Device {
  private final Natives natives;
  private final Dnnl dnnl;
  private final Crew crew;
  private final int threads;
  private final OptionalInt core;
  private final Rapl energy;
  private final Set<AutoCloseable> open = new HashSet<>();
  private Thread driver;
  private Optional<byte[]> allowedBefore = Optional.empty();
  private boolean closed;

  /** So many threads, which the operating system places. */
  static CpuDevice withThreads(Natives natives, int threads, Rapl energy) {
    return new CpuDevice(natives, threads, OptionalInt.empty(), energy);
  }

  /** One thread, the calling one, kept on a logical CPU until the device is closed. */
  static CpuDevice onCore(Natives natives, int core) {
    return new CpuDevice(natives, 1, OptionalInt.of(core), Rapl.none(Rapl.ONE_CORE));
  }

  private CpuDevice(Natives natives, int threads, OptionalInt core, Rapl energy) {
    this.energy = energy;
    this.natives = natives;
    this.threads = threads;
    this.core = core;
    take(Thread.currentThread());
    this.dnnl = new Dnnl();
    this.crew = new Crew(threads);
  }

  @Override
  public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
    requireOpen();
    drive();
    if (lane != Lane.PLAIN && lane != Lane.PACKED) {
      throw new UnsupportedOpException(
          "lane "
              + lane
              + ": oneDNN chooses by itself, there is nothing to tune; PLAIN is the lane");
    }
    if (!(op instanceof Copy)) {
      requireNoFp8(op);
    }
    if (op instanceof MatMul matMul) {
      if (lane == Lane.PACKED && matMul.roleB() != Role.CONSTANT) {
        throw new UnsupportedOpException("B is variable: nothing may be packed ahead of time");
      }
      return opened(
          matMul.storage() == DType.FP64
              ? BlasMatMul.compile(this, natives, matMul, lane)
              : DnnlMatMul.compile(this, dnnl, matMul, lane));
    }
    boolean constant = op.inputs().stream().anyMatch(input -> input.role() == Role.CONSTANT);
    if (lane == Lane.PACKED && !constant) {
      throw new UnsupportedOpException(op.kind() + " has no constant operand to pack");
    }
    if (op instanceof TrainingOp training) {
      return opened(TrainingKernels.compile(this, dnnl, crew, training, lane));
    }
    if (op instanceof Copy || op instanceof Read || op instanceof Triad) {
      return opened(StreamKernels.compile(this, dnnl, crew, op));
    }
    if (op instanceof FmaChain chain) {
      return opened(FmaChainKernels.compile(this, crew, chain));
    }
    throw new UnsupportedOpException("op " + op.kind() + " is not known here");
  }

  /** oneDNN's products of FP8 are not called here; only a copy carries such numbers. */
  private static void requireNoFp8(Op op) throws UnsupportedOpException {
    if (op.hasFp8()) {
      throw new UnsupportedOpException(op.kind() + " of " + op.dtype() + ": no FP8 here");
    }
  }

  /** A CPU has no launch to save; what a replay spares are the checks of every op's operands. */
  @Override
  public Kernel compile(Program program, Lane lane) throws UnsupportedOpException {
    requireOpen();
    drive();
    if (lane != Lane.REPLAY && lane != Lane.FUSED) {
      throw new UnsupportedOpException("lane " + lane + ": programs run as REPLAY or FUSED here");
    }
    Map<Integer, ProgramKernel.Part> joined = new HashMap<>();
    Set<Integer> insteadOf = new HashSet<>();
    Map<String, String> others = new HashMap<>();
    for (Join join : lane == Lane.FUSED ? Join.of(program) : List.<Join>of()) {
      Optional<ProgramKernel.Part> part = DnnlJoin.compile(this, dnnl, join);
      if (part.isPresent()) {
        joined.put(join.last(), part.get());
        insteadOf.addAll(join.steps());
        join.unwritten().forEach(name -> others.put(name, join.result()));
      }
    }
    Set<String> unwritten = new HashSet<>(others.keySet());
    if (lane == Lane.FUSED) {
      Views views = Views.of(program, insteadOf);
      joined.putAll(DnnlStridedMatMul.compile(this, dnnl, program, views));
      insteadOf.addAll(views.permutations());
      unwritten.addAll(views.names());
    }
    if (lane == Lane.FUSED && joined.isEmpty()) {
      throw new UnsupportedOpException("no two of its ops are joined here: use lane REPLAY");
    }
    SortedMap<Integer, ProgramKernel.Part> parts = new TreeMap<>();
    for (int i = 0; i < program.steps().size(); i++) {
      if (joined.containsKey(i)) {
        parts.put(i, joined.get(i));
      } else if (!insteadOf.contains(i)) {
        Program.Step step = program.steps().get(i);
        // the derivative of ReLU reads Y where X was never written
        List<String> inputs =
            step.inputs().stream().map(name -> others.getOrDefault(name, name)).toList();
        CpuKernel kernel = (CpuKernel) compile(step.op(), Lane.PLAIN);
        parts.put(i, new ProgramKernel.Part(kernel, inputs, step.outputs()));
      }
    }
    return opened(new ProgramKernel(this, program, parts, unwritten));
  }

  @Override
  public Buffer allocate(TensorSpec spec) {
    requireOpen();
    return opened(new CpuBuffer(this, spec));
  }

  @Override
  public Queue openQueue() {
    requireOpen();
    return opened(new CpuQueue(this));
  }

  @Override
  public Telemetry telemetry() {
    return new Telemetry() {
      @Override
      public Reading read() {
        requireOpen();
        double hertz = CoreClock.hertz();
        return new Reading(
            OptionalDouble.empty(),
            energy.joules(),
            OptionalDouble.of(hertz),
            OptionalDouble.empty(),
            Optional.empty());
      }

      @Override
      public Map<String, String> absences() {
        return energy.missing().map(reason -> Map.of("energy", reason)).orElse(Map.of());
      }
    };
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    for (AutoCloseable child : List.copyOf(open)) {
      try {
        child.close();
      } catch (Exception e) {
        throw new DeviceException("closing " + child + " failed", e);
      }
    }
    closed = true;
    crew.close();
    dnnl.close();
    if (driver == Thread.currentThread()) {
      allowedBefore.ifPresent(natives::allow);
    }
  }

  /** OpenMP's setting and the core belong to the calling thread: made again if it changes. */
  void drive() {
    if (driver != Thread.currentThread()) {
      take(Thread.currentThread());
    }
  }

  private void take(Thread thread) {
    driver = thread;
    natives.setOmpThreads(threads);
    if (core.isPresent()) {
      byte[] before = natives.keepOn(core.getAsInt());
      // a thread that comes back is kept already
      allowedBefore = allowedBefore.or(() -> Optional.of(before));
    }
  }

  <T extends AutoCloseable> T opened(T child) {
    open.add(child);
    return child;
  }

  void forget(AutoCloseable child) {
    open.remove(child);
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the device is closed");
    }
  }

  int threads() {
    return threads;
  }

  Natives natives() {
    return natives;
  }
}
