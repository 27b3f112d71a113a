package io.goodflops.tck;

import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceClock;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Devices that break one rule about queues or clocks. */
final class BrokenQueues {
  private static final long SECOND = 1_000_000_000L;

  private BrokenQueues() {}

  static Map<Rule, UnaryOperator<Device>> all() {
    Map<Rule, UnaryOperator<Device>> devices = new EnumMap<>(Rule.class);
    devices.put(Rule.Q2, inner -> queues(inner, SwapsNeighbours::new));
    devices.put(Rule.Q3, inner -> queues(inner, WaitsForNobody::new));
    devices.put(Rule.Q4, inner -> queues(inner, FinishesWhenClosed::new));
    devices.put(Rule.T2, SlowClock::new);
    devices.put(Rule.T3, inner -> queues(inner, StepsBack::new));
    devices.put(Rule.T4, inner -> marking(inner, nanos -> nanos / 1000 * 1000));
    devices.put(Rule.T5, ClockPerQueue::new);
    return devices;
  }

  private interface Time {
    long of(long nanos);
  }

  private static Device queues(Device inner, UnaryOperator<Queue> queues) {
    return new AlteredDevice(inner) {
      @Override
      Queue queue(Queue queue) {
        return queues.apply(queue);
      }
    };
  }

  private static Device marking(Device inner, Time time) {
    return queues(inner, queue -> marking(queue, time));
  }

  private static Queue marking(Queue queue, Time time) {
    return new AlteredQueue(queue) {
      @Override
      public Mark mark() {
        long nanos = time.of(super.mark().nanos());
        return () -> nanos;
      }
    };
  }

  /** Of two launches in a row, the second one runs first. */
  private static final class SwapsNeighbours extends AlteredQueue {
    private Optional<Launch> held = Optional.empty();

    SwapsNeighbours(Queue inner) {
      super(inner);
    }

    @Override
    void enqueue(Launch launch) {
      inner.mark();
      if (held.isEmpty()) {
        held = Optional.of(launch);
      } else {
        super.enqueue(launch);
        release();
      }
    }

    private void release() {
      Optional<Launch> late = held;
      held = Optional.empty();
      late.ifPresent(super::enqueue);
    }

    @Override
    public void finish() {
      release();
      super.finish();
    }

    @Override
    public Mark mark() {
      release();
      return super.mark();
    }
  }

  /** Works when it is finished, and has forgotten by then for which marks to wait. */
  private static final class WaitsForNobody extends AlteredQueue {
    private final List<Runnable> held = new ArrayList<>();

    WaitsForNobody(Queue inner) {
      super(inner);
    }

    @Override
    void enqueue(Launch launch) {
      inner.mark();
      held.add(() -> super.enqueue(launch));
    }

    @Override
    public Mark mark() {
      inner.mark();
      long[] nanos = {0};
      held.add(() -> nanos[0] = System.nanoTime());
      return () -> nanos[0];
    }

    @Override
    public void finish() {
      List<Runnable> work = List.copyOf(held);
      held.clear();
      work.forEach(Runnable::run);
      super.finish();
    }
  }

  private static final class FinishesWhenClosed extends AlteredQueue {
    private boolean closed;

    FinishesWhenClosed(Queue inner) {
      super(inner);
    }

    @Override
    public void finish() {
      if (!closed) {
        super.finish();
      }
    }

    @Override
    public void close() {
      closed = true;
      super.close();
    }
  }

  private static final class SlowClock extends AlteredDevice {
    SlowClock(Device inner) {
      super(inner);
    }

    @Override
    Queue queue(Queue queue) {
      return marking(queue, nanos -> nanos / 4);
    }

    @Override
    public DeviceClock clock() {
      long now = System.nanoTime();
      return new DeviceClock("quarter", 1, now / 4, now);
    }
  }

  private static final class StepsBack extends AlteredQueue {
    private int marks;

    StepsBack(Queue inner) {
      super(inner);
    }

    @Override
    public Mark mark() {
      long nanos = super.mark().nanos();
      marks++;
      return marks == 50 ? () -> nanos - SECOND : () -> nanos;
    }
  }

  private static final class ClockPerQueue extends AlteredDevice {
    private long behind;

    ClockPerQueue(Device inner) {
      super(inner);
    }

    @Override
    Queue queue(Queue queue) {
      long offset = behind;
      behind += SECOND;
      return marking(queue, nanos -> nanos - offset);
    }
  }
}
