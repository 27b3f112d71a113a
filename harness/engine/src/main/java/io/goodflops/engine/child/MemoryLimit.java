package io.goodflops.engine.child;

import io.goodflops.result.UserException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much memory a child may have, native memory included, which no option of the JVM bounds.
 * Address space is no measure: a JVM and every GPU driver reserve far more of it than they use.
 *
 * @param bytes of pages that only swapping could free: its own, shared ones and those swapped out
 */
public record MemoryLimit(long bytes) {
  /** System property of the host: a number of bytes, or one with k, m or g behind it. */
  public static final String PROPERTY = "goodflops.child.memory";

  /** So much of the machine is left to others. */
  private static final double SHARE_OF_MACHINE = 0.75;

  private static final double SHARE_OF_AVAILABLE = 0.9;
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})([kmgKMG]?)");
  private static final Path MEMINFO = Path.of("/proc/meminfo");

  /**
   * The limit of a child that starts now. What the user gives holds for each.
   *
   * @param atOnce how many children share the machine, this one included
   */
  static MemoryLimit now(int atOnce) {
    String given = System.getProperty(PROPERTY, "");
    if (!given.isEmpty()) {
      return parse(given);
    }
    double total = SHARE_OF_MACHINE * totalBytes();
    long available = kibibytes(MEMINFO, "MemAvailable:") * 1024;
    return new MemoryLimit(
        (long) (available > 0 ? Math.min(total, SHARE_OF_AVAILABLE * available) : total) / atOnce);
  }

  /** Throws if the user's limit is none, before anything was started. */
  public static void check() {
    now(1);
  }

  private static MemoryLimit parse(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw UserException.usage(
          PROPERTY + " is '" + text + "'; it must be an amount of memory, for example 8g.");
    }
    int shift =
        switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          default -> 0;
        };
    return new MemoryLimit(
        (long) Math.min(Long.MAX_VALUE, Double.parseDouble(matcher.group(1)) * (1L << shift)));
  }

  /** Whether a process uses more. One that has ended, or a system that does not tell, does not. */
  boolean isExceededBy(ProcessHandle process) {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    long used =
        kibibytes(status, "RssAnon:")
            + kibibytes(status, "RssShmem:")
            + kibibytes(status, "VmSwap:");
    return used * 1024 > bytes;
  }

  /** For a sentence. */
  public String inWords() {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }

  private static long kibibytes(Path file, String field) {
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(field)) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      // not Linux, or the process is gone
    }
    return 0;
  }

  private static long totalBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 4L << 30;
  }
}
