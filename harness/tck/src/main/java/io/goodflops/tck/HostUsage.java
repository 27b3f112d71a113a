package io.goodflops.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What this process takes of its host. */
final class HostUsage {
  private static final Path STATUS = Path.of("/proc/self/status");

  private HostUsage() {}

  /**
   * Memory after the garbage is collected.
   *
   * @param heapBytes Java objects
   * @param residentBytes resident memory of the process, 0 where /proc does not tell
   */
  record Memory(long heapBytes, long residentBytes) {}

  static Memory memory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return new Memory(
        runtime.totalMemory() - runtime.freeMemory(), status("VmRSS:").orElse(0) << 10);
  }

  /** Threads of the process, native ones too. */
  static OptionalLong threads() {
    return status("Threads:");
  }

  private static OptionalLong status(String key) {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(key.length()).replace("kB", "").strip())
          .mapToLong(Long::parseLong)
          .findFirst();
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
