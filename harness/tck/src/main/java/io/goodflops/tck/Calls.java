package io.goodflops.tck;

import io.goodflops.spi.DeviceException;

/** Calls into the plugin that are meant to be refused. */
final class Calls {
  private Calls() {}

  /** A call into the plugin. */
  interface Call {
    void run() throws Exception;
  }

  /** What a call throws, or the breach that it throws nothing. */
  static Throwable thrownBy(String what, Call call) {
    try {
      call.run();
    } catch (Throwable e) {
      return e;
    }
    throw new Breach(what + " was answered without an exception");
  }

  /** A call on something that is closed. */
  static void refusedAsClosed(String what, Call call) {
    Throwable thrown = thrownBy(what, call);
    if (!(thrown instanceof IllegalStateException) && !(thrown instanceof DeviceException)) {
      throw new Breach(what + " threw " + describe(thrown));
    }
  }

  /** Type, message and the place in the plugin, on one line. */
  static String describe(Throwable thrown) {
    return thrown.getClass().getName() + ": " + message(thrown) + place(thrown);
  }

  private static String message(Throwable thrown) {
    try {
      return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    } catch (Throwable e) {
      // a vendor's exception may do anything
      return "(its message cannot be asked for)";
    }
  }

  private static String place(Throwable thrown) {
    try {
      StackTraceElement[] trace = thrown.getStackTrace();
      return trace.length == 0 ? "" : " at " + trace[0];
    } catch (Throwable e) {
      return "";
    }
  }
}
