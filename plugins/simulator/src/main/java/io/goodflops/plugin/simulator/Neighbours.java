package io.goodflops.plugin.simulator;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the other devices of a program do, in whatever process: each notes in a file beside the
 * program until when it is busy.
 */
final class Neighbours {
  /** A device that was busy a moment ago is between two batches. */
  private static final long STILL_NANOS = 300_000_000;

  private static final VarHandle SLOT =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer slots;
  private final int own;

  private Neighbours(ByteBuffer slots, int own) {
    this.slots = slots;
    this.own = own;
  }

  /** Of a device that is alone, whatever happens. */
  static Neighbours none() {
    return new Neighbours(ByteBuffer.allocateDirect(Long.BYTES), 0);
  }

  /**
   * Of one of the devices of a program.
   *
   * @param own number of the device
   * @param devices in the program
   */
  static Neighbours of(Path program, int own, int devices) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            program.resolveSibling(program.getFileName() + ".busy"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return new Neighbours(channel.map(MapMode.READ_WRITE, 0, (long) devices * Long.BYTES), own);
    }
  }

  /** Notes that this device will have something to do for so long from now on. */
  void busyFor(double nanos) {
    SLOT.setVolatile(slots, own * Long.BYTES, now() + (long) nanos);
  }

  /** Whether another one is busy, or was a moment ago. */
  boolean anyBusy() {
    long since = now() - STILL_NANOS;
    for (int i = 0; i < slots.capacity() / Long.BYTES; i++) {
      if (i != own && (long) SLOT.getVolatile(slots, i * Long.BYTES) > since) {
        return true;
      }
    }
    return false;
  }

  /** The same for all processes of a machine, unlike {@link System#nanoTime}. */
  private static long now() {
    return System.currentTimeMillis() * 1_000_000;
  }
}
