package io.goodflops.engine.child;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Takes what a child prints to its real standard output and error, as long as it prints: the child
 * never waits for a reader that has gone, and nothing but the log keeps what it said.
 *
 * <p>It is a named pipe. The pipes that Java makes itself are emptied into the host's memory when
 * the child ends, and JMH keeps whatever comes through its own in files without a bound.
 */
public final class LogPipe implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 500;
  private static final int BLOCK = 1 << 16;

  private final Optional<Path> pipe;
  private final OutputStream log;
  private final Thread reader;
  private final CountDownLatch opened = new CountDownLatch(1);

  private LogPipe(Optional<Path> pipe, OutputStream log) {
    this.pipe = pipe;
    this.log = log;
    this.reader = new Thread(this::read, "goodflops-log");
    reader.setDaemon(true);
  }

  /**
   * Opens a pipe; on a system that has none it is there all the same and leads nowhere.
   *
   * @param folder of the child
   * @param log gets all of it; closed by whoever opened it, after this
   */
  public static LogPipe open(Path folder, OutputStream log) throws IOException {
    Path pipe = folder.resolve("output");
    Files.deleteIfExists(pipe);
    if (!made(pipe)) {
      return new LogPipe(Optional.empty(), log);
    }
    LogPipe result = new LogPipe(Optional.of(pipe), log);
    result.reader.start();
    return result;
  }

  private static boolean made(Path pipe) {
    try {
      return new ProcessBuilder("mkfifo", "-m", "600", pipe.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Where the child has to write. */
  Optional<Path> target() {
    return pipe;
  }

  /** Words before a command that make it print into the pipe. */
  public List<String> prefix() {
    return pipe.map(LogPipe::prefix).orElse(List.of());
  }

  /**
   * The first redirection opens both ends, so that the second finds a reader: a shell whose host
   * was killed before it read would wait for one for ever. It is closed again, so that the command
   * is told when nobody reads.
   */
  static List<String> prefix(Path pipe) {
    return List.of("/bin/sh", "-c", "exec \"$@\" 3<>\"$0\" >\"$0\" 2>&1 3>&-", pipe.toString());
  }

  private void read() {
    byte[] block = new byte[BLOCK];
    try (InputStream in = new FileInputStream(pipe.orElseThrow().toFile())) {
      opened.countDown();
      for (int length = in.read(block); length >= 0; length = in.read(block)) {
        keep(block, length);
      }
    } catch (IOException e) {
      opened.countDown(); // the pipe is gone, and so is the child
    }
  }

  private void keep(byte[] block, int length) {
    try {
      log.write(block, 0, length);
    } catch (IOException e) {
      // a full disk must not hold the child
    }
  }

  /** Waits a moment for the rest; what a process that was left behind prints later is dropped. */
  @Override
  @SuppressWarnings("try") // it is only held open
  public void close() throws IOException {
    if (pipe.isEmpty()) {
      return;
    }
    // a reader that nobody has written to yet still waits: somebody opens the other end
    try (RandomAccessFile other = new RandomAccessFile(pipe.get().toFile(), "rw")) {
      opened.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (FileNotFoundException e) {
      // whoever removed the folder took the pipe, too
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      reader.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(pipe.get());
  }
}
