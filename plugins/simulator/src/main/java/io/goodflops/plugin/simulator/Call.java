package io.goodflops.plugin.simulator;

import java.util.Locale;

/** The calls of the SPI in which a fault can strike. */
enum Call {
  DISCOVER,
  OPEN,
  COMPILE,
  ALLOCATE,
  BIND,
  ENQUEUE,
  FINISH,
  CLOSE;

  static Call of(String word) {
    try {
      return valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no call is named " + word, e);
    }
  }
}
