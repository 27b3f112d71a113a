package io.goodflops.engine.calibrate;

import io.goodflops.engine.calibrate.CalibrationReport.Kind;
import io.goodflops.engine.calibrate.CalibrationReport.Reading;
import io.goodflops.engine.child.ForkGuard;
import io.goodflops.engine.child.OpenDevice;
import io.goodflops.engine.child.Words;
import io.goodflops.engine.host.NoiseMeter;
import io.goodflops.engine.measure.Batches;
import io.goodflops.engine.measure.OpBench;
import io.goodflops.engine.measure.Stage;
import io.goodflops.engine.measure.WorkMessage;
import io.goodflops.result.Json;
import io.goodflops.spi.Compute;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceClock;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Read;
import io.goodflops.spi.Role;
import io.goodflops.spi.Triad;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.OpWorkload;
import io.goodflops.workload.data.Pattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Measures a device's ceilings, in a process of its own. Argument: the order's file. */
final class CalibrationChild {
  private static final long LARGEST_JUDGED_BYTES = 64L << 20;
  private static final int LEAST_BATCHES = 5;
  private static final double BATCH_SECONDS = 1e-3;

  /** Long against a launch's overhead, short enough to fall between two disturbances. */
  private static final double LEAST_CHAIN_NANOS = 0.7e6;

  /** Steps of a chain to begin with: little to wait for, even on a device of 0.1 GFLOP/s. */
  private static final long FEWEST_STEPS = 64;

  /** How often a chain that is too short is made longer, by a factor of 64 at most. */
  private static final int LENGTHENED = 3;

  private static final int LEAST_BATCHES_IN_A_HURRY = 2;

  /** Edges of the square products that are tried until one takes too long. */
  private static final long[] GEMM_SIZES = {256, 512, 768, 1024, 2048, 4096};

  private static final long[] GEMM_SIZES_IN_A_HURRY = {256, 768};
  private static final double LONGEST_LAUNCH_SECONDS = 0.25;

  private final CalibrationOrder order;
  private final Path folder;
  private final Stage stage;
  private final List<Reading> readings = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final long startNanos = System.nanoTime();
  private OptionalDouble floor = OptionalDouble.empty();
  private OptionalDouble clock = OptionalDouble.empty();
  private final NoiseMeter noise = new NoiseMeter();
  private double probedNanos;
  private double othersNanos;
  private Device device;
  private Queue queue;

  private CalibrationChild(CalibrationOrder order) {
    this.order = order;
    this.folder = Path.of(order.folder());
    this.stage = new Stage(folder);
  }

  public static void main(String[] arguments) throws Exception {
    ForkGuard.arm();
    new CalibrationChild(Json.read(Path.of(arguments[0]), CalibrationOrder.class)).measure();
    Runtime.getRuntime().halt(0);
  }

  private void measure() throws Exception {
    stage.enter("open", "open()");
    device = OpenDevice.open(order.jars().stream().map(Path::of).toList(), order.device());
    queue = device.openQueue();
    if (!order.workingSetsBytes().isEmpty()) {
      floor = floor();
    }
    clock = clockHertz();
    report(0);
    for (int i = 0; i < order.modes().size(); i++) {
      peak(order.modes().get(i));
      report(i + 1);
    }
    for (long bytes : order.workingSetsBytes()) {
      streams(bytes);
      if (!order.hurried()) {
        report(order.modes().size());
      }
    }
    report(order.modes().size());
    stage.enter("close", "close()");
    queue.close();
    device.close();
  }

  private void report(int modesDone) throws IOException {
    DeviceClock deviceClock = device.clock();
    Json.write(
        folder.resolve(CalibrationReport.FILE),
        new CalibrationReport(
            modesDone,
            readings,
            floor,
            timerQuantumNanos(),
            clock,
            Words.clean(deviceClock.source()),
            deviceClock.resolutionNanos(),
            othersShare(),
            notes));
  }

  /**
   * The chains that there are for this mode, of multiply-adds and of a matrix unit, and a sweep of
   * products unless a chain of multiply-adds is all that such a device has: a unit's chain may be
   * slower than the vendor's products, whose instructions are others. The fastest counts.
   */
  private void peak(CalibrationOrder.Mode mode) {
    boolean fma = mode.compute().equals(Compute.strict(mode.storage())) && chain(mode.storage());
    boolean matrix = matrixChain(mode, !fma);
    if ((!fma || matrix) && mode.product().isPresent()) {
      products(mode, mode.product().get());
    }
  }

  /** Larger ones only while that pays, and while a product takes longer than getting it ready. */
  private void products(CalibrationOrder.Mode mode, DType output) {
    double bestRate = 0;
    for (long size : order.hurried() ? GEMM_SIZES_IN_A_HURRY : GEMM_SIZES) {
      MatMul op =
          new MatMul(
              1,
              size,
              size,
              size,
              false,
              // libraries have FP8 in this form first
              mode.storage().isFp8(),
              mode.storage(),
              mode.compute(),
              output,
              Role.CONSTANT);
      String name = "gemm-" + size + "x" + size + "x" + size;
      long start = System.nanoTime();
      Optional<Reading> packed = read(Kind.GEMM, name, op, Lane.PACKED);
      Optional<Reading> best = packed.isPresent() ? packed : read(Kind.GEMM, name, op, Lane.PLAIN);
      double seconds = (System.nanoTime() - start) / 1e9;
      if (best.isEmpty()
          || inAHurry()
          || best.get().bestNanos() > LONGEST_LAUNCH_SECONDS * 1e9 / 8) {
        return;
      }
      double rate = op.flops() / best.get().bestNanos();
      boolean dear = seconds > 4 * order.probeSeconds() || 8 * best.get().bestNanos() > 1e7;
      if (size >= 1024 && (dear || rate < 1.02 * bestRate)) {
        return;
      }
      bestRate = Math.max(bestRate, rate);
    }
  }

  /** An op of so many independent chains of so many steps. */
  private interface Chains {
    Op of(long count, long steps);
  }

  private boolean chain(DType dtype) {
    return grown(
        "fma-chain-" + word(dtype),
        new Growth(3, 16 * FmaChain.CHAIN_MULTIPLE, 16, FEWEST_STEPS, 1 << 20),
        true,
        (count, steps) -> new FmaChain(dtype, count, steps));
  }

  private boolean matrixChain(CalibrationOrder.Mode mode, boolean noted) {
    Compute compute = mode.compute();
    boolean usual =
        mode.storage() != DType.INT32
            && compute.accumulate() == Compute.standard(mode.storage()).accumulate()
            && (compute.mathMode() == MathMode.STRICT || mode.storage() == DType.FP32);
    return usual
        && grown(
            "matrix-chain-" + word(mode.storage()),
            new Growth(4, 64, 8, 16, MatrixChain.MOST_STEPS),
            noted,
            (count, steps) -> new MatrixChain(mode.storage(), compute, count, steps));
  }

  private static String word(DType dtype) {
    return dtype.name().toLowerCase(Locale.ROOT);
  }

  /**
   * How chains become more.
   *
   * @param tries how often at most
   * @param count of chains at first
   * @param factor how many times more next
   * @param leastSteps of a chain
   * @param mostSteps of a chain
   */
  private record Growth(int tries, long count, int factor, long leastSteps, long mostSteps) {}

  /** Whether there is such a chain. */
  private boolean grown(String name, Growth growth, boolean noted, Chains chains) {
    long count = growth.count();
    long steps = growth.leastSteps();
    double bestRate = 0;
    boolean any = false;
    for (int i = 0; i < growth.tries(); i++) {
      Optional<Reading> reading;
      try {
        reading = longEnough(name, growth, noted, chains, count, steps);
      } catch (RuntimeException e) { // vendor code; a small memory does not hold so many chains
        if (i == 0) {
          throw e;
        }
        notes.add(name + ": " + count + " chains: " + Words.of(e));
        return true;
      }
      if (reading.isEmpty()) {
        return any;
      }
      any = true;
      Op op = ((OpWorkload) reading.get().work().workload()).op();
      double rate = op.flops() / reading.get().bestNanos();
      // more chains help only where there are more units to feed
      if (inAHurry()
          || rate < 1.05 * bestRate
          || reading.get().bestNanos() > LONGEST_LAUNCH_SECONDS * 1e9 / 16) {
        return true;
      }
      bestRate = rate;
      long used = op.flops() / chains.of(count, 1).flops();
      steps = Math.max(growth.leastSteps(), used / growth.factor());
      count *= growth.factor();
    }
    return true;
  }

  private Optional<Reading> longEnough(
      String name, Growth growth, boolean noted, Chains chains, long count, long steps) {
    long longer = steps;
    for (int i = 0; i <= LENGTHENED; i++) {
      int before = notes.size();
      Optional<Reading> reading = read(Kind.FMA_CHAIN, name, chains.of(count, longer), Lane.PLAIN);
      if (reading.isEmpty() && !noted) {
        notes.subList(before, notes.size()).clear();
      }
      if (reading.isEmpty() || reading.get().bestNanos() >= LEAST_CHAIN_NANOS || i == LENGTHENED) {
        return reading;
      }
      readings.remove(reading.get());
      longer =
          Math.min(
              growth.mostSteps(),
              (long) (longer * Math.min(64, 1.5 * LEAST_CHAIN_NANOS / reading.get().bestNanos())));
    }
    return Optional.empty();
  }

  private OptionalDouble floor() {
    try (OpBench bench = new OpBench(device, new Copy(DType.FP32, 1), Lane.PLAIN, stage)) {
      bench.prepare();
      bench.fill(Pattern.RANDOM, order.seed());
      stage.enter("measure", "enqueue() or finish()");
      Batches batches = new Batches(device, bench, queue);
      int launches = batches.launchesFor(2_000_000, batches.run(1).wallNanos(), 1);
      double best = Double.MAX_VALUE;
      for (int i = 0; i < 20; i++) {
        best = Math.min(best, (double) batches.run(launches).wallNanos() / launches);
      }
      return OptionalDouble.of(best);
    } catch (UnsupportedOpException e) {
      notes.add("dispatch floor: " + Words.of(e));
      return OptionalDouble.empty();
    }
  }

  /** A slow device has used up its time: one answer to each question must do. */
  private boolean inAHurry() {
    return System.nanoTime() - startNanos > order.limitSeconds() * 1e9;
  }

  private void streams(long bytes) {
    read(Kind.STREAM, "copy", new Copy(DType.FP32, bytes / 8), Lane.PLAIN);
    if (inAHurry()) {
      return;
    }
    read(Kind.STREAM, "read", new Read(DType.FP32, bytes / 4), Lane.PLAIN);
    read(Kind.STREAM, "triad", new Triad(DType.FP32, bytes / 12), Lane.PLAIN);
  }

  /** One probe; empty if the device does not do it. */
  private Optional<Reading> read(Kind kind, String name, Op op, Lane lane) {
    try (OpBench bench = new OpBench(device, op, lane, stage)) {
      bench.prepare();
      bench.fill(Pattern.RANDOM, order.seed());
      bench.poison();
      stage.enter("measure", "enqueue() or finish()");
      Batches batches = new Batches(device, bench, queue);
      double firstNanos = batches.run(1).wallNanos();
      if (firstNanos > LONGEST_LAUNCH_SECONDS * 1e9) {
        firstNanos = batches.run(1).wallNanos();
        if (firstNanos > LONGEST_LAUNCH_SECONDS * 1e9) {
          notes.add(name + ": one launch takes " + Math.round(firstNanos / 1e6) + " ms, left out");
          return Optional.empty();
        }
      }
      int launches = batches.launchesFor((long) (BATCH_SECONDS * 1e9), (long) firstNanos, 1);
      batches.warmUp(launches, (long) (order.probeSeconds() * 1e9 / 2));
      List<Double> clocks = new ArrayList<>();
      if (kind != Kind.STREAM) {
        clockHertz().ifPresent(clocks::add);
      }
      List<Double> times = new ArrayList<>();
      NoiseMeter.Reading before = noise.before();
      long end = System.nanoTime() + (long) (order.probeSeconds() * 1e9);
      int least = inAHurry() ? LEAST_BATCHES_IN_A_HURRY : LEAST_BATCHES;
      while (times.size() < least || System.nanoTime() - end < 0) {
        times.add((double) batches.run(launches).wallNanos() / launches);
      }
      disturbed(noise.between(before, noise.after()));
      if (kind != Kind.STREAM) {
        clockHertz().ifPresent(clocks::add);
      }
      Reading reading =
          new Reading(
              kind,
              WorkMessage.of(new OpWorkload(name, op, "calibration")),
              lane,
              op.bytes(),
              times.stream().mapToDouble(time -> time).min().orElseThrow(),
              relativeSpread(times),
              clocks,
              order.seed(),
              dump(bench, op));
      readings.add(reading);
      return Optional.of(reading);
    } catch (UnsupportedOpException e) {
      notes.add(name + " " + op.dtype() + " " + lane + ": " + Words.of(e));
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String dump(OpBench bench, Op op) throws IOException {
    if (op.outputs().stream().mapToLong(output -> output.spec().bytes()).sum()
        > LARGEST_JUDGED_BYTES) {
      return "";
    }
    String name = "outputs-" + readings.size() + "-" + System.nanoTime();
    bench.dump(folder.resolve(name));
    return name;
  }

  private void disturbed(NoiseMeter.Window window) {
    if (order.deviceThreads() > 0) {
      probedNanos += window.wallNanos();
      othersNanos +=
          (double) window.stealNanos().orElse(0) / noise.cpus()
              + (double) window.waitNanos().orElse(0) / order.deviceThreads();
    }
  }

  private OptionalDouble othersShare() {
    return probedNanos > 0
        ? OptionalDouble.of(Math.min(1, othersNanos / probedNanos))
        : OptionalDouble.empty();
  }

  private OptionalDouble clockHertz() {
    return device.telemetry().read().clockHertz();
  }

  /** Over the fastest quarter: a ceiling is what the device does when nothing gets in its way. */
  private static double relativeSpread(List<Double> times) {
    List<Double> fastest = times.stream().sorted().limit(Math.max(2, times.size() / 4)).toList();
    double mean = fastest.stream().mapToDouble(time -> time).average().orElseThrow();
    double squares = fastest.stream().mapToDouble(time -> (time - mean) * (time - mean)).sum();
    return Math.sqrt(squares / (fastest.size() - 1)) / mean;
  }

  /** Smallest step of the clock that times batches. */
  private static long timerQuantumNanos() {
    long smallest = Long.MAX_VALUE;
    for (int i = 0; i < 10_000; i++) {
      long before = System.nanoTime();
      long after = System.nanoTime();
      while (after == before) {
        after = System.nanoTime();
      }
      smallest = Math.min(smallest, after - before);
    }
    return smallest;
  }
}
