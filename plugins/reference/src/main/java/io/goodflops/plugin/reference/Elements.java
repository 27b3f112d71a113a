package io.goodflops.plugin.reference;

import io.goodflops.spi.DType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Elements of every storage type as doubles, which hold each of their values exactly; back with
 * round to nearest even (IEEE 754-2019, 4.3.1).
 */
final class Elements {
  private static final VarHandle DOUBLES = view(double[].class);
  private static final VarHandle FLOATS = view(float[].class);
  private static final VarHandle INTS = view(int[].class);
  private static final VarHandle SHORTS = view(short[].class);

  private Elements() {}

  static double get(byte[] bytes, DType dtype, int index) {
    return switch (dtype) {
      case FP64 -> (double) DOUBLES.get(bytes, index * 8);
      case FP32 -> (float) FLOATS.get(bytes, index * 4);
      case BF16 -> Float.intBitsToFloat((short) SHORTS.get(bytes, index * 2) << 16);
      case FP16 -> fromHalf((short) SHORTS.get(bytes, index * 2));
      case INT32 -> (int) INTS.get(bytes, index * 4);
      case INT8 -> bytes[index];
      case FP8_E4M3 -> Fp8.E4M3.value(bytes[index]);
      case FP8_E5M2 -> Fp8.E5M2.value(bytes[index]);
    };
  }

  /** Integers must be given as values of their type. */
  static void set(byte[] bytes, DType dtype, int index, double value) {
    switch (dtype) {
      case FP64 -> DOUBLES.set(bytes, index * 8, value);
      case FP32 -> FLOATS.set(bytes, index * 4, (float) value);
      case BF16 -> SHORTS.set(bytes, index * 2, toBfloat(value));
      case FP16 -> SHORTS.set(bytes, index * 2, toHalf(value));
      case INT32 -> INTS.set(bytes, index * 4, (int) value);
      case INT8 -> bytes[index] = (byte) value;
      case FP8_E4M3 -> bytes[index] = Fp8.E4M3.code(value);
      case FP8_E5M2 -> bytes[index] = Fp8.E5M2.code(value);
    }
  }

  /** The nearest value that the type holds; integers wrap around as hardware does. */
  static double round(DType dtype, double value) {
    return switch (dtype) {
      case FP64 -> value;
      case FP32 -> (float) value;
      case BF16 -> nearest(value, DType.BF16.significandBits(), -126, 0x1.fep127);
      case FP16 -> nearest(value, DType.FP16.significandBits(), -14, 65504);
      case INT32 -> (int) (long) value;
      case INT8 -> (byte) (long) value;
      case FP8_E4M3 -> Fp8.E4M3.value(Fp8.E4M3.code(value));
      case FP8_E5M2 -> Fp8.E5M2.value(Fp8.E5M2.code(value));
    };
  }

  /** Rounds to {@code bits} significand bits, with subnormals below 2^{@code minExponent}. */
  private static double nearest(double value, int bits, int minExponent, double largest) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return value;
    }
    int ulpExponent = Math.max(Math.getExponent(value), minExponent) - (bits - 1);
    // scaling by a power of two is exact, and rint rounds to nearest even
    double rounded = Math.scalb(Math.rint(Math.scalb(value, -ulpExponent)), ulpExponent);
    return Math.abs(rounded) > largest ? Math.copySign(Double.POSITIVE_INFINITY, value) : rounded;
  }

  /** BF16 is the upper half of an FP32. */
  private static short toBfloat(double value) {
    return (short) (Float.floatToIntBits((float) round(DType.BF16, value)) >>> 16);
  }

  /** FP16: sign, 5 bits of exponent with bias 15, 10 bits of fraction. */
  private static short toHalf(double value) {
    double rounded = round(DType.FP16, value);
    int sign = Double.doubleToRawLongBits(value) < 0 ? 0x8000 : 0;
    double magnitude = Math.abs(rounded);
    if (Double.isNaN(magnitude)) {
      return (short) 0x7e00;
    }
    if (Double.isInfinite(magnitude)) {
      return (short) (sign | 0x7c00);
    }
    int exponent = Math.max(Math.getExponent(magnitude), -14);
    int significand = (int) Math.scalb(magnitude, 10 - exponent);
    // a normal number's hidden bit (1024) adds the missing 1 to the biased exponent
    return (short) (sign | (((exponent + 14) << 10) + significand));
  }

  private static double fromHalf(short bits) {
    double sign = bits < 0 ? -1 : 1;
    int exponent = (bits >> 10) & 31;
    int fraction = bits & 1023;
    if (exponent == 31) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return exponent == 0
        ? sign * Math.scalb((double) fraction, -24)
        : sign * Math.scalb((double) (1024 + fraction), exponent - 25);
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
  }
}
