package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Telemetry;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** Rules D. */
final class DeviceChecks {
  private static final int OPENS = 100;
  private static final int FEWEST_OPENS = 30;
  private static final long PHASE_NANOS = 12_000_000_000L;
  private static final int BYTES_PER_OPEN = 1 << 20;
  private static final long LEAST_BOUND_BYTES = 24 << 20;
  private static final int THREAD_OPENS = 20;

  /** More bytes than any address has room for, few enough to count their bits in a long. */
  private static final TensorSpec TOO_MUCH = TensorSpec.bytes(1L << 59);

  private DeviceChecks() {}

  static String doesNotLeak(Subject subject) {
    int opens = openAndClose(subject, OPENS);
    if (opens < FEWEST_OPENS) {
      throw new Unverified(
          "in " + PHASE_NANOS / 1_000_000_000 + " s it opened " + Plural.of(opens, "time"));
    }
    HostUsage.Memory before = HostUsage.memory();
    openAndClose(subject, opens);
    HostUsage.Memory between = HostUsage.memory();
    openAndClose(subject, opens);
    HostUsage.Memory after = HostUsage.memory();
    long heap = growth(before.heapBytes(), between.heapBytes(), after.heapBytes());
    long resident = growth(before.residentBytes(), between.residentBytes(), after.residentBytes());
    long bound = Math.max(LEAST_BOUND_BYTES, (long) (0.4 * opens * BYTES_PER_OPEN));
    Breach.unless(
        Math.max(heap, resident) <= bound,
        String.format(
            Locale.ROOT,
            "each %d opens with 1 MiB, the heap grew by %d KiB and the process by %d KiB",
            opens,
            heap >> 10,
            resident >> 10));
    return 3 * opens + " times opened, allocated and closed without growth";
  }

  /** A leak grows each time; caches and heaps that are warming up do not. */
  private static long growth(long before, long between, long after) {
    return Math.min(between - before, after - between);
  }

  private static int openAndClose(Subject subject, int times) {
    byte[] content = new byte[BYTES_PER_OPEN];
    Arrays.fill(content, (byte) 7);
    long start = System.nanoTime();
    int done = 0;
    while (done < times && System.nanoTime() - start < PHASE_NANOS) {
      try (Device device = subject.open()) {
        // not closed here: that is the device's duty
        device.allocate(TensorSpec.bytes(BYTES_PER_OPEN)).write(0, ByteBuffer.wrap(content));
      }
      done++;
    }
    return done;
  }

  static String refusesUseAfterClose(Subject subject) {
    Device device = subject.open();
    List<Op> compiled = new ArrayList<>();
    for (Op op : List.of(new Copy(DType.FP32, 64), MatMul.of(8, 8, 8, DType.FP32))) {
      subject.tries("compile", Circumstance.of(op, Lane.PLAIN, "none"));
      try {
        device.compile(op, Lane.PLAIN).close();
        // what compiles open must be refused closed, and not for being unsupported
        compiled.add(op);
      } catch (UnsupportedOpException e) {
        // a normal answer
      }
    }
    device.close();
    Calls.refusedAsClosed(
        "allocate on a closed device", () -> device.allocate(TensorSpec.bytes(64)));
    Calls.refusedAsClosed("openQueue on a closed device", device::openQueue);
    for (Op op : compiled) {
      Calls.refusedAsClosed(
          "compile of " + op.kind() + " on a closed device", () -> device.compile(op, Lane.PLAIN));
    }
    return "allocate, openQueue and compile are refused";
  }

  static String closesWhatItHandedOut(Subject subject) {
    Device device = subject.open();
    Buffer buffer = device.allocate(TensorSpec.bytes(64));
    Queue queue = device.openQueue();
    Relay relay = Relay.on(subject, device);
    Launch launch = relay.link(relay.buffer(relay.numbers(1)), relay.buffer());
    device.close();
    ByteBuffer host = ByteBuffer.allocate(64);
    Calls.refusedAsClosed("read from a closed device's buffer", () -> buffer.read(0, host));
    Calls.refusedAsClosed("write to a closed device's buffer", () -> buffer.write(0, host));
    Calls.refusedAsClosed("finish of a closed device's queue", queue::finish);
    Calls.refusedAsClosed("mark of a closed device's queue", queue::mark);
    Calls.refusedAsClosed("enqueue of a closed device's launch", () -> launch.enqueue(queue));
    return "buffer, queue and launch are closed with their device";
  }

  static String closesTwice(Subject subject) {
    Device device = subject.open();
    Buffer buffer = device.allocate(TensorSpec.bytes(64));
    Queue queue = device.openQueue();
    for (AutoCloseable open : List.of(buffer, queue, device)) {
      try {
        open.close();
        open.close();
      } catch (Exception e) {
        throw new Breach("closing twice: " + Calls.describe(e));
      }
    }
    return "buffer, queue and device";
  }

  static String endsItsThreads(Subject subject) {
    work(subject);
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    OptionalLong nativeBefore = HostUsage.threads();
    for (int i = 0; i < THREAD_OPENS; i++) {
      work(subject);
    }
    List<Thread> left = Threads.startedSince(before);
    Breach.unless(
        left.isEmpty(), Plural.of(left.size(), "thread") + " still there: " + Threads.names(left));
    OptionalLong nativeAfter = HostUsage.threads();
    if (nativeBefore.isPresent() && nativeAfter.isPresent()) {
      long more = nativeAfter.getAsLong() - nativeBefore.getAsLong();
      Breach.unless(
          more < THREAD_OPENS / 2,
          more + " more threads after " + THREAD_OPENS + " times opened and closed");
    }
    return THREAD_OPENS + " times opened, worked and closed; no thread is left";
  }

  private static void work(Subject subject) {
    try (Device device = subject.open();
        Queue queue = device.openQueue()) {
      Relay relay = Relay.on(subject, device);
      relay.link(relay.buffer(relay.numbers(1)), relay.buffer()).enqueue(queue);
      queue.finish();
    }
  }

  static String refusesTooMuch(Subject subject) {
    try (Device device = subject.open()) {
      Throwable thrown = Calls.thrownBy("allocate of 2^59 bytes", () -> device.allocate(TOO_MUCH));
      Breach.unless(thrown instanceof DeviceException, "allocate threw " + Calls.describe(thrown));
      Breach.unless(
          thrown.getMessage() != null && !thrown.getMessage().isBlank(),
          "the exception carries no text");
      byte[] content = Bytes.random(64, 1);
      try (Buffer buffer = device.allocate(TensorSpec.bytes(64))) {
        buffer.write(0, ByteBuffer.wrap(content));
        Bytes.same(Bytes.of(buffer), content, "a buffer allocated afterwards");
      }
      return "2^59 bytes are refused: " + thrown.getMessage();
    }
  }

  static String hasPlausibleSensors(Subject subject) {
    try (Device device = subject.open()) {
      Telemetry telemetry = device.telemetry();
      Telemetry.Reading first = telemetry.read();
      Telemetry.Reading last = first;
      for (int i = 0; i < 3; i++) {
        Threads.sleep(20);
        last = telemetry.read();
        within("power in W", last.powerWatts(), 0, 1e6);
        within("clock in Hz", last.clockHertz(), 1e6, 1e12);
        within("temperature in °C", last.temperatureCelsius(), -50, 200);
        within("energy in J", last.energyJoules(), 0, 1e18);
      }
      Breach.unless(
          last.energyJoules().orElse(0) >= first.energyJoules().orElse(0),
          "the energy counter ran backwards");
      long present =
          List.of(
                  last.powerWatts(),
                  last.clockHertz(),
                  last.temperatureCelsius(),
                  last.energyJoules())
              .stream()
              .filter(OptionalDouble::isPresent)
              .count();
      return present + " of 4 sensors are there";
    }
  }

  /** Zero of any sensor is what a missing one would read. */
  private static void within(String what, OptionalDouble value, double low, double high) {
    if (value.isPresent()) {
      double read = value.getAsDouble();
      Breach.unless(read != 0, what + " reads zero: a missing sensor is absent");
      Breach.unless(read > low && read < high, what + " reads " + read);
    }
  }
}
