package io.goodflops.plugin.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Conversion to storage types and back. */
class ElementsTest {

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BF16", "FP16"})
  void everySixteenBitPatternButNanSurvives(DType dtype) {
    byte[] bytes = new byte[4];
    for (int bits = 0; bits < 1 << 16; bits++) {
      bytes[0] = (byte) bits;
      bytes[1] = (byte) (bits >> 8);
      double value = Elements.get(bytes, dtype, 0);
      if (!Double.isNaN(value)) {
        Elements.set(bytes, dtype, 1, value);
        assertThat((bytes[2] & 255) | (bytes[3] & 255) << 8).isEqualTo(bits);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BF16", "FP16"})
  void roundsToTheNearestNeighbourAndTiesToEven(DType dtype) {
    byte[] low = new byte[2];
    byte[] high = new byte[2];
    int infinity = dtype == DType.BF16 ? 0x7f80 : 0x7c00;
    for (int bits = 0; bits < infinity - 1; bits++) {
      double down = value(low, dtype, bits);
      double up = value(high, dtype, bits + 1);
      double middle = (down + up) / 2;
      assertThat(Elements.round(dtype, middle)).isEqualTo(bits % 2 == 0 ? down : up);
      assertThat(Elements.round(dtype, Math.nextUp(middle))).isEqualTo(up);
      assertThat(Elements.round(dtype, -Math.nextDown(middle))).isEqualTo(-down);
    }
  }

  /** Not by way of the table: exponent and fraction as the OCP specification spells them. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FP8_E4M3", "FP8_E5M2"})
  void everyCodeOfFp8HasItsValueAndSurvives(DType dtype) {
    boolean e4m3 = dtype == DType.FP8_E4M3;
    int bits = e4m3 ? 3 : 2;
    int bias = e4m3 ? 7 : 15;
    for (int code = 0; code < 256; code++) {
      int exponent = (code & 0x7f) >> bits;
      double fraction = code & ((1 << bits) - 1);
      double right =
          exponent == 0
              ? fraction * Math.pow(2, 1 - bias - bits)
              : ((1 << bits) + fraction) * Math.pow(2, exponent - bias - bits);
      if (e4m3 ? (code & 0x7f) == 0x7f : exponent == 31) {
        right = !e4m3 && fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
      }
      byte[] bytes = {(byte) code, 0};
      double value = Elements.get(bytes, dtype, 0);
      assertThat(value).isEqualTo((Double) (code < 128 ? right : -right));
      if (!Double.isNaN(value)) {
        Elements.set(bytes, dtype, 1, value);
        assertThat(bytes[1]).isEqualTo((byte) code);
      }
    }
  }

  @Test
  void fp8RoundsToEvenAndDoesNotSaturate() {
    assertThat(Elements.round(DType.FP8_E4M3, 464)).isEqualTo(448);
    assertThat(Elements.round(DType.FP8_E4M3, 464.1)).isNaN();
    assertThat(Elements.round(DType.FP8_E4M3, 0x1.8p-10)).isEqualTo(0x1p-9);
    assertThat(Elements.round(DType.FP8_E4M3, -0x1p-10)).isEqualTo(-0.0);
    assertThat(Elements.round(DType.FP8_E5M2, 61439)).isEqualTo(57344);
    assertThat(Elements.round(DType.FP8_E5M2, -61440)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void overflowsToInfinity() {
    assertThat(Elements.round(DType.FP16, 65519)).isEqualTo(65504);
    assertThat(Elements.round(DType.FP16, 65520)).isInfinite();
    assertThat(Elements.round(DType.BF16, -3.4e38)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Elements.round(DType.FP16, Double.NaN)).isNaN();
  }

  @Test
  void integersWrapAround() {
    assertThat(Elements.round(DType.INT8, 130)).isEqualTo(-126);
    assertThat(Elements.round(DType.INT32, 0x1p31)).isEqualTo(-0x1p31);
  }

  private static double value(byte[] bytes, DType dtype, int bits) {
    bytes[0] = (byte) bits;
    bytes[1] = (byte) (bits >> 8);
    return Elements.get(bytes, dtype, 0);
  }
}
