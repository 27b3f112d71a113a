package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Rules B. */
final class BufferChecks {
  private static final int SIZE = 1000;

  private BufferChecks() {}

  static String keepsEveryBit(Subject subject) {
    try (Device device = subject.open()) {
      for (DType dtype : DType.values()) {
        byte[] content = Bytes.hardBits(dtype, subject.options().seed());
        long elements = content.length * 8L / dtype.bits();
        try (Buffer buffer = device.allocate(TensorSpec.of(dtype, 1L, elements))) {
          buffer.write(0, ByteBuffer.wrap(content));
          Bytes.same(Bytes.of(buffer), content, dtype + " read back");
        }
      }
    }
    return "all 16-bit patterns, and NaNs, infinities, subnormals and random bits of wider types";
  }

  static String movesExactlyWhatRemains(Subject subject) {
    try (Device device = subject.open();
        Buffer buffer = device.allocate(TensorSpec.bytes(SIZE))) {
      byte[] model = Bytes.random(SIZE, subject.options().seed());
      buffer.write(0, ByteBuffer.wrap(model));
      for (boolean direct : new boolean[] {false, true}) {
        for (int[] range : new int[][] {{0, 1}, {1, 3}, {7, 64}, {63, 2}, {513, 487}, {500, 0}}) {
          int offset = range[0];
          int length = range[1];
          ByteBuffer host = host(direct, length + 10, offset);
          host.position(3).limit(3 + length);
          for (int i = 0; i < length; i++) {
            model[offset + i] = host.get(3 + i);
          }
          buffer.write(offset, host);
          String what = " of " + length + " bytes at " + offset + (direct ? ", direct" : ", heap");
          Bytes.same(Bytes.of(buffer), model, "after a write" + what);
          ByteBuffer target = host(direct, length + 10, offset + 1);
          byte[] expected = new byte[length + 10];
          target.get(0, expected);
          System.arraycopy(model, offset, expected, 3, length);
          target.position(3).limit(3 + length);
          buffer.read(offset, target);
          byte[] found = new byte[length + 10];
          target.clear().get(found);
          Bytes.same(found, expected, "the host's buffer after a read" + what);
        }
      }
    }
    return "heap and direct, at even and odd offsets";
  }

  private static ByteBuffer host(boolean direct, int length, long seed) {
    ByteBuffer host = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
    return host.put(0, Bytes.random(length, seed));
  }

  static String keepsItsBounds(Subject subject) {
    try (Device device = subject.open();
        Buffer buffer = device.allocate(TensorSpec.bytes(SIZE))) {
      byte[] content = Bytes.random(SIZE, 1);
      buffer.write(0, ByteBuffer.wrap(content));
      for (long offset : new long[] {-1, SIZE - 1, SIZE, 1L << 40, Long.MAX_VALUE}) {
        ByteBuffer two = ByteBuffer.wrap(new byte[] {1, 2});
        outOfBounds("write of 2 bytes at " + offset, () -> buffer.write(offset, two));
        two.clear();
        outOfBounds("read of 2 bytes at " + offset, () -> buffer.read(offset, two));
      }
      ByteBuffer large = ByteBuffer.allocate(SIZE + 1);
      outOfBounds("write of 1 byte too many", () -> buffer.write(0, large));
      Bytes.same(Bytes.of(buffer), content, "after writes that were refused");
    }
    return "before, across and behind the end";
  }

  private static void outOfBounds(String what, Calls.Call call) {
    Throwable thrown = Calls.thrownBy(what, call);
    Breach.unless(
        thrown instanceof IndexOutOfBoundsException, what + " threw " + Calls.describe(thrown));
  }

  static String refusesUseAfterClose(Subject subject) {
    try (Device device = subject.open()) {
      Buffer buffer = device.allocate(TensorSpec.bytes(SIZE));
      buffer.close();
      ByteBuffer host = ByteBuffer.allocate(SIZE);
      Calls.refusedAsClosed("write to a closed buffer", () -> buffer.write(0, host));
      host.clear();
      Calls.refusedAsClosed("read from a closed buffer", () -> buffer.read(0, host));
    }
    return "read and write are refused";
  }

  static String standApart(Subject subject) {
    List<Buffer> buffers = new ArrayList<>();
    List<DType> dtypes = List.of(DType.values());
    try (Device device = subject.open()) {
      for (int i = 0; i < 64; i++) {
        DType dtype = dtypes.get(i % dtypes.size());
        TensorSpec spec = TensorSpec.of(dtype, 1L, 1L + i * 7L);
        Buffer buffer = device.allocate(spec);
        Breach.unless(spec.equals(buffer.spec()), spec + " was asked for, got " + buffer.spec());
        byte[] content = new byte[(int) spec.bytes()];
        Arrays.fill(content, (byte) (i + 1));
        buffer.write(0, ByteBuffer.wrap(content));
        buffers.add(buffer);
      }
      for (int i = 0; i < buffers.size(); i++) {
        byte[] content = new byte[(int) buffers.get(i).spec().bytes()];
        Arrays.fill(content, (byte) (i + 1));
        Bytes.same(Bytes.of(buffers.get(i)), content, "buffer " + i + " of 64");
      }
    }
    return "64 buffers of 1 to 3536 bytes at once";
  }

  static String pinnedIsUsable(Subject subject) {
    try (Device device = subject.open()) {
      Optional<ByteBuffer> pinned = device.allocatePinned(4099);
      if (pinned.isEmpty()) {
        return "absent: a legal answer";
      }
      ByteBuffer host = pinned.get();
      Breach.unless(host.isDirect(), "pinned memory is not direct");
      Breach.unless(!host.isReadOnly(), "pinned memory is read-only");
      Breach.unless(host.remaining() >= 4099, "4099 bytes were asked for, got " + host.remaining());
      byte[] content = Bytes.random(4099, 5);
      host.put(0, content).position(0).limit(4099);
      try (Buffer buffer = device.allocate(TensorSpec.bytes(4099))) {
        buffer.write(0, host);
        Bytes.same(Bytes.of(buffer), content, "written from pinned memory");
      }
      return "present, and a write from it arrives";
    }
  }
}
