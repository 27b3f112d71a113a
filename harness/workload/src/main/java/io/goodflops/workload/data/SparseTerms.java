package io.goodflops.workload.data;

import io.goodflops.spi.DType;
import io.goodflops.spi.Read;

/**
 * Summands whose sum is exact in any order.
 *
 * <p>The n elements are cut into blocks of {@code stride}; one element of each block, at a random
 * place, is odd with up to p bits and a random sign, the others are 0. With S significand bits in
 * the accumulator, stride and p are chosen so that blocks·(2^p - 1) ≤ 2^S: every partial sum is an
 * integer of at most S bits.
 */
final class SparseTerms implements ElementSource {
  private final long key;
  private final int bits;
  private final int shift;

  SparseTerms(Read op, int sumBits, long key) {
    this.key = key;
    int log2 = 64 - Long.numberOfLeadingZeros(op.elements() - 1);
    this.bits = Math.max(1, Math.min(significand(op.dtype()), sumBits - log2));
    this.shift = Math.max(0, log2 - sumBits);
  }

  private static int significand(DType dtype) {
    return Math.min(dtype.significandBits(), 48);
  }

  @Override
  public boolean integral() {
    return true;
  }

  @Override
  public void read(long first, long[] target, int from, int count) {
    for (int i = 0; i < count; i++) {
      long index = first + i;
      long word = Counter.word(key, index >> shift);
      boolean here = ((word >>> 50) & ((1L << shift) - 1)) == (index & ((1L << shift) - 1));
      target[from + i] = here ? term(word) : 0;
    }
  }

  private long term(long word) {
    long magnitude = ((word >>> 1) & ((1L << bits) - 1)) | 1;
    long sign = -(word & 1);
    return (magnitude ^ sign) - sign;
  }
}
