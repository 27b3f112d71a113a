package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Copy;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceClock;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.PeerCopies;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Telemetry;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An opened device. What the vendor keeps per process (its context, its loaded libraries) stays
 * when it is closed: vendors' libraries do not survive being unloaded.
 */
final class GpuDevice implements Device {
  private final VendorRuntime runtime;
  private final int ordinal;
  private final long session;
  private final EventClock clock;
  private final Set<AutoCloseable> open = new LinkedHashSet<>();
  private final LibraryConvolutions convolutions = new LibraryConvolutions(this);
  private Products products = Products.none("it was not checked");
  private KernelCode code;
  private final Map<KernelCode.Unit, Long> modules = new HashMap<>();
  private GpuTelemetry telemetry;
  private boolean closed;

  GpuDevice(VendorRuntime runtime, int ordinal) {
    this.runtime = runtime;
    this.ordinal = ordinal;
    this.session = Bridge.openSession(runtime.table(), ordinal);
    EventClock opened;
    try {
      opened = new EventClock(session, runtime.dialect().value(Value.EVENT_STEP_NANOS));
    } catch (RuntimeException e) {
      Bridge.closeSession(session);
      throw e;
    }
    this.clock = opened;
  }

  /** Finds out which matrix products are right on this device. */
  Products check() {
    return runtime.noBlas().map(Products::none).orElseGet(() -> SelfCheck.run(this));
  }

  void use(Products checked, KernelCode compiled) {
    products = checked;
    code = compiled;
  }

  /** Some kernels, loaded when one of them is first asked for. */
  long module(KernelCode.Unit unit) throws UnsupportedOpException {
    Long loaded = modules.get(unit);
    if (loaded == null) {
      long opened = Bridge.openModule(session, code.get(unit));
      AutoCloseable owner = () -> Bridge.closeModule(opened);
      open.add(owner);
      modules.put(unit, opened);
      return opened;
    }
    return loaded;
  }

  @Override
  public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
    requireOpen();
    if (lane != Lane.PLAIN) {
      throw new UnsupportedOpException(
          "nothing is rearranged or tuned ahead of time here: there is only lane PLAIN");
    }
    if (op instanceof MatMul matMul) {
      return opened(MatMulKernel.compile(this, matMul, products));
    }
    if (op instanceof Copy copy) {
      return opened(CopyKernel.of(this, copy));
    }
    requireNoFp8(op);
    return opened(OpKernels.compile(this, op, products));
  }

  /** Its numbers are operands of matrix products; else they are only moved. */
  private static void requireNoFp8(Op op) throws UnsupportedOpException {
    if (op.hasFp8()) {
      throw new UnsupportedOpException(op.kind() + " does not calculate in FP8 here");
    }
  }

  @Override
  public Kernel compile(Program program, Lane lane) throws UnsupportedOpException {
    requireOpen();
    if (lane != Lane.REPLAY && lane != Lane.FUSED) {
      throw new UnsupportedOpException("programs run op by op, replayed or fused here");
    }
    List<Joined> joins = lane == Lane.FUSED ? Joined.of(program) : List.of();
    if (lane == Lane.FUSED && joins.isEmpty()) {
      throw new UnsupportedOpException("no two of its ops are joined here: use lane REPLAY");
    }
    return opened(ReplayKernel.compile(this, program, joins));
  }

  @Override
  public Buffer allocate(TensorSpec spec) {
    requireOpen();
    return opened(new GpuBuffer(this, spec));
  }

  /** It must not be touched after the device was closed. */
  @Override
  public Optional<ByteBuffer> allocatePinned(long bytes) {
    requireOpen();
    boolean there =
        runtime.symbol(Slot.MALLOC_HOST).isPresent() && runtime.symbol(Slot.FREE_HOST).isPresent();
    if (!there || bytes > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    long pinned = Bridge.pin(session, bytes);
    AutoCloseable owner = () -> Bridge.unpin(pinned);
    open.add(owner);
    return Optional.of(Bridge.pinned(pinned));
  }

  /** Where the runtime says that one device reaches the other's memory. */
  @Override
  public Optional<PeerCopies> peer(Device source) {
    requireOpen();
    if (!(source instanceof GpuDevice other)
        || other.runtime != runtime
        || other.ordinal == ordinal
        || !Bridge.reachPeer(session, other.session)) {
      return Optional.empty();
    }
    return Optional.of(
        (queue, from, to) -> {
          GpuBuffer far = GpuBuffer.of(from, other);
          GpuBuffer near = GpuBuffer.of(to, this);
          long bytes = far.spec().bytes();
          if (near.spec().bytes() != bytes) {
            throw new IllegalArgumentException(
                bytes + " bytes do not fill a buffer of " + near.spec().bytes());
          }
          Bridge.enqueuePeerCopy(
              GpuQueue.of(queue, this).stream(), far.memory(), near.memory(), bytes);
        });
  }

  @Override
  public Queue openQueue() {
    requireOpen();
    return opened(new GpuQueue(this));
  }

  @Override
  public DeviceClock clock() {
    requireOpen();
    return clock.anchored(runtime.dialect().runtime() + " events");
  }

  /** Opened when it is first asked for: nothing else needs the management library. */
  @Override
  public Telemetry telemetry() {
    requireOpen();
    if (telemetry == null) {
      telemetry = opened(GpuTelemetry.open(runtime, ordinal));
    }
    return telemetry;
  }

  /** Queues first, so that no work is left that uses memory, then the youngest to the oldest. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    List<AutoCloseable> children = new ArrayList<>(open);
    Collections.reverse(children);
    children.sort((a, b) -> Boolean.compare(b instanceof Queue, a instanceof Queue));
    children.add(clock::close);
    children.add(() -> Bridge.closeSession(session));
    List<Exception> failures = new ArrayList<>();
    for (AutoCloseable child : children) {
      try {
        child.close();
      } catch (Exception e) {
        failures.add(e);
      }
    }
    open.clear();
    if (!failures.isEmpty()) {
      DeviceException all =
          new DeviceException(
              "not everything could be closed: " + failures.get(0).getMessage(), failures.get(0));
      failures.stream().skip(1).forEach(all::addSuppressed);
      throw all;
    }
  }

  VendorRuntime runtime() {
    return runtime;
  }

  /** Which of the runtime's devices it is. */
  int ordinal() {
    return ordinal;
  }

  long session() {
    return session;
  }

  LibraryConvolutions convolutions() {
    return convolutions;
  }

  EventClock events() {
    return clock;
  }

  <T extends AutoCloseable> T opened(T child) {
    open.add(child);
    return child;
  }

  void closed(AutoCloseable child) {
    open.remove(child);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the device is closed");
    }
  }
}
