package io.goodflops.workload.data;

import io.goodflops.spi.DType;

/**
 * Random floats of either sign, near enough uniform in (-1, 1), with full significands.
 *
 * <p>All bits of the fraction are random, and the magnitude lies in [1/2, 1) with probability 1/2,
 * in [1/4, 1/2) with 1/4, in [1/8, 1/4) and in [1/16, 1/8) with 1/8 each: uniform above 1/8, and
 * never zero or subnormal. The mean square is 1/3 as of the uniform distribution (0.3338).
 *
 * <p>Numbers are made as bits, all lanes of a 64-bit word at once: no conversion, no branch.
 */
final class UniformFloats implements ElementSource, PackedWords {
  private final long key;
  private final int laneBits;
  private final int fractionBits;
  private final long lowest;
  private final long keep;
  private final long half;
  private final long rebias;

  UniformFloats(DType dtype, long key) {
    this.key = key;
    laneBits = dtype.bits();
    fractionBits = dtype.significandBits() - 1;
    int exponentBits = laneBits - 1 - fractionBits;
    long bias = (1L << (exponentBits - 1)) - 1;
    // a one in the lowest bit of each lane; lane constants are multiples of it
    lowest = laneBits == 64 ? 1 : Long.divideUnsigned(-1L, (1L << laneBits) - 1);
    keep = lowest * ((1L << (laneBits - 1)) | ((1L << fractionBits) - 1));
    half = lowest * (bias - 1);
    rebias = (1023 - bias) << 52;
  }

  @Override
  public boolean integral() {
    return false;
  }

  @Override
  public void words(long first, long[] target, int count) {
    for (int i = 0; i < count; i++) {
      target[i] = Counter.word(key, first + i);
    }
    // two loops: the second has no multiplication and runs in vector registers
    int fraction = fractionBits;
    long lowestBits = lowest;
    long kept = keep;
    long largest = half;
    for (int i = 0; i < count; i++) {
      target[i] = shape(target[i], fraction, lowestBits, kept, largest);
    }
  }

  private long word(long index) {
    return shape(Counter.word(key, index), fractionBits, lowest, keep, half);
  }

  /**
   * Makes numbers of random bits. The exponent's place holds spare ones: each 1 in an unbroken row
   * of three halves the magnitude.
   */
  private static long shape(long bits, int fractionBits, long lowest, long keep, long half) {
    long first = (bits >>> fractionBits) & lowest;
    long second = (bits >>> (fractionBits + 1)) & first;
    long third = (bits >>> (fractionBits + 2)) & second;
    long exponent = half - first - second - third;
    return (bits & keep) | (exponent << fractionBits);
  }

  @Override
  public void read(long first, double[] target, int from, int count) {
    int perWord = 64 / laneBits;
    int head = (int) Math.min(count, Math.floorMod(-first, (long) perWord));
    single(first, target, from, head);
    int words = (count - head) / perWord;
    long word = (first + head) / perWord;
    switch (perWord) {
      case 1 -> ones(word, target, from + head, words);
      case 2 -> twos(word, target, from + head, words);
      default -> fours(word, target, from + head, words);
    }
    int done = head + words * perWord;
    single(first + done, target, from + done, count - done);
  }

  private void single(long first, double[] target, int from, int count) {
    int perWord = 64 / laneBits;
    for (int i = 0; i < count; i++) {
      int lane = (int) ((first + i) % perWord);
      target[from + i] = decode(word((first + i) / perWord) >>> (lane * laneBits));
    }
  }

  private void ones(long word, double[] target, int from, int words) {
    for (int w = 0; w < words; w++) {
      target[from + w] = decode(word(word + w));
    }
  }

  private void twos(long word, double[] target, int from, int words) {
    for (int w = 0; w < words; w++) {
      long bits = word(word + w);
      target[from + 2 * w] = decode(bits);
      target[from + 2 * w + 1] = decode(bits >>> 32);
    }
  }

  private void fours(long word, double[] target, int from, int words) {
    for (int w = 0; w < words; w++) {
      long bits = word(word + w);
      target[from + 4 * w] = decode(bits);
      target[from + 4 * w + 1] = decode(bits >>> 16);
      target[from + 4 * w + 2] = decode(bits >>> 32);
      target[from + 4 * w + 3] = decode(bits >>> 48);
    }
  }

  /** The lowest lane, a normal number, as a double. */
  private double decode(long word) {
    long lane = word << (64 - laneBits);
    long magnitude = (lane & Long.MAX_VALUE) >>> (63 - 52 - (laneBits - 1 - fractionBits));
    return Double.longBitsToDouble((lane & Long.MIN_VALUE) | (magnitude + rebias));
  }
}
