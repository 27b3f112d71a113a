package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.ledger.Category;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.LedgerRecord;
import io.goodflops.spi.DType;
import io.goodflops.spi.Op;
import io.goodflops.spi.Program;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.program.Decoder;
import io.goodflops.workload.program.Feed;
import io.goodflops.workload.program.Mlp;
import io.goodflops.workload.program.TrainingModel;
import io.goodflops.workload.program.Variant;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Steps that waste on purpose, beside the same step without: sizes and the device are drawn at
 * random, what each ledger must say is written down before the run, and each variant moves its own
 * category and leaves the others where they were, within 2 % of capacity beside what the machine
 * itself disturbed.
 */
@Undisturbed
@EnabledIfSystemProperty(
    named = "goodflops.soak",
    matches = ".*",
    disabledReason = "takes three minutes of quiet: -Dgoodflops.soak")
class DifferentialIT {
  private static final double TOLERANCE = 0.02;
  private static final double RATE = 1e8;
  private static final String EFFECTIVE = "effective";
  private static final String REMAINDER = "remainder";

  /** The device, and how much is wasted on it. */
  private record Draw(
      double peak,
      double bandwidth,
      double products,
      long latencyNanos,
      double copyBandwidth,
      long lateMicros,
      long batch,
      List<Long> lengths) {

    static Draw of(Random random) {
      List<Long> lengths = new ArrayList<>(List.of(16L));
      for (int i = 0; i < 3; i++) {
        lengths.add(2L + random.nextInt(13));
      }
      return new Draw(
          RATE / (0.6 + 0.3 * random.nextDouble()),
          2.5e7 * (0.8 + 0.7 * random.nextDouble()),
          0.5 + 0.4 * random.nextDouble(),
          10_000L + random.nextInt(30_000),
          1.5e6 * (1 + random.nextDouble()),
          4_000L + random.nextInt(8_000),
          48 + 8L * random.nextInt(4),
          lengths);
    }

    String program() {
      return String.format(
          Locale.ROOT,
          "rate.FP32=%s%nmemory.bytes=33554432%npeak.FP32=%s%nbandwidth=%s%nefficiency.matmul=%s%n"
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
      Map<String, Double> nanos = new java.util.TreeMap<>();
      losses.forEach((category, value) -> nanos.put(category.id(), value));
      nanos.put(EFFECTIVE, needed);
      nanos.put(REMAINDER, 0.0);
      return nanos;
    }
  }

  @TempDir private static Path folder;
  private static final List<ProgramWorkload> WORKLOADS = new ArrayList<>();
  private static final Map<String, Map<String, Double>> PREDICTED = new java.util.TreeMap<>();
  private static Instant written;
  private static double latencyNanos;
  private static FaultyRun run;
  private static double largest;
  private static double largestDisturbance;
  private static String where = "";

  @BeforeAll
  static void runOnce() throws Exception {
    Draw draw = Draw.of(new Random(Long.getLong("goodflops.test.seed", 20_261_128)));
    Mlp mlp = new Mlp(draw.batch(), 64, 96, 32);
    Decoder decoder = new Decoder(draw.lengths().size(), 16, 32, 2, 64, 1);
    add(mlp, Variant.PLAIN);
    add(mlp, new Variant(true, List.of(), Feed.RESIDENT, 0));
    add(mlp, new Variant(false, List.of(), Feed.SERIAL, 0));
    add(mlp, new Variant(false, List.of(), Feed.OVERLAPPED, 0));
    add(mlp, new Variant(false, List.of(), Feed.SERIAL, draw.lateMicros()));
    add(decoder, Variant.PLAIN);
    add(decoder, new Variant(false, draw.lengths(), Feed.RESIDENT, 0));
    latencyNanos = draw.latencyNanos();
    predict(draw);
    String mlpSizes = "\"batch\": " + draw.batch() + ", \"inputs\": 64, \"hidden\": 96";
    String mlpEntry = "{\"program\": \"mlp\", " + mlpSizes + ", \"classes\": 32, ";
    String decoderEntry =
        "{\"program\": \"decoder\", \"batch\": 4, \"sequence\": 16, \"width\": 32, \"heads\": 2,"
            + " \"vocabulary\": 64, \"blocks\": 1, ";
    String rest = "\"dtypes\": [\"FP32\"], \"source\": \"test\"}";
    run =
        FaultyRun.of(
            folder,
            draw.program(),
            String.join(
                ",",
                mlpEntry + rest,
                mlpEntry + "\"checkpoint\": true, " + rest,
                mlpEntry + "\"feed\": \"serial\", " + rest,
                mlpEntry + "\"feed\": \"overlapped\", " + rest,
                mlpEntry
                    + "\"feed\": \"serial\", \"lateMicros\": "
                    + draw.lateMicros()
                    + ", "
                    + rest,
                decoderEntry + rest,
                decoderEntry + "\"lengths\": " + draw.lengths() + ", " + rest),
            "--device",
            "simulator:*");
    assertThat(run.ended().exitCode()).as(run.ended().err()).isZero();
  }

  private static void add(TrainingModel model, Variant variant) {
    WORKLOADS.add(ProgramWorkload.of(model, variant, DType.FP32, "test"));
  }

  /** One line for each number; read again when it is compared. */
  private static void predict(Draw draw) throws Exception {
    StringBuilder text = new StringBuilder();
    for (ProgramWorkload work : WORKLOADS) {
      draw.predict(work)
          .forEach(
              (category, nanos) -> text.append(work.name() + " " + category + " " + nanos + "\n"));
    }
    Path file = Files.writeString(folder.resolve("predictions.txt"), text);
    written = Files.getLastModifiedTime(file).toInstant();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      String[] words = line.split(" ", -1);
      PREDICTED
          .computeIfAbsent(words[0], name -> new java.util.TreeMap<>())
          .put(words[1], Double.parseDouble(words[2]));
    }
  }

  @AfterAll
  static void tellTheLargestDeviation() {
    System.out.printf(
        Locale.ROOT,
        "largest deviation of a ledger from its prediction: %.2f %% of capacity beside disturbances"
            + " (%s); largest disturbance %.2f %%%n",
        100 * largest,
        where,
        100 * largestDisturbance);
  }

  @Test
  void predictionsStoodBeforeTheRun() {
    assertThat(written).isBefore(Instant.parse(run.run().finishedAt()));
    assertThat(run.run().cases())
        .allSatisfy(
            record ->
                assertThat(record.forks().get(0).startedAt())
                    .satisfies(at -> assertThat(Instant.parse(at)).isAfter(written)));
    assertThat(run.run().cases())
        .extracting(CaseRecord::workload)
        .containsExactlyInAnyOrderElementsOf(PREDICTED.keySet());
  }

  @TestFactory
  Stream<DynamicTest> eachLedgerIsAsPredicted() {
    return run.run().cases().stream()
        .map(record -> DynamicTest.dynamicTest(record.id(), () -> asPredicted(record)));
  }

  /** A busy machine makes launches look slower when they are calibrated than they are. */
  private static double floorDisturbed(CaseRecord record, double total) {
    double floor = run.run().calibration().get(0).dispatchFloorNanos().orElseThrow();
    int ops = record.forks().get(0).step().orElseThrow().ops().size();
    return Math.max(0, floor - latencyNanos) * ops / total;
  }

  private static void asPredicted(CaseRecord record) {
    assertThat(record.outcome()).as(record.reason()).isEqualTo(Outcome.MEASURED);
    Map<String, Double> predicted = PREDICTED.get(record.workload());
    double total = predicted.values().stream().mapToDouble(Double::doubleValue).sum();
    LedgerRecord ledger = record.ledger().orElseThrow();
    double timed = record.timeNanos().orElseThrow().value() / total;
    double traced = record.forks().get(0).step().orElseThrow().tracedNanos() / total;
    double disturbed = Math.max(0, traced - 1) + floorDisturbed(record, total);
    assertThat(disturbed).as("the machine disturbed trace and calibration").isLessThan(0.1);
    // what only the timed steps took is no op's: it lies outside the device's span, or is remainder
    double outside = Math.max(disturbed, timed - 1);
    check(record, EFFECTIVE, ledger.effective().share() * timed, predicted, disturbed);
    check(record, REMAINDER, ledger.unattributedShare() * timed, predicted, outside);
    ledger
        .categories()
        .forEach(
            (category, booking) -> {
              double share = booking.map(LedgerRecord.Booking::share).orElse(0.0) * timed;
              boolean gap = category.equals(Category.HOST_DISPATCH_GAP.id());
              check(record, category, share, predicted, gap ? outside : disturbed);
            });
  }

  /** The step as it is knows no such cause: where none was measured it says so. */
  @Test
  void whatWasNotMeasuredIsUnknown() {
    LedgerRecord plain =
        run.only("train-mlp-64-96-32-b" + batch() + "-fp32").ledger().orElseThrow();
    for (Category category :
        List.of(
            Category.HOST_INPUT_WAIT,
            Category.TRANSFER_EXPOSED_COPY,
            Category.REDUNDANT_RECOMPUTE,
            Category.REDUNDANT_PADDING)) {
      assertThat(plain.categories().get(category.id())).isEqualTo(Optional.empty());
    }
  }

  private static long batch() {
    return ((Mlp) WORKLOADS.get(0).model()).batch();
  }

  /** Shares of the step as it was predicted; a category that nothing moves has none of it. */
  private static void check(
      CaseRecord record,
      String what,
      double found,
      Map<String, Double> predicted,
      double disturbed) {
    double total = predicted.values().stream().mapToDouble(Double::doubleValue).sum();
    double share = predicted.getOrDefault(what, 0.0) / total;
    largestDisturbance = Math.max(largestDisturbance, disturbed);
    double beyond = Math.abs(found - share) - disturbed;
    if (beyond > largest) {
      largest = beyond;
      where = what + " of " + record.id();
    }
    assertThat(found)
        .as("%s of %s, the machine disturbed %.3f", what, record.id(), disturbed)
        .isCloseTo(share, within(TOLERANCE + disturbed));
  }
}
