package io.goodflops.workload.data;

/**
 * Random integers, uniform in [-2^(bits-1), 2^(bits-1)).
 *
 * @param laneBits random bits that an element takes, those of its storage: 8 to 64
 * @param bits how many of them, the upper ones, it keeps
 */
record UniformIntegers(int laneBits, int bits, long key) implements ElementSource {
  @Override
  public boolean integral() {
    return true;
  }

  @Override
  public void read(long first, long[] target, int from, int count) {
    int perWord = 64 / laneBits;
    int head = (int) Math.min(count, Math.floorMod(-first, (long) perWord));
    single(first, target, from, head);
    int words = (count - head) / perWord;
    long word = (first + head) / perWord;
    // the number of lanes is a constant in each of these calls once they are inlined
    switch (perWord) {
      case 1 -> whole(word, target, from + head, words, 1);
      case 2 -> whole(word, target, from + head, words, 2);
      case 4 -> whole(word, target, from + head, words, 4);
      default -> whole(word, target, from + head, words, 8);
    }
    int done = head + words * perWord;
    single(first + done, target, from + done, count - done);
  }

  private void whole(long word, long[] target, int from, int words, int lanes) {
    int width = 64 / lanes;
    for (int w = 0; w < words; w++) {
      long random = Counter.word(key, word + w);
      for (int lane = 0; lane < lanes; lane++) {
        target[from + w * lanes + lane] = (random << (64 - width * (lane + 1))) >> (64 - bits);
      }
    }
  }

  private void single(long first, long[] target, int from, int count) {
    int perWord = 64 / laneBits;
    for (int i = 0; i < count; i++) {
      int lane = (int) ((first + i) % perWord);
      long random = Counter.word(key, (first + i) / perWord);
      target[from + i] = (random << (64 - laneBits * (lane + 1))) >> (64 - bits);
    }
  }

  /** Integers of full range lie in memory as the random words do. */
  PackedWords packed() {
    return (first, target, count) -> {
      for (int i = 0; i < count; i++) {
        target[i] = Counter.word(key, first + i);
      }
    };
  }
}
