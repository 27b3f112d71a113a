package io.goodflops.workload.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.Compute;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.Read;
import io.goodflops.spi.Triad;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InputDataTest {
  private static List<Op> ops() {
    List<Op> ops = new ArrayList<>();
    for (DType dtype : DType.values()) {
      ops.add(MatMul.of(13, 7, 11, dtype));
      ops.add(new Copy(dtype, 101));
      if (dtype.isFp8()) {
        continue;
      }
      ops.add(new Read(dtype, 101));
      ops.add(new Triad(dtype, 101));
      ops.add(new FmaChain(dtype, FmaChain.CHAIN_MULTIPLE, 100));
    }
    ops.add(new MatrixChain(DType.BF16, Compute.standard(DType.BF16), 3, 100));
    return ops;
  }

  private static DType dtype(Op op, int input) {
    return op.inputs().get(input).spec().dtype();
  }

  private static byte[] fill(Op op, int input, Pattern pattern, long seed, long first, int count) {
    DType dtype = op.inputs().get(input).spec().dtype();
    ByteBuffer bytes = ByteBuffer.allocate(count * dtype.bits() / 8);
    InputData.fill(op, input, pattern, seed, first, bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return bytes.array();
  }

  @Property(tries = 60)
  void piecesAgreeWithTheWhole(
      @ForAll Pattern pattern,
      @ForAll long seed,
      @ForAll @IntRange(max = 76) int from,
      @ForAll @IntRange(max = 76) int more) {
    int count = Math.min(more, 77 - from);
    for (Op op : ops()) {
      for (int input = 0; input < op.inputs().size(); input++) {
        int size = dtype(op, input).bits() / 8;
        byte[] whole = fill(op, input, pattern, seed, 0, 77);
        byte[] part = fill(op, input, pattern, seed, from, count);
        assertThat(part)
            .as("%s input %d", op, input)
            .isEqualTo(Arrays.copyOfRange(whole, from * size, (from + count) * size));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void valuesAreWhatLiesInMemory(Pattern pattern) {
    for (Op op : ops()) {
      for (int input = 0; input < op.inputs().size(); input++) {
        double[] decoded = new double[77];
        Encoding.get(
            dtype(op, input), ByteBuffer.wrap(fill(op, input, pattern, 5, 0, 77)), decoded, 0, 77);
        for (int i = 0; i < decoded.length; i++) {
          assertThat(InputData.value(op, input, pattern, 5, i))
              .as("%s input %d element %d", op, input, i)
              .isEqualTo(decoded[i]);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FP64", "FP32", "BF16", "FP16"})
  void randomFloatsAreUniformNormalAndUseAllBits(DType dtype) {
    int count = 1 << 16;
    double[] values = new double[count];
    InputData.source(new Copy(dtype, count), 0, Pattern.RANDOM, 3).read(0, values, 0, count);
    double sum = 0;
    double squares = 0;
    int lastBitSet = 0;
    for (double value : values) {
      assertThat(Math.abs(value)).isBetween(0x1p-4, 1.0);
      sum += value;
      squares += value * value;
      double lastPlace = Math.scalb(1.0, Math.getExponent(value) - dtype.significandBits() + 1);
      lastBitSet += Math.abs(value / lastPlace) % 2 == 1 ? 1 : 0;
    }
    assertThat(sum / count).isBetween(-0.02, 0.02);
    assertThat(squares / count).isBetween(0.32, 0.35);
    assertThat((double) lastBitSet / count).isBetween(0.4, 0.6);
  }

  @Test
  void int8CoversItsWholeRange() {
    boolean[] seen = new boolean[256];
    for (byte value : fill(new Copy(DType.INT8, 1 << 14), 0, Pattern.RANDOM, 9, 0, 1 << 14)) {
      seen[value & 0xff] = true;
    }
    assertThat(seen).doesNotContain(false);
  }

  @Test
  void seedsAndInputsDiffer() {
    Op op = new Triad(DType.FP32, 64);
    byte[] one = fill(op, 0, Pattern.RANDOM, 1, 0, 64);
    assertThat(one).isNotEqualTo(fill(op, 0, Pattern.RANDOM, 2, 0, 64));
    assertThat(one).isNotEqualTo(fill(op, 1, Pattern.RANDOM, 1, 0, 64));
    assertThat(one).isEqualTo(fill(op, 0, Pattern.RANDOM, 1, 0, 64));
  }

  @Property(tries = 40)
  void sumsOfAReadAreExactInAnyOrder(@ForAll @IntRange(min = 1, max = 60_000) int size) {
    for (DType dtype : new DType[] {DType.FP64, DType.FP32, DType.BF16, DType.FP16}) {
      long elements = size * 1000L;
      Read op = new Read(dtype, elements);
      ElementSource source = InputData.source(op, 0, Pattern.RANDOM, size);
      int part = (int) Math.min(elements, 1 << 14);
      long[] values = new long[part];
      source.read(0, values, 0, part);
      long sum = 0;
      for (long value : values) {
        assertThat((double) value).isEqualTo(Encoding.round(dtype, (double) value));
        sum += Math.abs(value);
      }
      double all = (double) sum / part * elements;
      int bits = op.compute().accumulate().significandBits();
      assertThat(all).isLessThanOrEqualTo(Math.scalb(1.01, bits));
      assertThat(sum).isPositive();
    }
  }

  @Test
  void theFormatOfTheDataDoesNotDrift() {
    // a run is judged by another process, maybe of another version: these bytes stay
    assertThat(fill(MatMul.of(4, 4, 4, DType.FP32), 0, Pattern.RANDOM, 42, 0, 2))
        .asHexString()
        .isEqualTo("F31A40BF8E5617BF");
    assertThat(fill(MatMul.of(4, 4, 4, DType.BF16), 1, Pattern.EXACT, 42, 2, 8))
        .asHexString()
        .isEqualTo("803F803F39436BC32BC3534330413DC3");
  }
}
