package io.goodflops.tck;

/** Counts in sentences. */
final class Plural {
  private Plural() {}

  /** {@code 1 op}, {@code 2 ops}; nouns that take an s. */
  static String of(long count, String noun) {
    return of(count, noun, noun + "s");
  }

  static String of(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }
}
