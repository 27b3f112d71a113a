package io.goodflops.engine.check;

import io.goodflops.engine.child.Words;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a child wrote to its real standard output and error: past {@link System#out}, which the kit
 * holds, this is the JVM or native code.
 */
record ChildLog(Path file) {
  private static final String CRASH = "# A fatal error has been detected by the Java Runtime";
  private static final String OUT_OF_MEMORY = "Terminating due to java.lang.OutOfMemoryError";
  private static final int TAIL = 4096;
  private static final int LONGEST_LINE = 4096;
  private static final long MOST_BYTES = 16 << 20;

  /** What a JVM says that is well: about its options, about native libraries, about its end. */
  private static final Pattern BY_THE_JVM =
      Pattern.compile(
          "(OpenJDK|Java HotSpot\\(TM\\)|Eclipse OpenJ9) .*\\b(warning|VM): .*"
              + "|\\[[0-9.]+s\\]\\[(warning|error) *\\]\\[.*"
              + "|WARNING: (A restricted method in |Use --enable-native-access"
              + "|Restricted methods will be blocked|java\\.lang\\.System::load"
              + "|A terminally deprecated method in sun\\.misc\\.Unsafe|sun\\.misc\\.Unsafe::"
              + "|Please consider reporting this to the maintainers of"
              + "|.* has been called by |.* will be removed in a future release).*"
              + "|Terminating due to java\\.lang\\.OutOfMemoryError.*");

  /**
   * The first line that the JVM did not print.
   *
   * @param from bytes that the JVM printed before the plugin was loaded
   * @param crashed whether the JVM wrote about a crash at the end
   */
  Optional<String> firstForeignLine(long from, boolean crashed) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.skipNBytes(Math.min(from, Files.size(file)));
      long seen = 0;
      boolean hash = false;
      for (Optional<String> line = line(in); line.isPresent(); line = line(in)) {
        String text = line.get();
        seen += text.length() + 1L;
        if (crashed && text.startsWith(CRASH)) {
          return Optional.empty();
        }
        if (hash) {
          return Optional.of("#");
        }
        hash = crashed && text.equals("#");
        if (!hash && !text.isBlank() && !BY_THE_JVM.matcher(text).matches()) {
          return Optional.of(Words.clean(text)).filter(clean -> !clean.isEmpty()).or(this::unseen);
        }
        if (seen > MOST_BYTES) {
          return unseen();
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> unseen() {
    return Optional.of("(nothing that can be shown)");
  }

  /** Whether the JVM said that it ended for lack of memory. */
  boolean saysOutOfMemory() {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(Math.max(0, in.length() - TAIL));
      byte[] tail = new byte[TAIL];
      int length = Math.max(0, in.read(tail));
      return new String(tail, 0, length, StandardCharsets.UTF_8).contains(OUT_OF_MEMORY);
    } catch (IOException e) {
      return false;
    }
  }

  /** A line, of which a very long one gives its beginning; empty at the end. */
  private static Optional<String> line(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return Optional.empty();
    }
    while (next >= 0 && next != '\n') {
      if (bytes.size() < LONGEST_LINE) {
        bytes.write(next);
      }
      next = in.read();
    }
    return Optional.of(bytes.toString(StandardCharsets.UTF_8));
  }
}
