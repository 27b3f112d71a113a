package io.goodflops.benchmark.libtorch;

import io.goodflops.workload.program.Decoder;
import io.goodflops.workload.program.Mlp;

/** The steps that are compared: those of suite {@code training}. */
final class Sizes {
  static final Mlp MLP = new Mlp(128, 1024, 4096, 1024);
  static final Decoder DECODER = new Decoder(2, 128, 256, 4, 2048, 2);

  private Sizes() {}
}
