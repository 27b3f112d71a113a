package io.goodflops.plugin.simulator;

import io.goodflops.spi.Mark;
import io.goodflops.spi.Op;
import io.goodflops.spi.Queue;

/** Work in order, on the device's timeline. */
final class SimulatorQueue implements Queue {
  private final SimulatorDevice device;
  private double endNanos;
  private double workUntilCpuNanos;
  private int sinceFinish;
  private boolean closed;
  private boolean replaying;
  private long bytesSpared;

  SimulatorQueue(SimulatorDevice device) {
    this.device = device;
  }

  @Override
  public void finish() {
    requireOpen();
    device.faults().strike(Call.FINISH, device.lastOp());
    double now = device.timeline().now();
    double share = device.faults().waitedShare(device.lastOp());
    device.timeline().await(now + Math.max(0, endNanos - now) * share);
    sinceFinish = 0;
  }

  @Override
  public Mark mark() {
    requireOpen();
    endNanos = Math.max(endNanos, device.timeline().now());
    return new SimulatorMark(device, endNanos);
  }

  @Override
  public void waitFor(Mark mark) {
    requireOpen();
    if (!(mark instanceof SimulatorMark mine) || mine.device() != device) {
      throw new IllegalArgumentException("the mark belongs to another device");
    }
    endNanos = Math.max(endNanos, mine.sinceOpenNanos());
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Plans a launch that takes {@code share} of its time and returns when it ends. */
  double execute(Op op, double share) {
    double repeat = sinceFinish > 0 ? device.faults().repeatShare(op) : 1;
    sinceFinish++;
    double latencyNanos = replaying ? 0 : device.program().latencyNanos();
    double now = device.timeline().now();
    endNanos = device.timeline().schedule(op, bytesSpared, endNanos, latencyNanos, share * repeat);
    // what the host needs between launches, and calculating too long, is taken off the next launch,
    // so that a batch takes the CPU time that is programmed
    double sinceCpuNanos = sinceFinish > 1 ? workUntilCpuNanos : Timeline.cpuNanos();
    workUntilCpuNanos = sinceCpuNanos + endNanos - now;
    return endNanos;
  }

  /** What was planned last has been calculated: on the host the rest of its time passes now. */
  void work() {
    if (device.program().onHost()) {
      Timeline.work(workUntilCpuNanos);
      endNanos = device.timeline().now();
    }
  }

  /** From here on launches follow each other without a latency of their own, or with one again. */
  void replaying(boolean now) {
    replaying = now;
  }

  /** From here on each launch moves so many bytes less than its op has. */
  void spares(long bytes) {
    bytesSpared = bytes;
  }

  /** Plans a copy from the host. */
  void copy(long bytes, double bytesPerSecond) {
    double now = device.timeline().now();
    endNanos = device.timeline().copy(bytes, bytesPerSecond, endNanos);
    workUntilCpuNanos = Timeline.cpuNanos() + endNanos - now;
    work();
  }

  /** Launches since the last finish. */
  int sinceFinish() {
    return sinceFinish;
  }

  SimulatorDevice device() {
    return device;
  }

  void requireOpen() {
    device.requireOpen();
    if (closed) {
      throw new IllegalStateException("the queue is closed");
    }
  }

  private record SimulatorMark(SimulatorDevice device, double sinceOpenNanos) implements Mark {
    @Override
    public long nanos() {
      return device.timeline().reading(sinceOpenNanos);
    }
  }
}
