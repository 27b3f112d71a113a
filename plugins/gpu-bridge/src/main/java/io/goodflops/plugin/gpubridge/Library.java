package io.goodflops.plugin.gpubridge;

import java.util.Locale;

/** The libraries of a runtime, by what they are for. One file may be several of them. */
enum Library {
  /** Memory, streams, events. */
  RUNTIME("runtime library", true),
  /** What comes with the driver: names and sizes of devices. */
  DRIVER("driver's library", true),
  /** Matrix products; without it there are none. */
  BLAS("BLAS library", false),
  /** Products in FP8, in the shape of cublasLt; without it there are none. */
  BLASLT("library for FP8 products", false),
  /** Compiles kernels at run time; without it there are none. */
  COMPILER("run-time compiler", false),
  /** Convolutions, in the shape of cuDNN; without it they are products and kernels. */
  DNN("library for convolutions", false),
  /** Convolutions as well, in the shape of MIOpen, which names solutions; in place of the other. */
  SOLVER("library for convolutions", false),
  /** Power, clock, temperature; without it there are no sensors. */
  MANAGEMENT("management library", false);

  private final String words;
  private final boolean required;

  Library(String words, boolean required) {
    this.words = words;
    this.required = required;
  }

  /** Whether there is no device without it. */
  boolean required() {
    return required;
  }

  /** Whether a dialect may name none. */
  boolean optional() {
    return this == BLASLT || this == DNN || this == SOLVER || this == MANAGEMENT;
  }

  /** What a reader calls it. */
  String words() {
    return words;
  }

  /** Its name in a dialect file. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
