package io.goodflops.engine.check;

import io.goodflops.engine.child.ChildJvm;
import io.goodflops.engine.child.CrashFile;
import io.goodflops.engine.child.ForkGuard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How a child ended that did not finish.
 *
 * @param what a sentence's beginning, for example {@code its process crashed with SIGSEGV}
 * @param log file that tells more
 */
record Death(Kind kind, String what, Path log) {
  private static final int OUT_OF_MEMORY_EXIT = 3;
  private static final int SIGNAL_EXIT = 128;
  private static final Map<Integer, String> SIGNALS =
      Map.of(4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV");

  enum Kind {
    CRASHED,
    /** It called System.exit or the like. */
    ENDED,
    OUT_OF_MEMORY,
    HANGS
  }

  /** Of a process that nobody killed for its time. */
  static Death of(int exit, Path folder, ChildLog log) {
    Path crash = ChildJvm.crashFile(folder);
    if (Files.exists(crash)) {
      return new Death(
          Kind.CRASHED,
          "its process crashed"
              + CrashFile.signal(folder).map(signal -> " with " + signal).orElse("")
              + CrashFile.frame(folder).map(frame -> " in " + frame).orElse(""),
          crash);
    }
    if (exit == ForkGuard.MEMORY_EXIT) {
      return new Death(
          Kind.OUT_OF_MEMORY,
          "its process took more memory than it may have and was killed",
          log.file());
    }
    if (exit > SIGNAL_EXIT) {
      int number = exit - SIGNAL_EXIT;
      String signal = Optional.ofNullable(SIGNALS.get(number)).orElse("signal " + number);
      return new Death(Kind.CRASHED, "its process was ended by " + signal, log.file());
    }
    if (exit == OUT_OF_MEMORY_EXIT && log.saysOutOfMemory()) {
      return new Death(Kind.OUT_OF_MEMORY, "its process ran out of memory", log.file());
    }
    return new Death(
        Kind.ENDED,
        "it ended its process with exit code " + exit + ", by System.exit or the like,",
        log.file());
  }

  static Death hangs(String what, ChildLog log) {
    return new Death(Kind.HANGS, what + "; its process was killed", log.file());
  }
}
