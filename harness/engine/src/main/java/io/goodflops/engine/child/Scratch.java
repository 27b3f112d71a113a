package io.goodflops.engine.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of this host, in the machine's temporary folder, for what it and its children need no
 * longer than it lives. A host that is killed leaves it, and the next one sweeps it away: a lock
 * that dies with its process tells whether somebody still lives there.
 */
public final class Scratch {
  private static final String LIVED_IN = "goodflops-run-";
  private static final String BEING_MADE = "goodflops-new-";
  private static final String LOCK = "lock";
  private static final String ELSEWHERE = "elsewhere.txt";

  /** What may be swept beside the folder: files of JMH, which makes them where it likes. */
  private static final Pattern ELSEWHERE_NAME =
      Pattern.compile("jmh[0-9]+(stdout|stderr|compilecommand)");

  private static Scratch mine;

  private final Path folder;

  /** Open as long as the process lives. */
  @SuppressWarnings("unused")
  private final FileLock lock;

  private Scratch(Path folder, FileLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** A new folder below it. */
  public static Path newFolder(String prefix) throws IOException {
    return Files.createTempDirectory(mine().folder, prefix);
  }

  /** What children get as their temporary folder. */
  static Path ofChildren() {
    try {
      return Files.createDirectories(mine().folder.resolve("children"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files in the machine's temporary folder that go away with this host. */
  public static void owns(List<String> names) throws IOException {
    Files.write(
        mine().folder.resolve(ELSEWHERE),
        names,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Whether {@link #owns} can be said of a file of this name. */
  public static boolean canOwn(String name) {
    return ELSEWHERE_NAME.matcher(name).matches();
  }

  /** The machine's. */
  public static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** Where the user wants what is large and short-lived; Java itself does not look there. */
  private static Path place() {
    String wanted = System.getenv("TMPDIR");
    boolean usable =
        wanted != null && !wanted.isBlank() && Files.isWritable(Path.of(wanted).toAbsolutePath());
    return usable ? Path.of(wanted).toAbsolutePath() : temporary();
  }

  private static synchronized Scratch mine() {
    if (mine == null) {
      try {
        sweep(place(), temporary());
        mine = make(place());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Thread last = new Thread(() -> leave(mine), "goodflops-sweep");
      Runtime.getRuntime().addShutdownHook(last);
    }
    return mine;
  }

  /** Locked before it has the name by which others look for it. */
  private static Scratch make(Path place) throws IOException {
    Path folder = Files.createTempDirectory(place, BEING_MADE);
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.lock();
    String number = folder.getFileName().toString().substring(BEING_MADE.length());
    return new Scratch(Files.move(folder, place.resolve(LIVED_IN + number)), lock);
  }

  private static void leave(Scratch scratch) {
    // in whatever order the hooks run: nobody may write there any more
    Children.killAll();
    empty(scratch.folder, temporary());
  }

  /**
   * Takes away what hosts that were killed have left.
   *
   * @param place where their folders are
   * @param temporary where the files are that they own elsewhere
   */
  static void sweep(Path place, Path temporary) {
    try (Stream<Path> files = Files.list(place)) {
      for (Path left :
          files.filter(file -> file.getFileName().toString().startsWith(LIVED_IN)).toList()) {
        sweepOne(left, temporary);
      }
    } catch (IOException e) {
      // what cannot be listed is not ours
    }
  }

  private static void sweepOne(Path left, Path temporary) {
    try (FileChannel channel = FileChannel.open(left.resolve(LOCK), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        empty(left, temporary);
      }
    } catch (IOException | java.nio.channels.OverlappingFileLockException e) {
      // somebody else's, or our own
    }
  }

  private static void empty(Path folder, Path temporary) {
    try {
      Path list = folder.resolve(ELSEWHERE);
      if (Files.exists(list)) {
        for (String name : Files.readAllLines(list, StandardCharsets.UTF_8)) {
          if (canOwn(name)) {
            Files.deleteIfExists(temporary.resolve(name));
          }
        }
      }
    } catch (IOException e) {
      // they stay, and so does the list, if the folder does
    }
    delete(folder);
  }

  /** Deletes a folder with all that is in it; what cannot be deleted stays. */
  public static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // a temporary folder that stays costs nobody a result
    }
  }
}
