package io.goodflops.plugin.cpu;

import io.goodflops.spi.DType;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * A buffer of FP32 or BF16, read and written in runs through an array: loops over arrays become
 * vector code in every JVM, and a run stays in the first-level cache.
 */
final class Numbers {
  /** Longest run. */
  static final int RUN = 1024;

  private static final int PIECE_ELEMENTS = 1 << 28;

  private final FloatBuffer[] floats;
  private final ShortBuffer[] shorts;

  Numbers(CpuBuffer buffer) {
    DType dtype = buffer.spec().dtype();
    long elements = buffer.spec().elements();
    int pieces = Math.toIntExact((elements - 1) / PIECE_ELEMENTS + 1);
    floats = new FloatBuffer[dtype == DType.FP32 ? pieces : 0];
    shorts = new ShortBuffer[dtype == DType.BF16 ? pieces : 0];
    for (int i = 0; i < pieces; i++) {
      long first = (long) i * PIECE_ELEMENTS;
      // a run that starts in a piece may end in the next one
      long count = Math.min(PIECE_ELEMENTS + RUN, elements - first);
      ByteBuffer bytes = buffer.view(dtype.bytes(first), (int) dtype.bytes(count));
      if (dtype == DType.FP32) {
        floats[i] = bytes.asFloatBuffer();
      } else {
        shorts[i] = bytes.asShortBuffer();
      }
    }
  }

  static boolean has(DType dtype) {
    return dtype == DType.FP32 || dtype == DType.BF16;
  }

  /** Space for one worker's runs. */
  static final class Scratch {
    private final short[] shorts = new short[RUN];
  }

  /** One for each worker. */
  static Scratch[] scratches(int workers) {
    Scratch[] scratches = new Scratch[workers];
    for (int i = 0; i < workers; i++) {
      scratches[i] = new Scratch();
    }
    return scratches;
  }

  void get(long first, int count, float[] target, Scratch scratch) {
    int piece = (int) (first / PIECE_ELEMENTS);
    int at = (int) (first % PIECE_ELEMENTS);
    if (floats.length > 0) {
      floats[piece].get(at, target, 0, count);
      return;
    }
    short[] bits = scratch.shorts;
    shorts[piece].get(at, bits, 0, count);
    for (int i = 0; i < count; i++) {
      target[i] = Bits.fromBf16(bits[i]);
    }
  }

  void put(long first, int count, float[] source, Scratch scratch) {
    int piece = (int) (first / PIECE_ELEMENTS);
    int at = (int) (first % PIECE_ELEMENTS);
    if (floats.length > 0) {
      floats[piece].put(at, source, 0, count);
      return;
    }
    short[] bits = scratch.shorts;
    for (int i = 0; i < count; i++) {
      bits[i] = Bits.toBf16(source[i]);
    }
    shorts[piece].put(at, bits, 0, count);
  }
}
