package io.goodflops.workload.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers of every type come out of a file as they were put in, wherever the window lies. */
class FileNumbersTest {
  private static final int ELEMENTS = 300_000;
  private static final int OFFSET = 5;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FP8_E4M3", "FP8_E5M2"})
  void numbersAreWhatWasWritten(DType dtype) throws IOException {
    int bytes = dtype.bits() / 8;
    ByteBuffer written =
        ByteBuffer.allocate(OFFSET + ELEMENTS * bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < ELEMENTS; i++) {
      long bits = Encoding.bits(dtype, number(i));
      for (int b = 0; b < bytes; b++) {
        written.put(OFFSET + i * bytes + b, (byte) (bits >>> (8 * b)));
      }
    }
    Path file = folder.resolve("numbers");
    Files.write(file, written.array());
    try (FileChannel channel = FileChannel.open(file)) {
      FileNumbers numbers = new FileNumbers(channel, OFFSET, dtype, ELEMENTS);
      assertThat(numbers.integral()).isEqualTo(dtype.isInteger());
      double[] values = new double[ELEMENTS + 1];
      numbers.read(0, values, 1, ELEMENTS);
      for (int i = 0; i < ELEMENTS; i++) {
        if (values[i + 1] != number(i)) {
          assertThat(values[i + 1]).as("element %d", i).isEqualTo(number(i));
        }
      }
      assertThat(numbers.at(1)).isEqualTo(number(1));
      assertThat(numbers.at(ELEMENTS - 1)).isEqualTo(number(ELEMENTS - 1));
      long[] integers = new long[3];
      if (dtype.isInteger()) {
        numbers.read(7, integers, 1, 2);
        assertThat(integers).containsExactly(0, (long) number(7), (long) number(8));
      } else {
        assertThatThrownBy(() -> numbers.read(7, integers, 1, 2))
            .isInstanceOf(UnsupportedOperationException.class);
      }
      assertThatThrownBy(() -> numbers.at(ELEMENTS)).isInstanceOf(IndexOutOfBoundsException.class);
      FileNumbers longer = new FileNumbers(channel, OFFSET, dtype, ELEMENTS + 1);
      assertThatThrownBy(() -> longer.at(ELEMENTS))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("in the middle of a tensor");
    }
  }

  private static double number(int i) {
    return (i * 31) % 201 - 100;
  }
}
