package io.goodflops.engine.calibrate;

import io.goodflops.engine.calibrate.CalibrationReport.Kind;
import io.goodflops.engine.calibrate.CalibrationReport.Reading;
import io.goodflops.engine.child.ChildAnswer;
import io.goodflops.engine.child.ChildJvm;
import io.goodflops.engine.child.ForkGuard;
import io.goodflops.engine.child.Words;
import io.goodflops.engine.measure.OutputFile;
import io.goodflops.engine.measure.Stage;
import io.goodflops.engine.plugin.PluginFolder;
import io.goodflops.result.CalibrationRecord.BandwidthPoint;
import io.goodflops.result.CalibrationRecord.ComputePeak;
import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.Json;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.workload.OpWorkload;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.verify.Judge;
import io.goodflops.workload.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Measures a device's ceilings in a child process and keeps what the judge lets pass. */
public final class Calibration {
  private final SecureRandom challenges = new SecureRandom();
  private final PluginFolder plugin;
  private final Duration deadline;

  public Calibration(PluginFolder plugin, Duration deadline) {
    this.plugin = plugin;
    this.deadline = deadline;
  }

  /**
   * One pass. A device that crashes or hangs here has no ceilings, which the notes say; its cases
   * may still run.
   */
  public CalibrationPass run(CalibrationOrder order, String phase)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Path folder = Path.of(order.folder());
    Files.createDirectories(folder);
    List<CalibrationReport> reports = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Optional<CalibrationOrder> next = Optional.of(order);
    while (next.isPresent()) {
      next = sitting(next.get(), folder, reports, notes);
    }
    plugin
        .seal()
        .broken()
        .ifPresent(
            file -> {
              reports.clear();
              notes.add(
                  "the plugin's file "
                      + Words.clean(file)
                      + " changed after its hash was taken; this calibration is not counted");
            });
    List<Reading> passed = new ArrayList<>();
    for (CalibrationReport report : reports) {
      notes.addAll(report.notes());
      for (Reading reading : report.readings()) {
        if (passes(reading, folder, notes)) {
          passed.add(reading);
        }
      }
    }
    Optional<CalibrationReport> first = reports.stream().findFirst();
    return new CalibrationPass(
        order.device(),
        phase,
        peaks(passed),
        curve(passed),
        first.map(CalibrationReport::floorNanos).orElse(OptionalDouble.empty()),
        first
            .map(report -> OptionalDouble.of((double) report.timerQuantumNanos()))
            .orElse(OptionalDouble.empty()),
        first.map(CalibrationReport::clockHertz).orElse(OptionalDouble.empty()),
        first.map(CalibrationReport::deviceClockSource).orElse(""),
        first.map(CalibrationReport::deviceClockResolutionNanos).orElse(1L),
        reports.stream().flatMapToDouble(report -> report.othersShare().stream()).max(),
        System.nanoTime() - start,
        notes);
  }

  /**
   * One child. If it dies in a compute mode, that mode is given up and another child goes on with
   * the modes behind it.
   */
  private Optional<CalibrationOrder> sitting(
      CalibrationOrder order, Path folder, List<CalibrationReport> reports, List<String> notes)
      throws IOException, InterruptedException {
    Path file = folder.resolve(CalibrationReport.FILE);
    Files.deleteIfExists(file);
    Json.write(folder.resolve(CalibrationOrder.FILE), order);
    int exit =
        ChildJvm.run(
            CalibrationChild.class,
            List.of(folder.resolve(CalibrationOrder.FILE).toString()),
            plugin,
            folder,
            deadline);
    int done = -1;
    if (Files.exists(file)) {
      try {
        CalibrationReport report = ChildAnswer.read(file, CalibrationReport.class);
        reports.add(report);
        done = report.modesDone();
      } catch (IOException e) {
        notes.add(
            "the process left a report that cannot be read, because "
                + Words.clean(e.getMessage()));
      }
    }
    if (done == order.modes().size() && exit == 0) {
      return Optional.empty();
    }
    String stage = Words.clean(Stage.of(folder)) + inWords(exit);
    if (done < 0) {
      notes.add("calibration failed in " + stage);
      return Optional.empty();
    }
    if (done == order.modes().size()) {
      notes.add("the bandwidth curve ended in " + stage);
      return Optional.empty();
    }
    CalibrationOrder.Mode failed = order.modes().get(done);
    notes.add("calibration of " + failed.storage() + " failed in " + stage);
    List<CalibrationOrder.Mode> rest = order.modes().subList(done + 1, order.modes().size());
    return rest.isEmpty() && order.workingSetsBytes().isEmpty()
        ? Optional.empty()
        : Optional.of(order.only(rest));
  }

  private static String inWords(int exit) {
    return switch (exit) {
      case ForkGuard.MEMORY_EXIT -> " (killed: it took more memory than it may have)";
      case ForkGuard.DEADLINE_EXIT -> " (killed: it took too long)";
      default -> " (exit code " + exit + ")";
    };
  }

  private boolean passes(Reading reading, Path folder, List<String> notes) throws IOException {
    if (!(reading.bestNanos() > 0)) {
      notes.add(reading.work().name() + " took no time and is left out");
      return false;
    }
    if (reading.outputs().isEmpty()) {
      return true;
    }
    Op op = op(reading);
    Path file = folder.resolve(reading.outputs());
    try (OutputFile outputs = new OutputFile(file, op)) {
      Verdict verdict =
          Judge.judge(
              op, reading.lane(), Pattern.RANDOM, reading.seed(), outputs, challenges.nextLong());
      if (!verdict.passed()) {
        notes.add(
            reading.work().name()
                + " "
                + op.dtype()
                + " gave a wrong result and is left out: "
                + Words.clean(verdict.detail()));
      }
      return verdict.passed();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static List<ComputePeak> peaks(List<Reading> readings) {
    Map<String, ComputePeak> best = new LinkedHashMap<>();
    for (Reading reading : readings) {
      if (reading.kind() == Kind.STREAM) {
        continue;
      }
      Op op = op(reading);
      double rate = op.flops() / reading.bestNanos() * 1e9;
      ComputePeak peak =
          new ComputePeak(
              op.dtype().name(),
              op.compute().accumulate().name(),
              op.compute().mathMode().name(),
              reading.kind() == Kind.FMA_CHAIN ? Provenance.FMA_CHAIN : Provenance.BEST_GEMM,
              reading.work().name() + shape(op),
              rate,
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              reading.relativeSpread(),
              mean(reading.clocksHertz()),
              relativeDeviation(reading.clocksHertz()));
      String mode = op.dtype() + " " + op.compute();
      best.merge(mode, peak, (a, b) -> a.flopsPerSecond() >= b.flopsPerSecond() ? a : b);
    }
    return List.copyOf(best.values());
  }

  private static OptionalDouble mean(List<Double> values) {
    return values.stream().mapToDouble(value -> value).average();
  }

  /** Sample standard deviation ÷ mean. */
  private static OptionalDouble relativeDeviation(List<Double> values) {
    if (values.size() < 2) {
      return OptionalDouble.empty();
    }
    double mean = mean(values).orElseThrow();
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return OptionalDouble.of(Math.sqrt(squares / (values.size() - 1)) / mean);
  }

  private static String shape(Op op) {
    return op instanceof MatMul ? " " + op.dtype() : "";
  }

  private static List<BandwidthPoint> curve(List<Reading> readings) {
    Map<Integer, BandwidthPoint> best = new TreeMap<>();
    for (Reading reading : readings) {
      if (reading.kind() != Kind.STREAM) {
        continue;
      }
      Op op = op(reading);
      double rate = op.bytes() / reading.bestNanos() * 1e9;
      BandwidthPoint point =
          new BandwidthPoint(
              reading.workingSetBytes(),
              op.kind(),
              rate,
              OptionalDouble.empty(),
              OptionalDouble.empty());
      // the ops of one point differ by a few bytes of rounding
      int key = (int) Math.round(2 * Math.log((double) reading.workingSetBytes()) / Math.log(2));
      best.merge(key, point, (a, b) -> a.bytesPerSecond() >= b.bytesPerSecond() ? a : b);
    }
    return List.copyOf(best.values());
  }

  private static Op op(Reading reading) {
    return ((OpWorkload) reading.work().workload()).op();
  }
}
