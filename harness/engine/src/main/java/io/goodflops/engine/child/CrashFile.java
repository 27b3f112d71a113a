package io.goodflops.engine.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the JVM of a child wrote about its own crash. */
public final class CrashFile {
  /** All that is wanted stands in the head of the file. */
  private static final int HEAD_LINES = 60;

  private static final Pattern SIGNAL = Pattern.compile("\\bSIG[A-Z]+\\b");

  private CrashFile() {}

  /** The line that names the signal, for example {@code SIGSEGV (0xb) at pc=...}. */
  public static Optional<String> signalLine(Path folder) {
    return head(folder).stream()
        .filter(line -> line.contains("SIG"))
        .findFirst()
        .map(CrashFile::text);
  }

  /** The signal's name, for example {@code SIGSEGV}. */
  public static Optional<String> signal(Path folder) {
    return signalLine(folder).map(SIGNAL::matcher).filter(Matcher::find).map(Matcher::group);
  }

  /** The function it happened in, as the JVM tells it. */
  public static Optional<String> frame(Path folder) {
    List<String> lines = head(folder);
    for (int i = 0; i + 1 < lines.size(); i++) {
      if (lines.get(i).contains("Problematic frame:")) {
        return Optional.of(text(lines.get(i + 1)));
      }
    }
    return Optional.empty();
  }

  private static String text(String line) {
    return Words.clean(line.replaceFirst("^#\\s*", ""));
  }

  private static List<String> head(Path folder) {
    try (Stream<String> lines = Files.lines(ChildJvm.crashFile(folder))) {
      return lines.limit(HEAD_LINES).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }
}
