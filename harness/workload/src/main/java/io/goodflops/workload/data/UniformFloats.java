package io.goodflops.workload.data;

import io.goodflops.spi.DType;

/**
 * Random floats, uniform in [-1, 1], rounded to their type: full significands, no zero, nothing
 * subnormal (the smallest magnitude is 2^-19, of 16-bit types 2^-14, the smallest normal FP16).
 */
final class UniformFloats implements ElementSource {
  private final DType dtype;
  private final long key;
  private final double splitter;

  UniformFloats(DType dtype, long key) {
    this.dtype = dtype;
    this.key = key;
    // Veltkamp's splitting keeps 53-s bits of a double for a factor 2^s+1
    this.splitter = Math.scalb(1.0, 53 - dtype.significandBits()) + 1;
  }

  @Override
  public boolean integral() {
    return false;
  }

  @Override
  public void read(long first, double[] target, int from, int count) {
    int i = 0;
    int perWord = 64 / dtype.bits();
    while (i < count && (first + i) % perWord != 0) {
      target[from + i] = lane(Counter.word(key, (first + i) / perWord), first + i);
      i++;
    }
    long word = (first + i) / perWord;
    int whole = (count - i) / perWord;
    switch (dtype) {
      case FP64 -> wide(word, target, from + i, whole);
      case FP32 -> pairs(word, target, from + i, whole);
      default -> fours(word, target, from + i, whole);
    }
    i += whole * perWord;
    for (; i < count; i++) {
      target[from + i] = lane(Counter.word(key, (first + i) / perWord), first + i);
    }
  }

  private double lane(long word, long index) {
    return switch (dtype) {
      case FP64 -> fp64(word);
      case FP32 -> fp32((int) (word >>> (32 * (index & 1))));
      default -> small((int) (word >>> (16 * (index & 3))));
    };
  }

  private void wide(long word, double[] target, int from, int words) {
    for (int w = 0; w < words; w++) {
      target[from + w] = fp64(Counter.word(key, word + w));
    }
  }

  private void pairs(long word, double[] target, int from, int words) {
    for (int w = 0; w < words; w++) {
      long bits = Counter.word(key, word + w);
      target[from + 2 * w] = fp32((int) bits);
      target[from + 2 * w + 1] = fp32((int) (bits >>> 32));
    }
  }

  private void fours(long word, double[] target, int from, int words) {
    for (int w = 0; w < words; w++) {
      long bits = Counter.word(key, word + w);
      target[from + 4 * w] = small((int) bits);
      target[from + 4 * w + 1] = small((int) (bits >>> 16));
      target[from + 4 * w + 2] = small((int) (bits >>> 32));
      target[from + 4 * w + 3] = small((int) (bits >>> 48));
    }
  }

  private static double fp64(long bits) {
    return (double) (bits | 1L << 44) * 0x1p-63;
  }

  private static double fp32(int bits) {
    return (float) (bits | 1 << 12) * 0x1p-31;
  }

  /** A 16-bit float from the low 16 bits: sign and magnitude, so that no zero appears. */
  private double small(int bits) {
    // without a branch: a random one is mispredicted half of the time
    int sign = -((bits >>> 15) & 1);
    double value = ((((bits & 0x7fff) | 2) ^ sign) - sign) * 0x1p-15;
    double scaled = value * splitter;
    return scaled - (scaled - value);
  }
}
