package io.goodflops.plugin.simulator;

import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** What goes wrong. */
enum What {
  /** One element of a result is not what it should be. */
  WRONG {
    @Override
    void strike(Call call) {
      throw new AssertionError("a wrong result is not a call");
    }
  },
  /** The call never returns, and no interrupt ends it. */
  HANG {
    @Override
    void strike(Call call) {
      while (true) {
        LockSupport.parkNanos(1_000_000_000L);
      }
    }
  },
  /** A real SIGSEGV. */
  CRASH {
    @Override
    void strike(Call call) {
      try {
        // by reflection, since the compiler's warning about Unsafe cannot be turned off
        Class<?> type = Class.forName("sun.misc.Unsafe");
        var field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        type.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("this Java cannot be crashed", e);
      }
    }
  },
  /** Ends the process, as some drivers do. */
  EXIT {
    @Override
    void strike(Call call) {
      System.exit(7);
    }
  },
  /** An exception that the SPI does not know. */
  EXCEPTION {
    @Override
    void strike(Call call) {
      throw new IllegalStateException(
          "programmed to fail in " + call.name().toLowerCase(Locale.ROOT));
    }
  };

  abstract void strike(Call call);

  static What of(String word) {
    try {
      return valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no fault is named " + word, e);
    }
  }
}
