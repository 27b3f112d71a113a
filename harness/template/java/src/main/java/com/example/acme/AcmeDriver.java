package com.example.acme;

import io.goodflops.spi.DeviceException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a driver offers, with handles and addresses as drivers have them; the host plays the device.
 *
 * <p>Driver: put calls of its Java binding (JNA, JavaCPP, the FFM API) in the place of each body,
 * one at a time. Calls that fail throw a DeviceException with the driver's own text.
 */
final class AcmeDriver {
  static final String MODEL = "host, plain Java";

  /** What {@link #missing} tried, in order: shown where the device is absent. */
  static final List<String> LOOKED_FOR = List.of();

  /** Of one buffer: what a ByteBuffer holds. A real device says no when it has no more. */
  static final long MOST_BYTES = Integer.MAX_VALUE - 2 * AcmeHostMemory.ALIGNMENT;

  /** Smallest step of the clock; finer than it really is would be a lie (rule T4). */
  static final long CLOCK_STEP_NANOS = 1;

  private static final AtomicLong HANDLES = new AtomicLong();
  private static final Map<Long, AcmeHostQueue> QUEUES = new ConcurrentHashMap<>();
  private static final Map<Long, CompletableFuture<Long>> EVENTS = new ConcurrentHashMap<>();

  private AcmeDriver() {}

  /** Why there is no driver, for example "libacme.so.1 not found"; empty if there is one. */
  static Optional<String> missing() {
    return Optional.empty();
  }

  static String version() {
    return "Java " + System.getProperty("java.version");
  }

  /** Now, on the clock that events are read from. */
  static long clockNanos() {
    return System.nanoTime();
  }

  /** Address of new device memory, aligned to 64 bytes. */
  static long allocate(long bytes) {
    if (bytes > MOST_BYTES) {
      throw new DeviceException(bytes + " bytes asked for, at most " + MOST_BYTES);
    }
    return AcmeHostMemory.allocate((int) bytes);
  }

  /** Frees it once no enqueued work is left that could use it. */
  static void free(long address) {
    QUEUES.values().forEach(AcmeHostQueue::awaitIdle);
    AcmeHostMemory.free(address);
  }

  /** Copies the first bytes of a direct buffer to the device, wherever its position is. */
  static void write(long address, ByteBuffer direct, int length) {
    AcmeHostMemory.at(address, length).put(direct.duplicate().clear().limit(length));
  }

  /** Copies from the device to the beginning of a direct buffer. */
  static void read(long address, ByteBuffer direct, int length) {
    direct.duplicate().clear().put(AcmeHostMemory.at(address, length));
  }

  static long createQueue() {
    long handle = HANDLES.incrementAndGet();
    QUEUES.put(handle, new AcmeHostQueue("acme-queue-" + handle));
    return handle;
  }

  static void destroyQueue(long queue) {
    QUEUES.remove(queue).end();
  }

  /** Waits for all that was enqueued, and tells what went wrong since the last time. */
  static void finish(long queue) {
    QUEUES.get(queue).finish();
  }

  static void enqueueWrite(long queue, long address, ByteBuffer direct, int length) {
    QUEUES.get(queue).add(() -> write(address, direct, length));
  }

  static void enqueueRead(long queue, long address, ByteBuffer direct, int length) {
    QUEUES.get(queue).add(() -> read(address, direct, length));
  }

  /** An event, reached when all that was enqueued before it is done. */
  static long recordEvent(long queue) {
    CompletableFuture<Long> event = new CompletableFuture<>();
    long handle = HANDLES.incrementAndGet();
    EVENTS.put(handle, event);
    QUEUES.get(queue).add(() -> event.complete(clockNanos()));
    return handle;
  }

  /** What is enqueued from now on starts when the event is reached. */
  static void waitForEvent(long queue, long event) {
    CompletableFuture<Long> reached = EVENTS.get(event);
    QUEUES.get(queue).add(reached::join);
  }

  /** When it was reached; waits for that. */
  static long eventNanos(long event) {
    return EVENTS.get(event).join();
  }

  static void destroyEvent(long event) {
    EVENTS.remove(event);
  }

  /** C = A·B in FP32 for each of {@code batch} matrices; A and B may lie transposed. */
  static void matMul(
      long queue,
      long a,
      long b,
      long c,
      long batch,
      long m,
      long n,
      long k,
      boolean transposeA,
      boolean transposeB) {
    FloatBuffer left = AcmeHostMemory.floats(a, batch * m * k);
    FloatBuffer right = AcmeHostMemory.floats(b, batch * k * n);
    FloatBuffer result = AcmeHostMemory.floats(c, batch * m * n);
    QUEUES
        .get(queue)
        .add(
            () -> {
              for (int i = 0; i < batch; i++) {
                AcmeHostMatMul.multiply(
                    left.slice((int) (i * m * k), (int) (m * k)),
                    right.slice((int) (i * k * n), (int) (k * n)),
                    result.slice((int) (i * m * n), (int) (m * n)),
                    (int) m,
                    (int) n,
                    (int) k,
                    transposeA,
                    transposeB);
              }
            });
  }
}
