package io.goodflops.workload.data;

import io.goodflops.spi.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How numbers lie in memory: little-endian FP64, FP32, BF16, FP16, INT32 and INT8.
 *
 * <p>Rounding is to nearest, ties to even (IEEE 754). Java 17 has no FP16, so it is done by hand.
 */
public final class Encoding {
  /** Scales FP32 exponents onto those of FP16, subnormals included. */
  private static final float FP16_BIAS = 0x1p-112f;

  private Encoding() {}

  /** Half the distance between 1 and the next number: 2^-p for p significand bits. */
  public static double unitRoundoff(DType dtype) {
    return dtype.isInteger() ? 0 : Math.scalb(1.0, -dtype.significandBits());
  }

  /**
   * The smallest positive number that a device must tell from zero: FP32 and what has its exponents
   * may flush subnormals, FP16 has too few exponents for that.
   */
  public static double smallest(DType dtype) {
    return switch (dtype) {
      case FP64 -> Double.MIN_NORMAL;
      case FP32, BF16 -> Float.MIN_NORMAL;
      case FP16 -> 0x1p-24;
      case INT32, INT8 -> 0;
    };
  }

  /** The bits of {@code value} rounded to {@code dtype}; integers keep their low bits. */
  public static long bits(DType dtype, double value) {
    return switch (dtype) {
      case FP64 -> Double.doubleToRawLongBits(value);
      case FP32 -> Float.floatToRawIntBits((float) value) & 0xffffffffL;
      case BF16 -> narrow(value, 8, 7);
      case FP16 -> narrow(value, 5, 10);
      case INT32 -> (long) value & 0xffffffffL;
      case INT8 -> (long) value & 0xffL;
    };
  }

  /** The number that {@code bits} stand for. */
  public static double value(DType dtype, long bits) {
    return switch (dtype) {
      case FP64 -> Double.longBitsToDouble(bits);
      case FP32 -> Float.intBitsToFloat((int) bits);
      case BF16 -> bf16((short) bits);
      case FP16 -> fp16((short) bits);
      case INT32 -> (int) bits;
      case INT8 -> (byte) bits;
    };
  }

  /** {@code value} rounded to {@code dtype}. */
  public static double round(DType dtype, double value) {
    return value(dtype, bits(dtype, value));
  }

  /**
   * Writes numbers that {@code dtype} holds exactly, at the position of {@code target}, which moves
   * on. Numbers that need rounding go through {@link #bits} instead.
   */
  public static void putExact(DType dtype, double[] values, int count, ByteBuffer target) {
    ByteBuffer out = target.order(ByteOrder.LITTLE_ENDIAN);
    int at = out.position();
    switch (dtype) {
      case FP64 -> out.asDoubleBuffer().put(values, 0, count);
      case FP32 -> {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
          floats[i] = (float) values[i];
        }
        out.asFloatBuffer().put(floats);
      }
      case BF16 -> {
        short[] shorts = new short[count];
        for (int i = 0; i < count; i++) {
          shorts[i] = (short) (Float.floatToRawIntBits((float) values[i]) >>> 16);
        }
        out.asShortBuffer().put(shorts);
      }
      case FP16 -> {
        short[] shorts = new short[count];
        for (int i = 0; i < count; i++) {
          shorts[i] = exactFp16((float) values[i]);
        }
        out.asShortBuffer().put(shorts);
      }
      case INT32 -> {
        int[] integers = new int[count];
        for (int i = 0; i < count; i++) {
          integers[i] = (int) values[i];
        }
        out.asIntBuffer().put(integers);
      }
      case INT8 -> {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
          bytes[i] = (byte) (int) values[i];
        }
        out.slice().put(bytes);
      }
    }
    out.position(at + Math.toIntExact(dtype.bytes(count)));
  }

  /** Reads {@code count} numbers at the position of {@code source}, which moves on. */
  public static void get(DType dtype, ByteBuffer source, double[] values, int from, int count) {
    ByteBuffer in = source.order(ByteOrder.LITTLE_ENDIAN);
    int at = in.position();
    switch (dtype) {
      case FP64 -> in.asDoubleBuffer().get(values, from, count);
      case FP32 -> {
        float[] floats = new float[count];
        in.asFloatBuffer().get(floats);
        for (int i = 0; i < count; i++) {
          values[from + i] = floats[i];
        }
      }
      case BF16 -> {
        short[] shorts = new short[count];
        in.asShortBuffer().get(shorts);
        for (int i = 0; i < count; i++) {
          values[from + i] = bf16(shorts[i]);
        }
      }
      case FP16 -> {
        short[] shorts = new short[count];
        in.asShortBuffer().get(shorts);
        for (int i = 0; i < count; i++) {
          values[from + i] = fp16(shorts[i]);
        }
      }
      case INT32 -> {
        int[] integers = new int[count];
        in.asIntBuffer().get(integers);
        for (int i = 0; i < count; i++) {
          values[from + i] = integers[i];
        }
      }
      case INT8 -> {
        for (int i = 0; i < count; i++) {
          values[from + i] = in.get(at + i);
        }
      }
    }
    in.position(at + Math.toIntExact(dtype.bytes(count)));
  }

  private static float bf16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  private static float fp16(short bits) {
    int magnitude = bits & 0x7fff;
    int sign = (bits & 0x8000) << 16;
    if (magnitude >= 0x7c00) {
      return Float.intBitsToFloat(sign | 0x7f800000 | ((magnitude & 0x3ff) << 13));
    }
    float value = Float.intBitsToFloat(magnitude << 13) / FP16_BIAS;
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
  }

  private static short exactFp16(float value) {
    int bits = Float.floatToRawIntBits(value * FP16_BIAS);
    return (short) (((bits >>> 16) & 0x8000) | ((bits >>> 13) & 0x7fff));
  }

  /** Rounds a double to a small binary format, from the double itself: no double rounding. */
  private static long narrow(double value, int exponentBits, int fractionBits) {
    long bits = Double.doubleToRawLongBits(value);
    long sign = bits >>> 63 << (exponentBits + fractionBits);
    int bias = (1 << (exponentBits - 1)) - 1;
    long infinity = ((1L << exponentBits) - 1) << fractionBits;
    if (Double.isNaN(value)) {
      return sign | infinity | (1L << (fractionBits - 1));
    }
    int exponent = Math.getExponent(value);
    if (exponent > bias) {
      return sign | infinity;
    }
    // a double's own subnormals lie far below every small format and end as zero
    long significand = (bits & 0xfffffffffffffL) | (1L << 52);
    int shift = 52 - fractionBits;
    boolean subnormal = exponent < 1 - bias;
    if (subnormal) {
      shift = Math.min(shift + 1 - bias - exponent, 54);
    }
    long rounded = significand >>> shift;
    long rest = significand & ((1L << shift) - 1);
    long half = 1L << (shift - 1);
    if (rest > half || (rest == half && (rounded & 1) == 1)) {
      rounded++;
    }
    long base = subnormal ? 0 : (long) (exponent + bias - 1) << fractionBits;
    // a carry runs into the exponent, up to infinity, as it should
    return sign | (base + rounded);
  }
}
