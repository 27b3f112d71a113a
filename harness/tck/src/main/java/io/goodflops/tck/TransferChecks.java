package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Rule B6. Each case is enqueued behind launches that keep the device busy for tens of
 * milliseconds: a transfer that does not keep its place in the queue overtakes what is pending.
 */
final class TransferChecks {
  private final Relay relay;
  private final Load load;
  private final Queue queue;
  private final int launches;

  private TransferChecks(Relay relay, Load load, Queue queue, int launches) {
    this.relay = relay;
    this.load = load;
    this.queue = queue;
    this.launches = launches;
  }

  static String followTheQueue(Subject subject) throws UnsupportedOpException {
    try (Device device = subject.open();
        Queue queue = device.openQueue();
        Load load = Load.any(subject, device, queue)) {
      int launches = 2 * launches(load);
      TransferChecks checks = new TransferChecks(Relay.on(subject, device), load, queue, launches);
      checks.writeComesAfterWhatWasEnqueuedBefore();
      checks.readComesBetween();
      checks.writeComesBeforeWhatIsEnqueuedAfter();
      checks.partIsWrittenWhereItBelongs();
      return "enqueued writes and reads between launches, each behind "
          + launches
          + " launches that were pending";
    }
  }

  private static int launches(Load load) {
    try {
      return load.launches();
    } catch (Breach e) {
      throw new Unverified("no launch can be kept pending, see T1: " + e.getMessage());
    }
  }

  private void keepBusy() {
    load.prepare();
    load.enqueue(launches);
  }

  private void writeComesAfterWhatWasEnqueuedBefore() {
    Buffer from = relay.buffer(relay.numbers(1));
    Buffer to = relay.buffer(poison());
    keepBusy();
    relay.link(from, to).enqueue(queue);
    from.enqueueWrite(queue, 0, direct(relay.numbers(2)));
    queue.finish();
    byte[] found = Bytes.of(to);
    Breach.unless(
        !Arrays.equals(found, relay.numbers(2)),
        "enqueueWrite overtook the "
            + (launches + 1)
            + " launches enqueued before it: the last of them, which reads the buffer, found the"
            + " bytes written after it");
    Bytes.same(found, relay.numbers(1), "moved by a launch enqueued before a write");
    Bytes.same(Bytes.of(from), relay.numbers(2), "after a write enqueued behind a launch");
  }

  private void writeComesBeforeWhatIsEnqueuedAfter() {
    Buffer from = relay.buffer(relay.numbers(3));
    Buffer to = relay.buffer(poison());
    ByteBuffer target = direct(poison());
    keepBusy();
    from.enqueueWrite(queue, 0, direct(relay.numbers(4)));
    relay.link(from, to).enqueue(queue);
    to.enqueueRead(queue, 0, target);
    queue.finish();
    Bytes.same(
        bytes(target),
        relay.numbers(4),
        "written, moved on the device and read in the queue's order");
  }

  private void readComesBetween() {
    Buffer first = relay.buffer(relay.numbers(5));
    Buffer second = relay.buffer(relay.numbers(6));
    Buffer to = relay.buffer(poison());
    ByteBuffer target = direct(relay.numbers(7));
    keepBusy();
    relay.link(first, to).enqueue(queue);
    to.enqueueRead(queue, 0, target);
    relay.link(second, to).enqueue(queue);
    queue.finish();
    byte[] found = bytes(target);
    Breach.unless(
        !Arrays.equals(found, poison()),
        "enqueueRead overtook the "
            + (launches + 1)
            + " launches enqueued before it: it found what the buffer held before the last of them"
            + " wrote to it");
    Breach.unless(
        !Arrays.equals(found, relay.numbers(6)),
        "enqueueRead came too late: it found what a launch enqueued after it wrote");
    Bytes.same(found, relay.numbers(5), "read between two launches that write to the buffer");
    Bytes.same(Bytes.of(to), relay.numbers(6), "written by a launch enqueued after a read");
  }

  private void partIsWrittenWhereItBelongs() {
    byte[] content = relay.numbers(8);
    Buffer to = relay.buffer(content);
    keepBusy();
    to.enqueueWrite(queue, 16, ByteBuffer.wrap(relay.numbers(9), 8, 40).slice());
    queue.finish();
    System.arraycopy(relay.numbers(9), 8, content, 16, 40);
    Bytes.same(Bytes.of(to), content, "after an enqueued write at offset 16");
  }

  private byte[] poison() {
    byte[] poison = relay.numbers(0);
    Arrays.fill(poison, OpRun.POISON);
    return poison;
  }

  private static ByteBuffer direct(byte[] content) {
    return ByteBuffer.allocateDirect(content.length).put(0, content);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    return bytes;
  }
}
