package io.goodflops.workload.data;

import io.goodflops.spi.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How numbers lie in memory: little-endian FP64, FP32, BF16, FP16, INT32, INT8 and both FP8.
 *
 * <p>Rounding is to nearest, ties to even (IEEE 754). Java 17 has no FP16, so it is done by hand.
 * What is too large for an FP8 becomes what the format has for it: E5M2 infinity, E4M3 NaN.
 */
public final class Encoding {
  /** Scales FP32 exponents onto those of FP16, subnormals included. */
  private static final float FP16_BIAS = 0x1p-112f;

  private static final Small BF16 = Small.ieee(8, 7);
  private static final Small FP16 = Small.ieee(5, 10);
  private static final Small E5M2 = Small.ieee(5, 2);

  /** The upper exponent has numbers too; all bits set is NaN, and there is no infinity. */
  private static final Small E4M3 = new Small(4, 3, 0x7f, 0x7f);

  private static final double[] E4M3_VALUES = values(3, 7);
  private static final double[] E5M2_VALUES = values(2, 15);

  static {
    E4M3_VALUES[0x7f] = Double.NaN;
    E4M3_VALUES[0xff] = Double.NaN;
    for (int sign : new int[] {0, 0x80}) {
      E5M2_VALUES[sign | 0x7c] = sign == 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      for (int fraction = 1; fraction < 4; fraction++) {
        E5M2_VALUES[sign | 0x7c | fraction] = Double.NaN;
      }
    }
  }

  private Encoding() {}

  /** Half the distance between 1 and the next number: 2^-p for p significand bits. */
  public static double unitRoundoff(DType dtype) {
    return dtype.isInteger() ? 0 : Math.scalb(1.0, -dtype.significandBits());
  }

  /**
   * The smallest positive number that a device must tell from zero: FP32 and what has its exponents
   * may flush subnormals, FP16 and FP8 have too few exponents for that.
   */
  public static double smallest(DType dtype) {
    return switch (dtype) {
      case FP64 -> Double.MIN_NORMAL;
      case FP32, BF16 -> Float.MIN_NORMAL;
      case FP16 -> 0x1p-24;
      case FP8_E4M3 -> 0x1p-9;
      case FP8_E5M2 -> 0x1p-16;
      case INT32, INT8 -> 0;
    };
  }

  /** The bits of {@code value} rounded to {@code dtype}; integers keep their low bits. */
  public static long bits(DType dtype, double value) {
    return switch (dtype) {
      case FP64 -> Double.doubleToRawLongBits(value);
      case FP32 -> Float.floatToRawIntBits((float) value) & 0xffffffffL;
      case BF16 -> narrow(value, BF16);
      case FP16 -> narrow(value, FP16);
      case INT32 -> (long) value & 0xffffffffL;
      case INT8 -> (long) value & 0xffL;
      case FP8_E4M3 -> narrow(value, E4M3);
      case FP8_E5M2 -> narrow(value, E5M2);
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
      case FP8_E4M3 -> E4M3_VALUES[(int) bits & 0xff];
      case FP8_E5M2 -> E5M2_VALUES[(int) bits & 0xff];
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
      case FP8_E4M3, FP8_E5M2 -> {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
          bytes[i] = (byte) bits(dtype, values[i]);
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
      case FP8_E4M3, FP8_E5M2 -> {
        for (int i = 0; i < count; i++) {
          values[from + i] = value(dtype, in.get(at + i));
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

  /** The numbers of an 8-bit format, as if its upper exponent were like the others. */
  private static double[] values(int fractionBits, int bias) {
    double[] values = new double[256];
    for (int code = 0; code < 256; code++) {
      int exponent = (code & 0x7f) >> fractionBits;
      int fraction = code & ((1 << fractionBits) - 1);
      int hidden = exponent == 0 ? 0 : 1 << fractionBits;
      double magnitude =
          Math.scalb((double) (hidden + fraction), Math.max(exponent, 1) - bias - fractionBits);
      values[code] = code < 0x80 ? magnitude : -magnitude;
    }
    return values;
  }

  /**
   * A small binary format.
   *
   * @param tooLarge the least code that is no number: what overflows becomes it
   * @param nan the code of a NaN
   */
  private record Small(int exponentBits, int fractionBits, long tooLarge, long nan) {
    /** The upper exponent is for infinity and NaN. */
    static Small ieee(int exponentBits, int fractionBits) {
      long infinity = ((1L << exponentBits) - 1) << fractionBits;
      return new Small(exponentBits, fractionBits, infinity, infinity | (1L << (fractionBits - 1)));
    }
  }

  /** Rounds a double to a small binary format, from the double itself: no double rounding. */
  private static long narrow(double value, Small format) {
    int fractionBits = format.fractionBits();
    long bits = Double.doubleToRawLongBits(value);
    long sign = bits >>> 63 << (format.exponentBits() + fractionBits);
    int bias = (1 << (format.exponentBits() - 1)) - 1;
    if (Double.isNaN(value)) {
      return sign | format.nan();
    }
    int exponent = Math.getExponent(value);
    if (exponent > bias + 1) {
      return sign | format.tooLarge();
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
    // a carry runs into the exponent, up to what is too large, as it should
    return sign | Math.min(base + rounded, format.tooLarge());
  }
}
