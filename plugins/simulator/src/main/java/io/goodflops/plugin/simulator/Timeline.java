package io.goodflops.plugin.simulator;

import io.goodflops.spi.DeviceClock;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * The device's own time, and what it does when. One engine executes one launch at a time; the idle
 * time before a launch belongs to its queue, so that two queues can hide each other's.
 *
 * <p>A launch takes roof ÷ efficiency, where the roof is the slower of FLOPs ÷ rate, with the rate
 * scaled by the clock of the moment, and bytes ÷ bandwidth.
 */
final class Timeline {
  /** The device's clock does not start where the host's does: who mixes them up is found out. */
  private static final long ORIGIN_NANOS = 5_000_000_000L;

  /** A parked thread wakes up late, so the last stretch is spent spinning. */
  private static final long SPIN_NANOS = 500_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final SimulatorProgram program;
  private final Neighbours neighbours;
  private final Random random;
  private final long openedHostNanos = System.nanoTime();
  private final Deque<double[]> planned = new ArrayDeque<>();
  private double engineFreeNanos;
  private double copierFreeNanos;
  private double busyNanos;

  Timeline(SimulatorProgram program, Neighbours neighbours) {
    this.program = program;
    this.neighbours = neighbours;
    this.random = new Random(program.seed());
  }

  DeviceClock clock() {
    if (program.onHost()) {
      return DeviceClock.host();
    }
    return new DeviceClock(program.texts().marksSource(), 1, ORIGIN_NANOS, openedHostNanos);
  }

  /** Nanoseconds since the device was opened. */
  double now() {
    return System.nanoTime() - openedHostNanos;
  }

  /** What the device's clock shows at a moment counted from opening. */
  long reading(double nanos) {
    if (program.onHost()) {
      return openedHostNanos + Math.round(nanos);
    }
    return ORIGIN_NANOS + Math.round(nanos * program.marksSpeed());
  }

  /**
   * Plans a launch and returns when it will end.
   *
   * @param bytesSpared bytes of the op that it does not move
   * @param readyNanos when the queue has nothing left to do
   * @param latencyNanos before it can start, idle time of its queue
   * @param share of its time that it takes
   */
  double schedule(Op op, long bytesSpared, double readyNanos, double latencyNanos, double share) {
    double ready = Math.max(now(), readyNanos) + latencyNanos * share;
    double start = Math.max(ready, engineFreeNanos);
    double duration =
        (end(op, op.bytes() - bytesSpared, start) - start) * noiseFactor() * share / speed();
    engineFreeNanos = start + duration;
    neighbours.busyFor(engineFreeNanos - now());
    if (program.powerWatts().isPresent()) {
      planned.add(new double[] {start, engineFreeNanos});
    }
    return engineFreeNanos;
  }

  /**
   * Plans a copy from the host, which an engine of its own does, and returns when it will end.
   *
   * @param readyNanos when the queue has nothing left to do
   */
  double copy(long bytes, double bytesPerSecond, double readyNanos) {
    double start = Math.max(Math.max(now(), readyNanos), copierFreeNanos);
    copierFreeNanos = start + 1e9 * bytes / bytesPerSecond;
    return copierFreeNanos;
  }

  /** When the last launch that is planned ends. */
  double lastEnd() {
    return engineFreeNanos;
  }

  /** Power of this moment, if programmed. */
  OptionalDouble watts() {
    forgetPast(now());
    boolean busy = !planned.isEmpty() && planned.peek()[0] <= now();
    return busy ? program.powerWatts() : program.idleWatts();
  }

  /** Energy since opening, if power is programmed. */
  OptionalDouble joules() {
    if (program.powerWatts().isEmpty()) {
      return OptionalDouble.empty();
    }
    double now = now();
    forgetPast(now);
    double running = planned.isEmpty() ? 0 : Math.max(0, now - planned.peek()[0]);
    double busy = busyNanos + running;
    return OptionalDouble.of(
        (busy * program.powerWatts().getAsDouble()
                + (now - busy) * program.idleWatts().getAsDouble())
            / 1e9);
  }

  private void forgetPast(double now) {
    while (!planned.isEmpty() && planned.peek()[1] <= now) {
      double[] past = planned.remove();
      busyNanos += past[1] - past[0];
    }
  }

  /** CPU time of this thread. */
  static long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** Returns when this thread has had so much CPU time. */
  static void work(double untilCpuNanos) {
    while (cpuNanos() < untilCpuNanos) {
      Thread.onSpinWait();
    }
  }

  /** Returns at that moment, or at once if it is over. */
  void await(double nanos) {
    for (double left = nanos - now(); left > 0; left = nanos - now()) {
      if (left > 2 * SPIN_NANOS) {
        LockSupport.parkNanos((long) left - SPIN_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private double end(Op op, long bytes, double start) {
    double efficiency = program.efficiency(op);
    double end = start;
    if (op instanceof MatMul || op instanceof FmaChain) {
      double nominal = 1e9 * op.flops() / program.rates().get(op.dtype()) / efficiency;
      end = program.clock().map(curve -> curve.end(start, nominal)).orElse(start + nominal);
    }
    OptionalDouble bandwidth = program.bandwidth(bytes);
    if (!(op instanceof FmaChain) && bandwidth.isPresent()) {
      double transfer = 1e9 * bytes / bandwidth.getAsDouble() / efficiency;
      end = Math.max(end, start + transfer);
    }
    return end;
  }

  private double speed() {
    return neighbours.anyBusy() ? program.togetherShare() : 1;
  }

  private double noiseFactor() {
    double noise = program.noise();
    return noise == 0 ? 1 : Math.max(0.1, 1 + noise * random.nextGaussian());
  }
}
