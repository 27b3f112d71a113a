package io.goodflops.plugin.simulator;

import java.util.Locale;

/** What goes wrong. The table in README.md says what each means and how the harness notices. */
enum What {
  WRONG(Side.RESULT),
  NAN(Side.RESULT),
  WRONG_WHEN_TIMED(Side.RESULT),
  CACHED(Side.RESULT),
  SKIPPED_IN_REPLAY(Side.RESULT),
  UNWRITTEN(Side.ANSWER),
  LATE(Side.RESULT),
  EARLY(Side.TIME),
  FREE_REPEATS(Side.TIME),
  FAST_ON_CONSTANTS(Side.TIME),
  REFUSE(Side.ANSWER),
  HANG(Side.CALL),
  CRASH(Side.CALL),
  EXIT(Side.CALL),
  EXCEPTION(Side.CALL),
  DEVICE_EXCEPTION(Side.CALL),
  HOSTILE_EXCEPTION(Side.CALL),
  CYCLIC_EXCEPTION(Side.CALL),
  OUT_OF_MEMORY(Side.CALL),
  LEAK(Side.CALL),
  FLOOD(Side.CALL),
  ENDLESS_FLOOD(Side.CALL);

  /** What a fault acts on: a result, the time it takes, the answer to a question, or any call. */
  enum Side {
    RESULT,
    TIME,
    ANSWER,
    CALL
  }

  private final Side side;

  What(Side side) {
    this.side = side;
  }

  Side side() {
    return side;
  }

  /** In a program, words are joined by hyphens: {@code out-of-memory}. */
  static What of(String word) {
    try {
      return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no fault is named " + word, e);
    }
  }
}
