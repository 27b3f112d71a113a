package io.goodflops.workload.data;

/**
 * Random integers, uniform in [-2^(bits-1), 2^(bits-1)).
 *
 * @param laneBits random bits that an element takes, those of its storage: 8 to 64
 * @param bits how many of them, the upper ones, it keeps
 */
record UniformIntegers(int laneBits, int bits, long key) implements ElementSource {
  private static final int CHUNK = 256;

  @Override
  public boolean integral() {
    return true;
  }

  @Override
  public void read(long first, long[] target, int from, int count) {
    int perWord = 64 / laneBits;
    int head = (int) Math.min(count, Math.floorMod(-first, (long) perWord));
    single(first, target, from, head);
    long[] words = new long[Math.min(CHUNK, (count - head) / perWord)];
    int at = head;
    while (count - at >= perWord) {
      int run = Math.min(words.length, (count - at) / perWord);
      Counter.words(key, (first + at) / perWord, words, run);
      // the number of lanes is a constant in each of these calls once they are inlined
      switch (perWord) {
        case 1 -> whole(words, target, from + at, run, 1);
        case 2 -> whole(words, target, from + at, run, 2);
        case 4 -> whole(words, target, from + at, run, 4);
        default -> whole(words, target, from + at, run, 8);
      }
      at += run * perWord;
    }
    single(first + at, target, from + at, count - at);
  }

  private void whole(long[] words, long[] target, int from, int count, int lanes) {
    int width = 64 / lanes;
    for (int w = 0; w < count; w++) {
      for (int lane = 0; lane < lanes; lane++) {
        target[from + w * lanes + lane] = (words[w] << (64 - width * (lane + 1))) >> (64 - bits);
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
    return (first, target, count) -> Counter.words(key, first, target, count);
  }
}
