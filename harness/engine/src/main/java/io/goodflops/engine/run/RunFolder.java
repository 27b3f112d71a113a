package io.goodflops.engine.run;

import io.goodflops.engine.child.BoundedLog;
import io.goodflops.engine.child.ChildJvm;
import io.goodflops.engine.measure.ForkReport;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.FileTrouble;
import io.goodflops.result.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a run's files are. */
public record RunFolder(Path path) {
  private static final String JOURNAL = "journal.jsonl";
  private static final String WORK = "work";
  private static final String LOGS = "logs";
  private static final int KEPT_LOG_BYTES = 2 * (BoundedLog.HEAD_BYTES + BoundedLog.TAIL_BYTES);

  /**
   * Makes the folder of a new run.
   *
   * @throws UserException if it cannot be written or already holds a run
   */
  static RunFolder create(Path path) {
    try {
      Files.createDirectories(path);
      if (Files.exists(path.resolve(JOURNAL))) {
        throw UserException.usage(
            path
                + " already holds a run; give another --out, or --resume "
                + path
                + " to go on with it.");
      }
      Path probe = Files.createTempFile(path, "write", ".probe");
      Files.delete(probe);
      return new RunFolder(path);
    } catch (FileAlreadyExistsException e) {
      throw UserException.environment(
          e.getFile().equals(path.toString())
              ? "The output folder " + path + " is a file; give another --out."
              : "The output folder "
                  + path
                  + " cannot be made: "
                  + e.getFile()
                  + " is in the way and is no folder.");
    } catch (NoSuchFileException e) {
      throw UserException.environment(
          "The output folder " + path + " cannot be written: nothing can be made there.");
    } catch (IOException e) {
      throw UserException.environment(
          "The output folder " + path + " cannot be written: " + FileTrouble.reason(e) + ".");
    }
  }

  /**
   * Opens the folder of a run that was cut off.
   *
   * @throws UserException if there is none
   */
  static RunFolder resume(Path path) {
    if (!Files.isRegularFile(path.resolve(JOURNAL))) {
      throw UserException.usage(
          path + " holds no journal.jsonl, so there is no run to resume; give a run's folder.");
    }
    return new RunFolder(path);
  }

  Path journal() {
    return path.resolve(JOURNAL);
  }

  /** Folder of one fork or calibration, new and empty. */
  Path work(String name) throws IOException {
    Path folder = path.resolve(WORK).resolve(name.replaceAll("[^A-Za-z0-9._-]", "_"));
    delete(folder);
    return Files.createDirectories(folder);
  }

  /** Removes the folder of a process, and keeps its log if it did not end well. */
  void close(Path work, Outcome outcome) throws IOException {
    if (outcome != Outcome.MEASURED && outcome != Outcome.UNSUPPORTED) {
      keepLogs(work);
    }
    delete(work);
  }

  /** Keeps the log of a process that did not end well. */
  void keepLogs(Path work) throws IOException {
    Path logs = Files.createDirectories(path.resolve(LOGS).resolve(work.getFileName()));
    for (String name : List.of(ChildJvm.LOG, "crash.log", ForkReport.FILE)) {
      Path file = work.resolve(name);
      if (Files.exists(file)) {
        copyStart(file, logs.resolve(name));
      }
    }
  }

  /** A log is bounded; what else there is, vendor code may have written. */
  private static void copyStart(Path file, Path target) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Files.write(target, in.readNBytes(KEPT_LOG_BYTES));
    }
  }

  /** Deletes what only running processes need. */
  void clean() {
    delete(path.resolve(WORK));
  }

  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // what stays is below the run's own folder and named so
    }
  }
}
