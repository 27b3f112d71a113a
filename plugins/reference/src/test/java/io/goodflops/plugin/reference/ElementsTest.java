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
