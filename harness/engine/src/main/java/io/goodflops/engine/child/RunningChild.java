package io.goodflops.engine.child;

import io.goodflops.engine.plugin.PluginFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A child that was started and goes on beside its host; several may at once. */
public final class RunningChild implements AutoCloseable {
  private final BoundedLog log;
  private final LogPipe pipe;
  private final Process process;
  private final ChildWatch watch;

  private RunningChild(BoundedLog log, LogPipe pipe, Process process, ChildWatch watch) {
    this.log = log;
    this.pipe = pipe;
    this.process = process;
    this.watch = watch;
  }

  /**
   * Starts it, beginning and end of its output going to {@code folder/log.txt}.
   *
   * @param limit what it may have
   */
  static RunningChild start(
      ProcessBuilder builder,
      PluginFolder plugin,
      Path folder,
      Duration deadline,
      MemoryLimit limit)
      throws IOException {
    builder
        .redirectErrorStream(true)
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.environment().clear();
    builder.environment().putAll(ChildEnvironment.of(plugin));
    Path file = folder.resolve(ChildJvm.LOG);
    BoundedLog log = BoundedLog.to(file);
    LogPipe pipe = LogPipe.open(folder, log);
    try {
      builder.redirectOutput(ProcessBuilder.Redirect.to(pipe.target().orElse(file).toFile()));
      Process process = builder.start();
      Children.register(process.toHandle());
      return new RunningChild(
          log, pipe, process, ChildWatch.of(process.toHandle(), deadline, limit));
    } catch (IOException e) {
      try (log;
          pipe) {
        Files.deleteIfExists(file);
      }
      throw e;
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it; what a driver holds fast stays, and nobody waits for it. */
  public void kill() {
    Children.kill(process.toHandle());
  }

  /** Waits until it has ended, at most so long; says whether it has. */
  public boolean await(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Its exit code, once it has ended. */
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Why the watch had to end it, if it had. Final after {@link #close}. */
  public Optional<ChildWatch.Verdict> verdict() {
    return watch.verdict();
  }

  /** What it may have. */
  public MemoryLimit limit() {
    return watch.limit();
  }

  /** Ends it if it has not ended, and its log. */
  @Override
  public void close() throws IOException {
    watch.close();
    kill();
    try (log) {
      pipe.close();
    }
  }
}
