package io.goodflops.engine.measure;

import io.goodflops.engine.child.OpenDevice;
import io.goodflops.engine.child.PluginLoader;
import io.goodflops.engine.child.Words;
import io.goodflops.engine.host.NoiseMeter;
import io.goodflops.engine.host.ThreadWaits;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.Json;
import io.goodflops.spi.Device;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Telemetry;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.Direction;
import io.goodflops.workload.OpWorkload;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.TransferWorkload;
import io.goodflops.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One case in its own process: opens the device, runs the exact check, warms up, times batches,
 * leaves outputs and a report for the host. Called by {@link CaseBenchmark} or {@link
 * TogetherChild}, from one thread.
 */
final class CaseFork {
  /** Sensors that cost nothing are read between almost all batches, so that samples are many. */
  private static final long TELEMETRY_AT_MOST_EVERY_NANOS = 20_000_000L;

  private static final long TELEMETRY_AT_LEAST_EVERY_NANOS = 150_000_000L;

  /** Else a reading may take this part of the time until the next one. */
  private static final long TELEMETRY_COST_FACTOR = 100;

  private static final int BATCHES_AIMED_AT = 9;
  private static final int MOST_THROTTLE_REASONS = 16;

  private final CompletableFuture<ForkOrder> reading;
  private final Path folder;
  private final Stage stage;
  private final NoiseMeter noise = new NoiseMeter();
  private final List<ForkRecord.Sample> samples = new ArrayList<>();
  private final List<ForkRecord.Telemetry> telemetry = new ArrayList<>();
  private final long startNanos = System.nanoTime();

  private ForkOrder order;
  private OpenDevice.Opened opened;
  private Device device;
  private Queue queue;
  private Bench bench;
  private Batches batches;
  private ForkRecord.Warmup warmup;
  private int launches;
  private long timedNanos;
  private long lastTelemetryNanos;
  private long telemetryEveryNanos = TELEMETRY_AT_LEAST_EVERY_NANOS;
  private Supplier<ThreadWaits> waits;
  private long firstBatchStart;
  private long lastBatchEnd;

  /** Jackson takes as long to start as a device's libraries do: side by side. */
  CaseFork(Path orderFile) {
    this.folder = orderFile.toAbsolutePath().getParent();
    this.stage = new Stage(folder);
    this.reading =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                ForkOrder read = Json.read(orderFile, ForkOrder.class);
                Json.line(ForkReport.EXAMPLE);
                return read;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /**
   * Everything before the first timed batch.
   *
   * @param jars of the plugin
   * @throws CaseEnded if there will be none; the report says why
   */
  void open(List<Path> jars, String deviceId) {
    guarded(
        () -> {
          stage.enter("open", "open()");
          opened = OpenDevice.opened(jars, deviceId);
          device = opened.device();
          queue = device.openQueue();
          order = reading.join();
          bench = bench();
          bench.prepare();
          batches = new Batches(device, bench, queue);
          bench.fill(order.pattern(), order.seed());
          stage.enter("warmup", "enqueue() or finish()");
          long warmUpStart = System.nanoTime();
          long coldNanos = batches.run(1).wallNanos();
          fits(coldNanos);
          long warmNanos = coldNanos < 1e9 ? batches.run(1).wallNanos() : coldNanos;
          double batchSeconds =
              Math.max(order.minBatchSeconds(), order.minTimedSeconds() / BATCHES_AIMED_AT);
          launches =
              batches.launchesFor(
                  (long) (batchSeconds * 1e9), warmNanos, order.launchesBefore().orElse(1));
          // finding the number of launches has warmed up as well
          long spentNanos = System.nanoTime() - warmUpStart;
          warmup = batches.warmUp(launches, (long) (order.maxWarmupSeconds() * 1e9) - spentNanos);
          readTelemetry();
          stage.enter("untimed", "enqueue() or finish()");
        });
  }

  private void fits(long launchNanos) throws UnsupportedOpException {
    if (launchNanos > order.maxLaunchSeconds() * 1e9) {
      throw new UnsupportedOpException(
          String.format(
              Locale.ROOT,
              "does not fit the time budget: one launch takes %.1f s, the limit is %.1f s"
                  + " (--fork-timeout)",
              launchNanos / 1e9,
              order.maxLaunchSeconds()));
    }
  }

  /** Whether enough has been timed. */
  boolean done() {
    return samples.size() >= order.minBatches() && timedNanos >= order.minTimedSeconds() * 1e9;
  }

  /** Poisons the outputs; not timed. */
  void beforeBatch() {
    guarded(bench::poison);
  }

  /** One timed batch. */
  void batch() {
    guarded(
        () -> {
          NoiseMeter.Reading before = noise.before();
          if (samples.isEmpty()) {
            batches.startSpan();
            firstBatchStart = System.nanoTime();
          }
          Batches.Timing timing = batches.run(launches);
          lastBatchEnd = System.nanoTime();
          NoiseMeter.Reading after = noise.after();
          NoiseMeter.Window window = noise.between(before, after);
          waits = () -> noise.waits(before, after);
          timedNanos += timing.wallNanos();
          samples.add(sample(timing, window));
        });
  }

  /** A batch that is not timed: load beside what others time. */
  void load() {
    guarded(() -> batches.run(launches));
  }

  /** Between batches; not timed. */
  void afterBatch() {
    guarded(
        () -> {
          if (System.nanoTime() - lastTelemetryNanos > telemetryEveryNanos) {
            readTelemetry();
          }
          if (order.tracesSteps() && bench instanceof ProgramBench program) {
            stage.enter("trace", "mark()");
            program.traceBetween(queue, launches, waits);
            stage.enter("untimed", "enqueue() or finish()");
          }
        });
  }

  /** Timed nanoseconds of the last batch, for JMH's own report. */
  long lastBatchNanos() {
    return samples.get(samples.size() - 1).wallNanos();
  }

  int launchesPerBatch() {
    return launches;
  }

  /** Leaves outputs and report, then closes everything. */
  void close() {
    guarded(
        () -> {
          stage.enter("verify", "read()");
          bench.dump(folder.resolve(ForkReport.TIMED_OUTPUTS));
          Optional<Batches.Span> span = batches.span();
          Optional<SecondLook> secondLook = secondLook();
          Optional<ForkRecord.Trace> trace = Optional.empty();
          if (batches.ownClock()) {
            // marks that read the host's clock would tell nothing new
            stage.enter("trace", "mark()");
            trace = Optional.of(batches.trace(launches));
          }
          Optional<StepTimes> stepTimes = Optional.empty();
          if (bench instanceof ProgramBench program) {
            stage.enter("trace", "mark()");
            stepTimes = program.times(order.second().isPresent(), samples);
          }
          stage.enter("teardown", "close()");
          String implementation = bench.implementation();
          bench.close();
          queue.close();
          device.close();
          Json.write(
              folder.resolve(ForkReport.FILE),
              new ForkReport(
                  Outcome.MEASURED,
                  "",
                  implementation,
                  launches,
                  samples,
                  warmup,
                  lifecycle(),
                  trace,
                  telemetry,
                  peakMemoryBytes(),
                  lastBatchEnd - firstBatchStart - timedNanos,
                  span,
                  secondLook,
                  stepTimes));
        });
  }

  private Optional<SecondLook> secondLook() throws IOException {
    if (order.second().isEmpty()) {
      return Optional.empty();
    }
    stage.enter("verify", "enqueue() or finish()");
    long best =
        samples.stream().mapToLong(ForkRecord.Sample::wallNanos).min().orElse(Long.MAX_VALUE);
    SecondLook look =
        SecondLook.take(
            batches, bench, order, launches, best, folder.resolve(ForkReport.SECOND_OUTPUTS));
    if (bench instanceof ProgramBench program) {
      program.repeatOneByOne(
          queue, order.secondSeed(), folder.resolve(ForkReport.ONE_BY_ONE_OUTPUTS));
      program.repeatJoined(queue, order.secondSeed(), folder.resolve(ForkReport.JOINED_OUTPUTS));
    }
    return Optional.of(look);
  }

  private java.util.Map<String, Long> lifecycle() {
    java.util.Map<String, Long> nanos = stage.nanos();
    nanos.merge("untimed", -timedNanos, Long::sum);
    long jvmMillis =
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    nanos.put("jvm", Math.max(0, jvmMillis * 1_000_000 - (System.nanoTime() - startNanos)));
    return nanos;
  }

  private Bench bench() {
    Workload workload = order.work().workload();
    if (workload instanceof OpWorkload work) {
      return new OpBench(device, work.op(), order.lane(), stage);
    }
    if (workload instanceof ProgramWorkload work) {
      return ProgramBench.timed(device, work, order.lane(), stage);
    }
    TransferWorkload transfer = (TransferWorkload) workload;
    return transfer.direction() == Direction.PEER_TO_DEVICE
        ? new PeerBench(opened, transfer, stage)
        : new TransferBench(device, transfer, stage);
  }

  private ForkRecord.Sample sample(Batches.Timing timing, NoiseMeter.Window window) {
    // a device that is no host thread does not lose what the host's CPUs lose
    int threads = order.deviceThreads();
    OptionalLong steal = OptionalLong.empty();
    OptionalLong wait = OptionalLong.empty();
    if (threads > 0) {
      if (window.stealNanos().isPresent()) {
        steal = OptionalLong.of(window.stealNanos().getAsLong() / noise.cpus());
      }
      if (window.waitNanos().isPresent()) {
        // the readings lie a little outside the batch
        double inside = Math.min(1, (double) timing.wallNanos() / window.wallNanos());
        wait = OptionalLong.of((long) (window.waitNanos().getAsLong() * inside / threads));
      }
    }
    return new ForkRecord.Sample(
        timing.wallNanos(),
        timing.deviceNanos(),
        launches,
        window.cpuNanos(),
        steal,
        wait,
        window.pauseNanos());
  }

  private void readTelemetry() {
    if (lastTelemetryNanos == 0) {
      device.telemetry().read(); // the first one loads what reading needs, and its moment is vague
    }
    long start = System.nanoTime();
    Telemetry.Reading reading = device.telemetry().read();
    lastTelemetryNanos = System.nanoTime();
    telemetryEveryNanos =
        Math.min(
            TELEMETRY_AT_LEAST_EVERY_NANOS,
            Math.max(
                TELEMETRY_AT_MOST_EVERY_NANOS,
                TELEMETRY_COST_FACTOR * (lastTelemetryNanos - start)));
    if (reading.equals(Telemetry.Reading.EMPTY)) {
      return;
    }
    telemetry.add(
        new ForkRecord.Telemetry(
            (start + lastTelemetryNanos) / 2 - startNanos,
            finite(reading.clockHertz()),
            finite(reading.powerWatts()),
            finite(reading.energyJoules()),
            finite(reading.temperatureCelsius()),
            reading.throttleReasons().orElse(java.util.Set.of()).stream()
                .map(Words::clean)
                .sorted()
                .limit(MOST_THROTTLE_REASONS)
                .toList()));
  }

  /** A sensor that says "not a number" says nothing, and a record cannot hold it. */
  private static OptionalDouble finite(OptionalDouble value) {
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? value
        : OptionalDouble.empty();
  }

  private static OptionalLong peakMemoryBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          return OptionalLong.of(Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024);
        }
      }
    } catch (IOException e) {
      // not Linux
    }
    return OptionalLong.empty();
  }

  private interface Step {
    void run() throws Exception;
  }

  /** Turns whatever vendor code throws into a report and an exception that the host can read. */
  private void guarded(Step step) {
    try {
      step.run();
    } catch (CaseEnded e) {
      throw e;
    } catch (UnsupportedOpException e) {
      end(Outcome.UNSUPPORTED, Words.clean(String.valueOf(e.getMessage())));
    } catch (PluginLoader.PluginDefect e) {
      end(Outcome.FAILED, e.getMessage());
    } catch (Throwable e) { // vendor code
      end(Outcome.FAILED, Stage.of(folder) + " failed: " + Words.of(e));
    }
  }

  private void end(Outcome outcome, String reason) {
    try {
      Json.write(
          folder.resolve(ForkReport.FILE), ForkReport.failed(outcome, reason, stage.nanos()));
    } catch (IOException e) {
      throw new CaseEnded(reason + " (and the report cannot be written: " + e + ")");
    }
    throw new CaseEnded(reason);
  }

  /** Ends a fork early. Carries text only, so that the host can always read it. */
  static final class CaseEnded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CaseEnded(String reason) {
      super(reason);
    }
  }
}
