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
  private static final int CHUNK = 256;

  private final long key;
  private final int laneBits;
  private final int fractionBits;
  private final long exponentOnes;
  private final long keep;
  private final long half;
  private final long rebias;

  UniformFloats(DType dtype, long key) {
    this.key = key;
    laneBits = dtype.bits();
    fractionBits = dtype.significandBits() - 1;
    int exponentBits = laneBits - 1 - fractionBits;
    long bias = (1L << (exponentBits - 1)) - 1;
    // lane constants are multiples of a word with a 1 in the lowest bit of each lane
    long lanes = laneBits == 64 ? 1 : Long.divideUnsigned(-1L, (1L << laneBits) - 1);
    keep = lanes * ((1L << (laneBits - 1)) | ((1L << fractionBits) - 1));
    exponentOnes = lanes << fractionBits;
    half = (lanes * (bias - 1)) << fractionBits;
    rebias = (1023 - bias) << 52;
  }

  @Override
  public boolean integral() {
    return false;
  }

  @Override
  public void words(long first, long[] target, int count) {
    long ones = exponentOnes;
    long kept = keep;
    long largest = half;
    Counter.words(key, first, target, count);
    for (int i = 0; i < count; i++) {
      target[i] = shape(target[i], ones, kept, largest);
    }
  }

  private long word(long index) {
    return shape(Counter.word(key, index), exponentOnes, keep, half);
  }

  /**
   * Makes numbers of random bits. The exponent's place holds spare ones: each 1 in an unbroken row
   * of three, from its lowest bit up, takes one off the exponent.
   */
  private static long shape(long bits, long exponentOnes, long keep, long half) {
    long first = bits & exponentOnes;
    long second = (bits >>> 1) & first;
    long third = (bits >>> 2) & second;
    return (bits & keep) | (half - first - second - third);
  }

  @Override
  public void read(long first, double[] target, int from, int count) {
    int perWord = 64 / laneBits;
    int head = (int) Math.min(count, Math.floorMod(-first, (long) perWord));
    single(first, target, from, head);
    long[] words = new long[Math.min(CHUNK, (count - head) / perWord)];
    int at = head;
    while (count - at >= perWord) {
      int run = Math.min(words.length, (count - at) / perWord);
      words((first + at) / perWord, words, run);
      switch (perWord) {
        case 1 -> ones(words, target, from + at, run);
        case 2 -> twos(words, target, from + at, run);
        case 4 -> fours(words, target, from + at, run);
        default -> eights(words, target, from + at, run);
      }
      at += run * perWord;
    }
    single(first + at, target, from + at, count - at);
  }

  private void single(long first, double[] target, int from, int count) {
    int perWord = 64 / laneBits;
    for (int i = 0; i < count; i++) {
      int lane = (int) ((first + i) % perWord);
      target[from + i] = decode(word((first + i) / perWord) >>> (lane * laneBits));
    }
  }

  private void ones(long[] words, double[] target, int from, int count) {
    for (int w = 0; w < count; w++) {
      target[from + w] = Double.longBitsToDouble(words[w]);
    }
  }

  private void twos(long[] words, double[] target, int from, int count) {
    for (int w = 0; w < count; w++) {
      long bits = words[w];
      target[from + 2 * w] = Float.intBitsToFloat((int) bits);
      target[from + 2 * w + 1] = Float.intBitsToFloat((int) (bits >>> 32));
    }
  }

  private void fours(long[] words, double[] target, int from, int count) {
    for (int w = 0; w < count; w++) {
      long bits = words[w];
      target[from + 4 * w] = decode(bits);
      target[from + 4 * w + 1] = decode(bits >>> 16);
      target[from + 4 * w + 2] = decode(bits >>> 32);
      target[from + 4 * w + 3] = decode(bits >>> 48);
    }
  }

  private void eights(long[] words, double[] target, int from, int count) {
    for (int w = 0; w < count; w++) {
      for (int lane = 0; lane < 8; lane++) {
        target[from + 8 * w + lane] = decode(words[w] >>> (8 * lane));
      }
    }
  }

  /** The lowest lane, a normal number, as a double. */
  private double decode(long word) {
    long lane = word << (64 - laneBits);
    long magnitude = (lane & Long.MAX_VALUE) >>> (63 - 52 - (laneBits - 1 - fractionBits));
    return Double.longBitsToDouble((lane & Long.MIN_VALUE) | (magnitude + rebias));
  }
}
