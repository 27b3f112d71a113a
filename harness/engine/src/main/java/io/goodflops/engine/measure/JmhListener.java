package io.goodflops.engine.measure;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * Hears a fork's iterations as they end, and keeps the host's own time of it. All text goes to the
 * fork's log.
 */
final class JmhListener implements OutputFormat {
  private final OutputStream log;
  private final Runnable onSample;
  private long claimedNanos;
  private long firstEnd;
  private long lastEnd;
  private int timed;

  JmhListener(OutputStream log, Runnable onSample) {
    this.log = log;
    this.onSample = onSample;
  }

  /** Host time from the end of the first timed iteration to that of the last. */
  long spanNanos() {
    return lastEnd - firstEnd;
  }

  /** What the fork says the batches of the iterations after the first took. */
  long claimedNanos() {
    return claimedNanos;
  }

  @Override
  public void iteration(BenchmarkParams benchmark, IterationParams params, int iteration) {}

  @Override
  public void iterationResult(
      BenchmarkParams benchmark, IterationParams params, int iteration, IterationResult data) {
    long now = System.nanoTime();
    Result<?> launches = data.getSecondaryResults().get("launches");
    if (launches == null || launches.getScore() <= 0) {
      return;
    }
    onSample.run();
    timed++;
    lastEnd = now;
    if (timed == 1) {
      firstEnd = now;
      // JMH runs the fork's whole set-up inside the first iteration
      return;
    }
    claimedNanos += (long) data.getSecondaryResults().get("batchNanos").getScore();
  }

  @Override
  public void startBenchmark(BenchmarkParams params) {}

  @Override
  public void endBenchmark(BenchmarkResult result) {}

  @Override
  public void startRun() {}

  @Override
  public void endRun(Collection<RunResult> result) {}

  @Override
  public void print(String text) {
    append(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void println(String text) {
    append((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public void verbosePrintln(String text) {}

  @Override
  public void write(int one) {
    append(new byte[] {(byte) one});
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    append(bytes);
  }

  private void append(byte[] bytes) {
    try {
      log.write(bytes, 0, bytes.length);
    } catch (IOException e) {
      // a log that cannot be written must not cost a measurement
    }
  }
}
