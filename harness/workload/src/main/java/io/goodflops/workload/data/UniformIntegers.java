package io.goodflops.workload.data;

/**
 * Random integers, uniform in [-2^(bits-1), 2^(bits-1)).
 *
 * <p>An element takes as many bits as its storage, 8 to 64, and keeps the upper {@code bits}.
 */
final class UniformIntegers implements ElementSource {
  private final int laneBits;
  private final int drop;
  private final long key;

  UniformIntegers(int laneBits, int bits, long key) {
    this.laneBits = laneBits;
    this.drop = 64 - bits;
    this.key = key;
  }

  @Override
  public boolean integral() {
    return true;
  }

  @Override
  public void read(long first, long[] target, int from, int count) {
    int perWord = 64 / laneBits;
    int i = 0;
    while (i < count) {
      long index = first + i;
      long word = Counter.word(key, index / perWord);
      int lane = (int) (index % perWord);
      for (; lane < perWord && i < count; lane++, i++) {
        target[from + i] = pick(word, lane);
      }
    }
  }

  /** Whether storage order is just word after word, all bits used. */
  boolean fillsWords() {
    return drop == 64 - laneBits;
  }

  long word(long index) {
    return Counter.word(key, index);
  }

  private long pick(long word, int lane) {
    return word << (64 - laneBits * (lane + 1)) >> drop;
  }
}
