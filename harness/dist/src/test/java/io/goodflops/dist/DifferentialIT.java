package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.ledger.Category;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.RunRecord;
import io.goodflops.result.StepRecord;
import io.goodflops.spi.DType;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Steps that waste on purpose, beside the same step without: sizes and the devices are drawn at
 * random, what each ledger must say is written down before the run, and each variant moves its own
 * category and leaves the others where they were, within 2 % of capacity.
 *
 * <p>A machine that is in use makes some batches slower; ledgers are drawn up from those that it
 * left alone ({@link Calm}), and a case that was disturbed all the same is measured again. What the
 * machine slowed the traced step, the least disturbed batch and the calibrated launch by in the
 * calmest run is allowed besides, and must not be a tenth.
 */
@Undisturbed
class DifferentialIT {
  private static final double TOLERANCE = 0.02;

  /** A case that was disturbed by more is measured again, so often in all. */
  private static final double CALM = 0.03;

  private static final int MOST_RUNS = 2;
  private static final String REST = "\"dtypes\": [\"FP32\"], \"source\": \"test\"}";

  @TempDir private static Path folder;
  private static final List<ProgramWorkload> WORKLOADS = new ArrayList<>();
  private static final Map<String, String> ENTRIES = new java.util.TreeMap<>();
  private static final Map<String, Found> FOUND = new java.util.TreeMap<>();
  private static final Map<String, Map<String, Double>> PREDICTED = new java.util.TreeMap<>();
  private static Instant written;
  private static double latencyNanos;
  private static double largest;
  private static double largestDisturbance;
  private static String where = "";

  @BeforeAll
  static void runOnce() throws Exception {
    Draw draw = Draw.of(new Random(Long.getLong("goodflops.test.seed", 20_261_128)));
    Mlp mlp = new Mlp(draw.batch(), 24, 32, 12);
    Decoder decoder = new Decoder(draw.lengths().size(), Draw.SEQUENCE, 8, 2, 16, 1);
    String mlpEntry = mlp(mlp);
    String decoderEntry =
        "{\"program\": \"decoder\", \"batch\": 3, \"sequence\": 8, \"width\": 8, \"heads\": 2,"
            + " \"vocabulary\": 16, \"blocks\": 1, ";
    String late = "\"feed\": \"serial\", \"lateMicros\": " + draw.lateMicros() + ", ";
    add(mlp, Variant.PLAIN, mlpEntry);
    add(mlp, new Variant(true, List.of(), Feed.RESIDENT, 0), mlpEntry + "\"checkpoint\": true, ");
    add(mlp, new Variant(false, List.of(), Feed.SERIAL, 0), mlpEntry + "\"feed\": \"serial\", ");
    add(
        mlp,
        new Variant(false, List.of(), Feed.OVERLAPPED, 0),
        mlpEntry + "\"feed\": \"overlapped\", ");
    add(mlp, new Variant(false, List.of(), Feed.SERIAL, draw.lateMicros()), mlpEntry + late);
    add(decoder, Variant.PLAIN, decoderEntry);
    add(
        decoder,
        new Variant(false, draw.lengths(), Feed.RESIDENT, 0),
        decoderEntry + "\"lengths\": " + draw.lengths() + ", ");
    latencyNanos = draw.latencyNanos();
    predict(draw);
    Set<String> wanted = new TreeSet<>(ENTRIES.keySet());
    for (int i = 0; i < MOST_RUNS && !wanted.isEmpty(); i++) {
      RunRecord run = alone(draw, wanted, Files.createDirectory(folder.resolve("alone" + i)));
      for (CaseRecord record : run.cases()) {
        Found found = new Found(run, record, PREDICTED.get(record.workload()));
        FOUND.merge(record.workload(), found, Found::calmer);
      }
      wanted.removeIf(name -> FOUND.get(name).isCalm());
    }
  }

  private static RunRecord alone(Draw draw, Set<String> wanted, Path runFolder) throws Exception {
    String entries = String.join(",", wanted.stream().map(ENTRIES::get).toList());
    FaultyRun run = FaultyRun.of(runFolder, draw.program(), entries, "--device", "simulator:*");
    assertThat(run.ended().exitCode()).as(run.ended().err()).isZero();
    return Calm.only(run.run());
  }

  private static String mlp(Mlp mlp) {
    return String.format(
        Locale.ROOT,
        "{\"program\": \"mlp\", \"batch\": %d, \"inputs\": %d, \"hidden\": %d, \"classes\": %d, ",
        mlp.batch(),
        mlp.inputs(),
        mlp.hidden(),
        mlp.classes());
  }

  private static void add(TrainingModel model, Variant variant, String entry) {
    ProgramWorkload work = ProgramWorkload.of(model, variant, DType.FP32, "test");
    WORKLOADS.add(work);
    ENTRIES.put(work.name(), entry + REST);
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
  void predictionsStoodBeforeTheRuns() {
    assertThat(FOUND.values())
        .allSatisfy(
            found ->
                assertThat(found.record.forks().get(0).startedAt())
                    .satisfies(at -> assertThat(Instant.parse(at)).isAfter(written)));
    assertThat(FOUND.keySet()).isEqualTo(ENTRIES.keySet());
  }

  @TestFactory
  Stream<DynamicTest> eachLedgerIsAsPredicted() {
    return FOUND.values().stream()
        .map(found -> DynamicTest.dynamicTest(found.record.id(), () -> asPredicted(found)));
  }

  /** All numbers are shares of the step as it was predicted. */
  private record Found(RunRecord run, CaseRecord record, Map<String, Double> predicted) {
    double total() {
      return predicted.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    double timed() {
      return record.timeNanos().orElseThrow().value() / total();
    }

    double share(String category) {
      LedgerRecord ledger = record.ledger().orElseThrow();
      return timed()
          * ledger.categories().get(category).map(LedgerRecord.Booking::share).orElse(0.0);
    }

    /** What the machine slowed the traced step by. */
    double traced() {
      return Math.max(0, step().tracedNanos() / total() - firstCopy() - 1);
    }

    /** And launches when they were calibrated. */
    double disturbed() {
      double floor = run.calibration().get(0).dispatchFloorNanos().orElseThrow();
      return traced() + Math.max(0, floor - latencyNanos) * step().ops().size() / total();
    }

    private StepRecord step() {
      return record.forks().get(0).step().orElseThrow();
    }

    /** What it slowed the least disturbed batches by. */
    double slowed() {
      return Math.max(0, timed() - firstCopy() - 1);
    }

    /** What only the timed steps took is no op's: it lies outside the device's span or remains. */
    double outside() {
      return Math.max(disturbed(), slowed());
    }

    /** A batch begins with nothing on the device: its first step waits for the copy of its data. */
    private double firstCopy() {
      if (!"overlapped".equals(record.op().get("feed"))) {
        return 0;
      }
      double copy =
          PREDICTED
              .get(record.workload().replace("overlapped", "serial"))
              .get(Category.TRANSFER_EXPOSED_COPY.id());
      return copy / record.forks().get(0).samples().get(0).launches() / total();
    }

    boolean isCalm() {
      return record.outcome() == Outcome.MEASURED
          && record.suspect().isEmpty()
          && Math.max(disturbed(), slowed()) <= CALM;
    }

    Found calmer(Found other) {
      if (record.outcome() != Outcome.MEASURED || other.record.outcome() != Outcome.MEASURED) {
        return record.outcome() == Outcome.MEASURED ? this : other;
      }
      boolean calmer = Math.max(traced(), slowed()) <= Math.max(other.traced(), other.slowed());
      return calmer ? this : other;
    }
  }

  private static void asPredicted(Found found) {
    CaseRecord record = found.record;
    assertThat(record.outcome()).as(record.reason()).isEqualTo(Outcome.MEASURED);
    assertThat(Math.max(found.traced(), found.slowed()))
        .as("disturbed by the machine")
        .isLessThan(0.1);
    Map<String, Double> shares = new java.util.TreeMap<>();
    LedgerRecord ledger = record.ledger().orElseThrow();
    ledger.categories().keySet().forEach(category -> shares.put(category, found.share(category)));
    shares.put(Draw.EFFECTIVE, ledger.effective().share() * found.timed());
    shares.put(Draw.REMAINDER, ledger.unattributedShare() * found.timed());
    double total = found.total();
    shares.forEach(
        (what, share) -> {
          boolean gap = what.equals(Category.HOST_DISPATCH_GAP.id()) || what.equals(Draw.REMAINDER);
          double right = found.predicted.getOrDefault(what, 0.0) / total;
          right += what.equals(Category.TRANSFER_EXPOSED_COPY.id()) ? found.firstCopy() : 0;
          check(record, what, share, right, gap ? found.outside() : found.disturbed());
        });
  }

  /** The step as it is knows no such cause: where none was measured it says so. */
  @Test
  void whatWasNotMeasuredIsUnknown() {
    LedgerRecord plain = FOUND.get(WORKLOADS.get(0).name()).record.ledger().orElseThrow();
    for (Category category :
        List.of(
            Category.HOST_INPUT_WAIT,
            Category.TRANSFER_EXPOSED_COPY,
            Category.REDUNDANT_RECOMPUTE,
            Category.REDUNDANT_PADDING)) {
      assertThat(plain.categories().get(category.id())).isEqualTo(Optional.empty());
    }
  }

  /** Shares of the capacity that was predicted; a category that nothing moves has none of it. */
  private static void check(
      CaseRecord record, String what, double found, double right, double allowed) {
    largestDisturbance = Math.max(largestDisturbance, allowed);
    double beyond = Math.abs(found - right) - allowed;
    if (beyond > largest) {
      largest = beyond;
      where = what + " of " + record.id();
    }
    assertThat(found)
        .as("%s of %s, the machine disturbed %.3f", what, record.id(), allowed)
        .isCloseTo(right, within(TOLERANCE + allowed));
  }
}
