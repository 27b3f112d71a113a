package io.goodflops.dist;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A second tenant of a CPU: busy while a run times a case, away while it looks around, checks or
 * calibrates. The run's folder shows what it is doing.
 */
final class Tenant implements AutoCloseable {
  private static final long LOOK_MILLIS = 5;

  private final Path work;
  private final int cpu;
  private final Thread watcher = new Thread(this::watch, "tenant");
  private volatile boolean ended;
  private volatile boolean came;
  private long ranNanos;
  private long waitedNanos;

  private Tenant(Path run, int cpu) {
    this.work = run.resolve("work");
    this.cpu = cpu;
  }

  /**
   * Of a run that is about to start.
   *
   * @param run the run's folder
   */
  static Tenant beside(Path run, int cpu) {
    Tenant tenant = new Tenant(run, cpu);
    tenant.watcher.setDaemon(true);
    tenant.watcher.start();
    return tenant;
  }

  /** The first CPU that this process may use. */
  static int firstCpu() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .map(line -> Integer.parseInt(line.replaceAll("^\\D*(\\d+).*", "$1")))
        .findFirst()
        .orElse(0);
  }

  /** A command that keeps to a CPU. */
  static List<String> on(int cpu) {
    return List.of("taskset", "-c", Integer.toString(cpu));
  }

  /** Whether it was there at all. */
  boolean came() {
    return came;
  }

  /** Share of the CPU that it had of the time that it wanted all of it: half, between two alone. */
  double share() {
    return (double) ranNanos / (ranNanos + waitedNanos);
  }

  private void watch() {
    Process busy = null;
    try {
      while (!ended) {
        boolean wanted = timing();
        if (wanted && busy == null) {
          List<String> command = new java.util.ArrayList<>(on(cpu));
          command.addAll(List.of("sh", "-c", "while :; do :; done"));
          busy = new ProcessBuilder(command).start();
          came = true;
        } else if (!wanted && busy != null) {
          leave(busy);
          busy = null;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (busy != null) {
        leave(busy);
      }
    }
  }

  /** Nanoseconds that it ran and that it waited to, as the kernel tells. */
  private void leave(Process busy) {
    try {
      String[] words =
          Files.readString(Path.of("/proc/" + busy.pid() + "/schedstat")).split(" ", -1);
      ranNanos += Long.parseLong(words[0]);
      waitedNanos += Long.parseLong(words[1]);
    } catch (IOException e) {
      // it is over, and what it had remains unknown
    }
    busy.destroyForcibly();
  }

  /** Whether a fork has opened its device, and has not ended yet. */
  private boolean timing() throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(work)) {
      for (Path folder : folders) {
        String name = folder.getFileName().toString();
        if (!name.startsWith("calibration-")
            && !name.endsWith("-check")
            && Files.exists(folder.resolve("stage"))) {
          return true;
        }
      }
      return false;
    } catch (NoSuchFileException | java.nio.file.DirectoryIteratorException e) {
      return false;
    }
  }

  @Override
  public void close() {
    ended = true;
    try {
      watcher.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
