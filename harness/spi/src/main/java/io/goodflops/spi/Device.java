package io.goodflops.spi;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An opened device. The harness calls it, and everything it hands out, from one thread only.
 * Closing it closes everything it opened.
 */
public interface Device extends AutoCloseable {

  /**
   * Prepares an op. Support is asked with the exact op: an op that this device cannot do, in these
   * types, this shape and this lane, is refused here and nowhere else.
   *
   * @throws UnsupportedOpException with the reason; a normal answer
   * @throws DeviceException if the device failed
   */
  Kernel compile(Op op, Lane lane) throws UnsupportedOpException;

  /**
   * Prepares a whole program, in lane {@link Lane#REPLAY} or {@link Lane#FUSED}. Absent means: the
   * harness runs the program op by op.
   *
   * <p>What the kernel binds are the program's tensors: as inputs those that are there before the
   * first step (roles {@link Role#CONSTANT} and {@link Role#VARIABLE}), as outputs those that a
   * step writes first ({@link Role#OUTPUT}), both in the order of {@link Program#tensors}. Steps
   * write into variables as well; {@link Program#buffers} says which buffer is whose. In lane
   * {@code REPLAY} two tensors may come in one buffer, where the program in its order never needs
   * both; in lane {@code FUSED} each has a buffer of its own, since there the order is the
   * device's. A fused kernel that leaves tensors out says so: {@link Kernel#unwritten}.
   *
   * @throws UnsupportedOpException with the reason; a normal answer
   */
  default Kernel compile(Program program, Lane lane) throws UnsupportedOpException {
    throw new UnsupportedOpException("programs run op by op on this device");
  }

  /**
   * Allocates device memory, aligned to at least 64 bytes, contents undefined.
   *
   * @throws DeviceException if there is not enough
   */
  Buffer allocate(TensorSpec spec);

  /**
   * Host memory from which copies to and from the device are fast and asynchronous. Absent means:
   * the device knows no such memory, and the pinned transfer cases are unsupported.
   */
  default Optional<ByteBuffer> allocatePinned(long bytes) {
    return Optional.empty();
  }

  /**
   * Copies from another device of the same plugin straight into this device's memory. Absent means:
   * there is no such way between the two, what one sends the other goes through the host's memory,
   * and the cases of such copies are unsupported.
   */
  default Optional<PeerCopies> peer(Device source) {
    return Optional.empty();
  }

  Queue openQueue();

  /** The clock that {@link Mark#nanos} reads. */
  default DeviceClock clock() {
    return DeviceClock.host();
  }

  /** Sensors. A sensor that the device lacks is absent, never zero. */
  default Telemetry telemetry() {
    return Telemetry.NONE;
  }

  @Override
  void close();
}
