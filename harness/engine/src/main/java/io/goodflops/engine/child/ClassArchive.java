package io.goodflops.engine.child;

import io.goodflops.result.Manifest;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A class-data archive of what every child loads, which makes it start in a third of the time. It
 * is made once for each JDK and installation, from the classes that a real fork loaded, and kept in
 * the user's cache. Without one, or if the JVM does not like it, children just start slower.
 */
public final class ClassArchive {
  private static final long DUMP_SECONDS = 60;
  private static final int KEPT = 4;

  private ClassArchive() {}

  /** JVM options that use the archive, or that prepare for making one. */
  static List<String> options(Path folder) {
    Optional<Path> archive = file();
    if (archive.isEmpty()) {
      return List.of();
    }
    return Files.exists(archive.get())
        ? List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + archive.get())
        : List.of("-XX:DumpLoadedClassList=" + classList(folder));
  }

  /**
   * Makes the archive from a child that has ended, if there is none yet.
   *
   * @param folder of that child
   */
  public static void makeFrom(Path folder) {
    Optional<Path> archive = file();
    if (archive.isEmpty() || Files.exists(archive.get()) || !Files.exists(classList(folder))) {
      return;
    }
    try {
      Files.createDirectories(archive.get().getParent());
      Path part = folder.resolve("classes.jsa");
      Process process =
          new ProcessBuilder(
                  ChildJvm.java(),
                  "-Xshare:dump",
                  "-XX:SharedClassListFile=" + classList(folder),
                  "-XX:SharedArchiveFile=" + part,
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("archive.txt").toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      Children.register(process.toHandle());
      boolean ended = process.waitFor(DUMP_SECONDS, TimeUnit.SECONDS);
      Children.kill(process.toHandle());
      if (ended && process.exitValue() == 0 && Files.exists(part)) {
        Path beside = Files.createTempFile(archive.get().getParent(), "classes", ".part");
        Files.copy(part, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, archive.get(), StandardCopyOption.ATOMIC_MOVE);
        forgetOlder(archive.get().getParent());
      }
    } catch (IOException e) {
      // a cache that cannot be written costs time, nothing else
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Every build and every JDK has an archive of its own: the newest few are in use. */
  private static void forgetOlder(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> archives =
          files
              .filter(file -> file.getFileName().toString().matches("classes-[0-9a-f]+\\.jsa"))
              .sorted(Comparator.comparing((Path file) -> file.toFile().lastModified()).reversed())
              .toList();
      for (Path old : archives.stream().skip(KEPT).toList()) {
        Files.deleteIfExists(old);
      }
    }
  }

  private static Path classList(Path folder) {
    return folder.resolve("classes.txt");
  }

  /** One file for each JDK and class path; empty where there is no home to cache in. */
  private static Optional<Path> file() {
    String cache = System.getenv("XDG_CACHE_HOME");
    String home = System.getProperty("user.home");
    if ((cache == null || cache.isBlank()) && (home == null || !Files.isDirectory(Path.of(home)))) {
      return Optional.empty();
    }
    Path folder = cache == null || cache.isBlank() ? Path.of(home, ".cache") : Path.of(cache);
    return key().map(key -> folder.resolve("goodflops").resolve("classes-" + key + ".jsa"));
  }

  private static Optional<String> key() {
    List<String> parts = new ArrayList<>();
    parts.add(System.getProperty("java.home"));
    parts.add(System.getProperty("java.vm.version"));
    try {
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        Path jar = Path.of(entry);
        if (!Files.isRegularFile(jar)) {
          // the JVM archives classes of jars only
          return Optional.empty();
        }
        parts.add(entry + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar).toMillis());
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    byte[] text = String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
    return Optional.of(Manifest.sha256(text).substring(0, 16));
  }
}
