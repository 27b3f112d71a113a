package com.example.acme;

import io.goodflops.spi.DeviceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Memory of the device that the host plays. With your driver in place, delete it. */
final class AcmeHostMemory {
  static final int ALIGNMENT = 64;

  /** By address. Addresses are made up; what lies there is outside of the heap and aligned. */
  private static final ConcurrentSkipListMap<Long, ByteBuffer> USED = new ConcurrentSkipListMap<>();

  /** Java frees such memory late, so it is used again, by size. */
  private static final Map<Integer, Deque<ByteBuffer>> FREE = new HashMap<>();

  private static long next = ALIGNMENT;

  private AcmeHostMemory() {}

  static synchronized long allocate(int bytes) {
    int whole = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer block = FREE.getOrDefault(whole, new ArrayDeque<>()).poll();
    long address = next;
    USED.put(address, block == null ? fresh(whole) : block);
    next += whole + ALIGNMENT;
    return address;
  }

  private static ByteBuffer fresh(int whole) {
    try {
      return aligned(whole);
    } catch (OutOfMemoryError e) {
      FREE.clear();
    }
    try {
      return aligned(whole);
    } catch (OutOfMemoryError e) {
      throw new DeviceException("no memory for " + whole + " bytes", e);
    }
  }

  private static ByteBuffer aligned(int whole) {
    return ByteBuffer.allocateDirect(whole + ALIGNMENT).alignedSlice(ALIGNMENT).slice(0, whole);
  }

  static synchronized void free(long address) {
    ByteBuffer block = USED.remove(address);
    FREE.computeIfAbsent(block.capacity(), size -> new ArrayDeque<>()).push(block);
  }

  /** So many bytes from an address on, which may lie inside a block. */
  static ByteBuffer at(long address, int length) {
    Map.Entry<Long, ByteBuffer> block = USED.floorEntry(address);
    return block
        .getValue()
        .slice((int) (address - block.getKey()), length)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  static FloatBuffer floats(long address, long count) {
    return at(address, (int) (count * Float.BYTES)).asFloatBuffer();
  }
}
