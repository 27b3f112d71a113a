package io.goodflops.workload.data;

import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.Read;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.Triad;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What an op's inputs hold.
 *
 * <p>Element i of an input follows from the op, the input's index, the pattern, the seed and i
 * alone, so that the process that measures and the process that judges agree without talking.
 *
 * <ul>
 *   <li>{@code RANDOM}: floats near uniform in (-1, 1) with full significands; integers over their
 *       whole range. A read gets terms whose sum is exact, an FMA chain gets chains that stay
 *       bounded, a chain of matrix products small integers, an integer triad gets a range that
 *       cannot overflow, a training op what {@link TrainingData} says.
 *   <li>{@code EXACT}: for matrix products see {@link ExactFactors}; for a triad integers whose
 *       result needs no rounding; otherwise the same as {@code RANDOM}.
 *   <li>{@code ZERO} and {@code ONE}: what they say.
 * </ul>
 */
public final class InputData {
  private static final int CHUNK = 2048;

  private InputData() {}

  /**
   * Fills the remaining space of {@code target} with elements from {@code firstElement} on.
   *
   * @param target moves on by its remaining bytes, which must be whole elements
   */
  public static void fill(
      Op op, int inputIndex, Pattern pattern, long seed, long firstElement, ByteBuffer target) {
    DType dtype = op.inputs().get(inputIndex).spec().dtype();
    int elementBytes = dtype.bits() / 8;
    if (target.remaining() % elementBytes != 0) {
      throw new IllegalArgumentException(
          target.remaining() + " bytes are not whole elements of " + dtype);
    }
    ElementSource source = source(op, inputIndex, pattern, seed);
    long element = firstElement;
    Optional<PackedWords> packed = packed(source);
    if (packed.isPresent() && element * elementBytes % 8 == 0) {
      element += words(packed.get(), element * elementBytes / 8, target) * 8 / elementBytes;
    }
    double[] values = new double[CHUNK];
    while (target.hasRemaining()) {
      int count = Math.min(CHUNK, target.remaining() / elementBytes);
      source.read(element, values, 0, count);
      Encoding.putExact(dtype, values, count, target);
      element += count;
    }
  }

  private static Optional<PackedWords> packed(ElementSource source) {
    if (source instanceof UniformFloats floats) {
      return Optional.of(floats);
    }
    return source instanceof UniformIntegers integers && integers.bits() == integers.laneBits()
        ? Optional.of(integers.packed())
        : Optional.empty();
  }

  /** Writes whole words as long as they fit; returns how many. */
  private static long words(PackedWords source, long firstWord, ByteBuffer target) {
    long[] chunk = new long[CHUNK];
    long done = 0;
    while (target.remaining() >= 8) {
      int count = Math.min(CHUNK, target.remaining() / 8);
      source.words(firstWord + done, chunk, count);
      target.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(chunk, 0, count);
      target.position(target.position() + 8 * count);
      done += count;
    }
    return done;
  }

  /** One element. */
  public static double value(Op op, int inputIndex, Pattern pattern, long seed, long element) {
    return source(op, inputIndex, pattern, seed).at(element);
  }

  /** All elements of one input, to be read in runs. */
  public static ElementSource source(Op op, int inputIndex, Pattern pattern, long seed) {
    DType dtype = op.inputs().get(inputIndex).spec().dtype();
    if (op instanceof TrainingOp training) {
      return training(training, inputIndex, pattern, seed);
    }
    return switch (pattern) {
      case ZERO -> new ConstantSource(0);
      case ONE -> new ConstantSource(1);
      case RANDOM, EXACT ->
          op instanceof MatrixChain
              ? new MatrixChainData(inputIndex, seed)
              : dtype.isInteger()
                  ? integers(op, dtype, Counter.key(seed, inputIndex))
                  : floats(op, dtype, inputIndex, pattern, seed);
    };
  }

  private static ElementSource training(TrainingOp op, int input, Pattern pattern, long seed) {
    TensorSpec spec = op.inputs().get(input).spec();
    long key = Counter.key(seed, input);
    TrainingData.Kind kind = TrainingData.kind(op, input);
    if (kind instanceof TrainingData.Kind.Below below) {
      return new Indices(below.bound(), key);
    }
    if (kind instanceof TrainingData.Kind.Derived) {
      ElementSource x = training(op, 0, pattern, seed);
      return new GivenNumbers(TrainingData.derived(op, input, x));
    }
    return switch (pattern) {
      case ZERO -> new ConstantSource(0);
      case ONE -> new ConstantSource(1);
      case RANDOM, EXACT ->
          kind instanceof TrainingData.Kind.Positive
              ? new PositiveFloats(new UniformFloats(spec.dtype(), key))
              : new UniformFloats(spec.dtype(), key);
    };
  }

  private static ElementSource integers(Op op, DType dtype, long key) {
    int bits = op instanceof Triad ? dtype.bits() - 2 : dtype.bits();
    return new UniformIntegers(dtype.bits(), bits, key);
  }

  private static ElementSource floats(
      Op op, DType dtype, int inputIndex, Pattern pattern, long seed) {
    long key = Counter.key(seed, inputIndex);
    if (op instanceof Read read) {
      return new SparseTerms(read, read.compute().accumulate().significandBits(), key);
    }
    if (op instanceof FmaChain chain) {
      return new ChainData(chain, inputIndex, seed);
    }
    if (pattern == Pattern.RANDOM || op instanceof Copy) {
      return new UniformFloats(dtype, key);
    }
    if (op instanceof MatMul matmul) {
      return new ExactFactors(matmul, inputIndex, seed);
    }
    return new UniformIntegers(dtype.bits(), dtype.significandBits() - 3, key);
  }
}
