package io.goodflops.plugin.simulator;

import io.goodflops.spi.Mark;
import io.goodflops.spi.Op;
import io.goodflops.spi.Queue;

/** Work in order, on the device's timeline. */
final class SimulatorQueue implements Queue {
  private final SimulatorDevice device;
  private double endNanos;
  private boolean closed;

  SimulatorQueue(SimulatorDevice device) {
    this.device = device;
  }

  @Override
  public void finish() {
    requireOpen();
    device.faults().strike(Call.FINISH, device.lastOp());
    device.timeline().await(endNanos);
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

  void execute(Op op) {
    endNanos = device.timeline().schedule(op, endNanos);
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
