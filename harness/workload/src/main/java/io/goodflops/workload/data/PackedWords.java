package io.goodflops.workload.data;

/** A source whose elements lie in memory exactly as its random words do. */
interface PackedWords {
  /** Puts the words at bytes 8·first and on into {@code target}. */
  void words(long first, long[] target, int count);
}
