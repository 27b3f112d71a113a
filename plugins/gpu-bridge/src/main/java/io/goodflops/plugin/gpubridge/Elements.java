package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as they lie in memory, for values that their type holds exactly. */
final class Elements {
  private Elements() {}

  static byte[] encode(DType dtype, double[] values) {
    byte[] content = new byte[(int) dtype.bytes(values.length)];
    ByteBuffer bytes = buffer(content);
    for (double value : values) {
      switch (dtype) {
        case FP64 -> bytes.putDouble(value);
        case FP32 -> bytes.putFloat((float) value);
        case BF16 -> bytes.putShort((short) (Float.floatToIntBits((float) value) >>> 16));
        case FP16 -> bytes.putShort(half((float) value));
        case INT32 -> bytes.putInt((int) value);
        case INT8 -> bytes.put((byte) value);
        case FP8_E4M3 -> bytes.put(quarter(value, 3, 7));
        case FP8_E5M2 -> bytes.put(quarter(value, 2, 15));
      }
    }
    return content;
  }

  static double[] decode(DType dtype, byte[] content) {
    ByteBuffer bytes = buffer(content);
    double[] values = new double[(int) (content.length / dtype.bytes(1))];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (dtype) {
            case FP64 -> bytes.getDouble();
            case FP32 -> bytes.getFloat();
            case BF16 -> Float.intBitsToFloat(bytes.getShort() << 16);
            case FP16 -> full(bytes.getShort());
            case INT32 -> bytes.getInt();
            case INT8 -> bytes.get();
            case FP8_E4M3, FP8_E5M2 -> throw new IllegalArgumentException("no sums in " + dtype);
          };
    }
    return values;
  }

  /** Without rounding: of values that fit, subnormal ones excepted. */
  private static short half(float value) {
    int bits = Float.floatToIntBits(value);
    if (value == 0) {
      return (short) (bits >>> 16);
    }
    int exponent = ((bits >>> 23) & 0xff) - 127 + 15;
    return (short) (((bits >>> 16) & 0x8000) | (exponent << 10) | ((bits >>> 13) & 0x3ff));
  }

  /** The same for 8 bits. */
  private static byte quarter(double value, int fractionBits, int bias) {
    if (value == 0) {
      return 0;
    }
    int exponent = Math.getExponent(value);
    int significand = (int) Math.scalb(Math.abs(value), fractionBits - exponent);
    int sign = value < 0 ? 0x80 : 0;
    // the hidden bit adds the missing 1 to the biased exponent
    return (byte) (sign | (((exponent + bias - 1) << fractionBits) + significand));
  }

  private static float full(short half) {
    int exponent = (half >>> 10) & 0x1f;
    int fraction = half & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 31 -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> (1024 + fraction) * (float) Math.pow(2, exponent - 25);
        };
    return half < 0 ? -magnitude : magnitude;
  }

  private static ByteBuffer buffer(byte[] content) {
    return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  }
}
