package io.goodflops.workload.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EncodingTest {
  @ParameterizedTest
  @CsvSource({
    "1.0, 3c00",
    "-2.0, c000",
    "65504, 7bff",
    "65519, 7bff",
    "65520, 7c00",
    "1e9, 7c00",
    "0x1p-14, 0400",
    "0x1p-24, 0001",
    "0x1p-25, 0000",
    "0x1.8p-25, 0001",
    "0x1.004p0, 3c01",
    "0x1.002p0, 3c00",
    "0x1.006p0, 3c02",
    "0x1.0020001p0, 3c01",
    "0x0.ffcp-14, 03ff",
    "0x0.ffep-14, 0400",
    "0.333251953125, 3555",
    "-0.0, 8000",
    "1e-320, 0000"
  })
  void fp16IsRoundedToNearestEven(double value, String hex) {
    assertThat(Encoding.bits(DType.FP16, value)).isEqualTo(Long.parseLong(hex, 16));
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 3f80",
    "0x1.01p0, 3f80",
    "0x1.03p0, 3f82",
    "0x1.0100001p0, 3f81",
    "-1.5, bfc0",
    "3.4e38, 7f80",
    "3.3e38, 7f78",
    "0x1p-133, 0001",
    "1e300, 7f80"
  })
  void bf16IsRoundedToNearestEven(double value, String hex) {
    assertThat(Encoding.bits(DType.BF16, value)).isEqualTo(Long.parseLong(hex, 16));
  }

  @ParameterizedTest
  @EnumSource(names = {"FP16", "BF16"})
  void everyPatternOfASmallFloatSurvivesARoundTrip(DType dtype) {
    for (int bits = 0; bits < 1 << 16; bits++) {
      double value = Encoding.value(dtype, bits);
      if (Double.isNaN(value)) {
        assertThat(Encoding.value(dtype, Encoding.bits(dtype, value))).isNaN();
      } else {
        assertThat(Encoding.bits(dtype, value)).isEqualTo(bits);
      }
    }
  }

  /** Every code, against what NVIDIA's own header makes of it. */
  @ParameterizedTest
  @EnumSource(names = {"FP8_E4M3", "FP8_E5M2"})
  void everyCodeOfFp8IsWhatCudaConvertsItTo(DType dtype) throws IOException {
    double[] right = fp8(dtype);
    for (int code = 0; code < 128; code++) {
      assertThat(Encoding.value(dtype, code)).as("code %d", code).isEqualTo((Double) right[code]);
      assertThat(Encoding.value(dtype, code | 0x80)).isEqualTo((Double) (-right[code]));
      if (!Double.isNaN(right[code])) {
        assertThat(Encoding.bits(dtype, right[code])).isEqualTo(code);
        assertThat(Encoding.bits(dtype, -right[code])).isEqualTo(code | 0x80);
      }
    }
  }

  private static double[] fp8(DType dtype) throws IOException {
    try (InputStream file = EncodingTest.class.getResourceAsStream("fp8.txt")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      String from = text.substring(text.indexOf(dtype + "\n") + dtype.name().length()).strip();
      return Arrays.stream(from.split("\\s+"))
          .limit(128)
          .mapToDouble(Double::parseDouble)
          .toArray();
    }
  }

  /** What cuda_fp8.hpp of CUDA 13.0 gives for __nv_cvt_double_to_fp8 with __NV_NOSAT. */
  @ParameterizedTest
  @CsvSource({
    "464, 7e, 5f",
    "464.1, 7f, 5f",
    "500, 7f, 60",
    "1e9, 7f, 7c",
    "57344, 7f, 7b",
    "61439, 7f, 7b",
    "61440, 7f, 7c",
    "0x1p-10, 00, 14",
    "0x1.8p-10, 01, 16",
    "0x1p-17, 00, 00",
    "0x1.1p-17, 00, 01"
  })
  void fp8IsRoundedToNearestEvenAndDoesNotSaturate(double value, String e4m3, String e5m2) {
    assertThat(Encoding.bits(DType.FP8_E4M3, value)).isEqualTo(Long.parseLong(e4m3, 16));
    assertThat(Encoding.bits(DType.FP8_E5M2, value)).isEqualTo(Long.parseLong(e5m2, 16));
  }

  @Property(tries = 3000)
  void noSmallFloatIsNearer(@ForAll float value) {
    for (DType dtype : new DType[] {DType.FP16, DType.BF16}) {
      long bits = Encoding.bits(dtype, value);
      double rounded = Encoding.value(dtype, bits);
      if (Double.isInfinite(rounded)) {
        continue;
      }
      double error = Math.abs(rounded - value);
      assertThat(error).isLessThanOrEqualTo(Math.abs(Encoding.value(dtype, bits + 1) - value));
      if ((bits & 0x7fff) != 0) {
        assertThat(error).isLessThanOrEqualTo(Math.abs(Encoding.value(dtype, bits - 1) - value));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bulkAndSingleAgree(DType dtype) {
    double[] values = new double[500];
    for (int i = 0; i < values.length; i++) {
      double raw = dtype.isInteger() ? i % 250 - 125 : (i - 250) * 0.37;
      values[i] = Encoding.round(dtype, raw);
    }
    ByteBuffer bytes = ByteBuffer.allocate(values.length * dtype.bits() / 8 + 3).position(3);
    Encoding.putExact(dtype, values, values.length, bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    int size = dtype.bits() / 8;
    for (int i = 0; i < values.length; i++) {
      long bits = 0;
      for (int b = 0; b < size; b++) {
        bits |= (bytes.get(3 + i * size + b) & 0xffL) << (8 * b);
      }
      assertThat(bits).as("element %d", i).isEqualTo(Encoding.bits(dtype, values[i]));
    }
    double[] back = new double[values.length];
    Encoding.get(dtype, bytes.position(3), back, 0, back.length);
    assertThat(back).containsExactly(values);
  }

  @Test
  void notANumberAndInfinityAreKept() {
    for (DType dtype : new DType[] {DType.FP64, DType.FP32, DType.BF16, DType.FP16}) {
      assertThat(Encoding.round(dtype, Double.NaN)).isNaN();
      assertThat(Encoding.round(dtype, Double.NEGATIVE_INFINITY)).isNegative().isInfinite();
    }
  }
}
