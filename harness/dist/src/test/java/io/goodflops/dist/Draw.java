package io.goodflops.dist;

import io.goodflops.ledger.Category;
import io.goodflops.spi.Op;
import io.goodflops.spi.Program;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.program.Feed;
import io.goodflops.workload.program.Variant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The device, and how much is wasted on it. */
record Draw(
    double peak,
    double bandwidth,
    double products,
    long latencyNanos,
    double copyBandwidth,
    long lateMicros,
    long batch,
    List<Long> lengths) {

  /** What is needed, among the predictions. */
  static final String EFFECTIVE = "effective";

  /** What nothing explains. */
  static final String REMAINDER = "remainder";

  /** Of the longest sequence. */
  static final long SEQUENCE = 8;

  private static final double RATE = 1e8;

  static Draw of(Random random) {
    List<Long> lengths = new ArrayList<>(List.of(SEQUENCE));
    for (int i = 0; i < 2; i++) {
      lengths.add(1L + random.nextInt((int) SEQUENCE - 2));
    }
    return new Draw(
        RATE / (0.6 + 0.3 * random.nextDouble()),
        1e7 * (0.8 + 0.7 * random.nextDouble()),
        0.5 + 0.4 * random.nextDouble(),
        10_000L + random.nextInt(30_000),
        8e5 * (1 + random.nextDouble()),
        1_000L + random.nextInt(2_000),
        12 + 2L * random.nextInt(4),
        lengths);
  }

  String program() {
    return String.format(
        Locale.ROOT,
        "rate.FP32=%s%nmemory.bytes=2097152%npeak.FP32=%s%nbandwidth=%s%nefficiency.matmul=%s%n"
            + "latency.nanos=%d%ncopy.bandwidth=%s%n",
        RATE,
        peak,
        bandwidth,
        products,
        latencyNanos,
        copyBandwidth);
  }

  private double roofNanos(Op op) {
    return Math.max(1e9 * op.flops() / RATE, 1e9 * op.bytes() / bandwidth);
  }

  /** Nanoseconds of a step by category, from what is programmed and counted alone. */
  Map<String, Double> predict(ProgramWorkload work) {
    Map<Category, Double> losses = new EnumMap<>(Category.class);
    Variant variant = work.variant();
    double needed = 1e9 * work.flops() / peak;
    for (Program.Step step : work.step().program().steps()) {
      Op op = step.op();
      double efficiency = op.kind().equals("matmul") ? products : 1;
      double compute = 1e9 * op.flops() / RATE;
      losses.merge(Category.HOST_DISPATCH_GAP, (double) latencyNanos, Double::sum);
      losses.merge(
          Category.KERNEL_INEFFICIENCY, roofNanos(op) / efficiency - roofNanos(op), Double::sum);
      losses.merge(Category.KERNEL_MEMORY_BOUND, roofNanos(op) - compute, Double::sum);
      losses.merge(
          Category.KERNEL_UNATTAINABLE_PEAK, compute - 1e9 * op.flops() / peak, Double::sum);
    }
    losses.put(Category.KERNEL_INTERFERENCE, 0.0);
    losses.put(Category.REDUNDANT_MASKED, 1e9 * work.model().maskedFlops() / peak);
    if (variant.checkpoint()) {
      losses.put(Category.REDUNDANT_RECOMPUTE, 1e9 * work.recomputeFlops() / peak);
    }
    if (!variant.lengths().isEmpty()) {
      losses.put(Category.REDUNDANT_PADDING, 1e9 * work.paddingFlops() / peak);
    }
    if (variant.feed() != Feed.RESIDENT) {
      boolean serial = variant.feed() == Feed.SERIAL;
      losses.put(
          Category.TRANSFER_EXPOSED_COPY, serial ? 1e9 * work.feedBytes() / copyBandwidth : 0.0);
      losses.put(Category.HOST_INPUT_WAIT, 1e3 * variant.lateMicros());
    }
    Map<String, Double> nanos = new TreeMap<>();
    losses.forEach((category, value) -> nanos.put(category.id(), value));
    nanos.put(EFFECTIVE, needed);
    nanos.put(REMAINDER, 0.0);
    return nanos;
  }
}
