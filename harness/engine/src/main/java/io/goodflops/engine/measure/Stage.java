package io.goodflops.engine.measure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a child is, kept in a file, so that the host can say what it was doing when it died; and
 * how long each stage took.
 */
public final class Stage {
  /** Name of the file. */
  public static final String FILE = "stage";

  private static final int LONGEST = 1024;

  private final Path file;
  private final Map<String, Long> nanos = new TreeMap<>();
  private String phase = "start";
  private long since = System.nanoTime();

  public Stage(Path folder) {
    this.file = folder.resolve(FILE);
  }

  /**
   * Enters the next stage.
   *
   * @param nextPhase key under which its time is booked
   * @param call what the vendor's code is asked to do, for example {@code compile()}
   */
  public void enter(String nextPhase, String call) {
    long now = System.nanoTime();
    nanos.merge(phase, now - since, Long::sum);
    phase = nextPhase;
    since = now;
    try {
      Files.writeString(file, call);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Time of each phase so far. */
  public Map<String, Long> nanos() {
    Map<String, Long> copy = new TreeMap<>(nanos);
    copy.merge(phase, System.nanoTime() - since, Long::sum);
    copy.remove("start");
    return copy;
  }

  /** What a child that died was doing. */
  public static String of(Path folder) {
    try (InputStream in = Files.newInputStream(folder.resolve(FILE))) {
      // vendor code shares the process that wrote it
      return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "start-up";
    }
  }
}
