package io.goodflops.benchmark.libtorch;

import io.goodflops.workload.program.Decoder;
import io.goodflops.workload.program.Mlp;

/** The steps that are compared: two of suite {@code training}, and a block of GPT-2. */
final class Sizes {
  static final Mlp MLP = new Mlp(128, 1024, 4096, 1024);

  private Sizes() {}

  /**
   * {@code decoder} of the suite, or {@code gpt2-block}: one block of the smallest GPT-2 at its own
   * width, heads and context, with 2048 of its 50257 words.
   */
  static Decoder decoder(String name) {
    return switch (name) {
      case "decoder" -> new Decoder(2, 128, 256, 4, 2048, 2);
      case "gpt2-block" -> new Decoder(1, 1024, 768, 12, 2048, 1);
      default -> throw new IllegalArgumentException("no model " + name);
    };
  }
}
