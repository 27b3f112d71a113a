package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.DType;
import io.goodflops.workload.data.Encoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/** Bytes in and out of buffers. */
final class Bytes {
  private Bytes() {}

  static byte[] of(Buffer buffer) {
    byte[] bytes = new byte[Math.toIntExact(buffer.spec().bytes())];
    buffer.read(0, ByteBuffer.wrap(bytes));
    return bytes;
  }

  static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Every 16-bit pattern, little-endian. */
  static byte[] allShorts() {
    ByteBuffer bytes = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 1 << 16; i++) {
      bytes.putShort((short) i);
    }
    return bytes.array();
  }

  /**
   * Bit patterns that arithmetic would change: NaN with payloads, infinities, subnormals, zeros of
   * both signs, the largest numbers, and random bits.
   */
  static byte[] hardBits(DType dtype, long seed) {
    if (dtype.bits() <= 16) {
      return allShorts();
    }
    byte[] bytes = random(1 << 16, seed);
    ByteBuffer target = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int[] upper = {
      0,
      0x80000000,
      0x7f800000,
      0xff800000,
      0x7f800001,
      0xffc12345,
      0x7fbfffff,
      1,
      0x807fffff,
      0x7f7fffff,
      0xff7fffff,
      0x7ff00000,
      0xfff00000,
      0x7ff00001,
      0x7ff7ffff,
      0xfff8dead,
      0x000fffff,
      0x7fefffff
    };
    for (int bits : upper) {
      if (dtype.bits() == 64) {
        target.putInt(bits ^ 0x1234).putInt(bits);
      }
      target.putInt(bits);
      if (dtype.bits() == 64) {
        target.putInt(bits);
      }
    }
    return bytes;
  }

  static byte[] encode(DType dtype, double[] values) {
    ByteBuffer target =
        ByteBuffer.allocate(values.length * dtype.bits() / 8).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      long bits = Encoding.bits(dtype, value);
      switch (dtype.bits()) {
        case 64 -> target.putLong(bits);
        case 32 -> target.putInt((int) bits);
        case 16 -> target.putShort((short) bits);
        default -> target.put((byte) bits);
      }
    }
    return target.array();
  }

  static double[] decode(DType dtype, byte[] bytes) {
    double[] values = new double[bytes.length * 8 / dtype.bits()];
    Encoding.get(dtype, ByteBuffer.wrap(bytes), values, 0, values.length);
    return values;
  }

  /** Breaks off at the first byte that differs. */
  static void same(byte[] found, byte[] right, String what) {
    int at = Arrays.mismatch(found, right);
    if (at >= 0) {
      throw new Breach(
          String.format(
              Locale.ROOT,
              "%s: byte %d of %d is %#04x, must be %#04x",
              what,
              at,
              right.length,
              at < found.length ? found[at] & 0xff : -1,
              at < right.length ? right[at] & 0xff : -1));
    }
  }
}
