package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.ledger.Category;
import io.goodflops.ledger.StepLedger;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.StepRecord;
import io.goodflops.result.StepRecord.StepOp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training step on devices with waste that was programmed into them, drawn at random: the ledger
 * of the step gives it back, category by category, within 2 % of the step's time beside what the
 * machine itself disturbed.
 */
@Undisturbed
class StepLedgerIT {
  private static final double TOLERANCE = 0.02;
  private static final int DRAWS = 3;
  private static final double RATE = 1e8;

  /**
   * One device.
   *
   * @param peak declared FLOP/s
   * @param products share of the roof that products reach
   * @param others share of the roof that optimizers and activations reach
   */
  private record Program(
      double peak, double bandwidth, double products, double others, long latencyNanos) {

    static Program draw(Random random) {
      return new Program(
          RATE / (0.6 + 0.3 * random.nextDouble()),
          2.5e7 * (0.8 + 0.7 * random.nextDouble()),
          0.5 + 0.4 * random.nextDouble(),
          0.5 + 0.4 * random.nextDouble(),
          10_000L + random.nextInt(30_000));
    }

    String lines(int device) {
      return String.format(
              Locale.ROOT,
              "peak.FP32=%s%nbandwidth=%s%nefficiency.matmul=%s%nefficiency.sgd=%s%n"
                  + "efficiency.relu=%s%nlatency.nanos=%d",
              peak,
              bandwidth,
              products,
              others,
              others,
              latencyNanos)
          .replaceAll("(?m)^", "device." + device + ".");
    }

    private double efficiency(StepOp op) {
      return switch (op.kind()) {
        case "matmul" -> products;
        case "sgd", "relu" -> others;
        default -> 1;
      };
    }

    private double memoryNanos(StepOp op) {
      return 1e9 * op.bytes() / bandwidth;
    }

    private double computeNanos(StepOp op) {
      return 1e9 * op.flops() / RATE;
    }

    /** What limits an op other than a product is memory alone. */
    private double roofNanos(StepOp op) {
      return Math.max(computeNanos(op), memoryNanos(op));
    }

    double totalNanos(StepRecord step) {
      return step.ops().stream()
          .mapToDouble(op -> roofNanos(op) / efficiency(op) + latencyNanos)
          .sum();
    }

    /** Nanoseconds of the step by category, as programmed. */
    Map<Category, Double> losses(StepRecord step) {
      Map<Category, Double> losses = new TreeMap<>();
      for (StepOp op : step.ops()) {
        double atPeak = 1e9 * op.flops() / peak;
        losses.merge(Category.HOST_DISPATCH_GAP, (double) latencyNanos, Double::sum);
        losses.merge(
            Category.KERNEL_INEFFICIENCY,
            roofNanos(op) / efficiency(op) - roofNanos(op),
            Double::sum);
        losses.merge(Category.KERNEL_MEMORY_BOUND, roofNanos(op) - computeNanos(op), Double::sum);
        losses.merge(Category.KERNEL_UNATTAINABLE_PEAK, computeNanos(op) - atPeak, Double::sum);
      }
      losses.put(Category.KERNEL_INTERFERENCE, 0.0);
      return losses;
    }
  }

  @TempDir private static Path folder;
  private static final List<Program> PROGRAMS = new ArrayList<>();
  private static FaultyRun run;
  private static double largest;
  private static double largestDisturbance;
  private static String where = "";

  @BeforeAll
  static void runOnce() throws Exception {
    Random random = new Random(Long.getLong("goodflops.test.seed", 20_261_128));
    StringBuilder text = new StringBuilder();
    text.append("devices=").append(DRAWS).append("\nrate.FP32=").append(RATE);
    text.append("\nmemory.bytes=1048576\n");
    for (int i = 0; i < DRAWS; i++) {
      PROGRAMS.add(Program.draw(random));
      text.append(PROGRAMS.get(i).lines(i)).append('\n');
    }
    run =
        FaultyRun.of(
            folder,
            text.toString(),
            """
            {"program": "mlp", "batch": 64, "inputs": 64, "hidden": 96, "classes": 32,
             "dtypes": ["FP32"], "source": "test"}
            """,
            "--device",
            "simulator:*");
    assertThat(run.ended().exitCode()).as(run.ended().err()).isZero();
  }

  @AfterAll
  static void tellTheLargestDeviation() {
    System.out.printf(
        Locale.ROOT,
        "largest deviation of a step from the programs: %.2f %% of its time beside disturbances"
            + " (%s); largest disturbance %.2f %%%n",
        100 * largest,
        where,
        100 * largestDisturbance);
  }

  @TestFactory
  Stream<DynamicTest> programmedWasteComesBack() {
    return run.run().cases().stream()
        .map(record -> DynamicTest.dynamicTest(record.id(), () -> comesBack(record)));
  }

  private static void comesBack(CaseRecord record) {
    Program program = PROGRAMS.get(Integer.parseInt(record.device().replaceAll("\\D", "")));
    StepLedger ledger = StepLedger.of(run.run(), record).orElseThrow();
    double total = program.totalNanos(ledger.step());
    double disturbed = Math.max(0, ledger.step().tracedNanos() / total - 1);
    assertThat(disturbed).isLessThan(0.1);
    check(
        record,
        "effective",
        ledger.account().effective() / ledger.step().tracedNanos(),
        1e9 * record.flops() / program.peak / total,
        disturbed);
    program
        .losses(ledger.step())
        .forEach(
            (category, nanos) ->
                check(
                    record,
                    category.id(),
                    ledger.account().loss(category).orElse(0) / ledger.step().tracedNanos(),
                    nanos / total,
                    disturbed));
  }

  private static void check(
      CaseRecord record, String what, double found, double programmed, double disturbed) {
    largestDisturbance = Math.max(largestDisturbance, disturbed);
    double beyond = Math.abs(found - programmed) - disturbed;
    if (beyond > largest) {
      largest = beyond;
      where = what + " of " + record.id();
    }
    assertThat(found)
        .as("%s of %s, the machine disturbed %.3f", what, record.id(), disturbed)
        .isCloseTo(programmed, within(TOLERANCE + disturbed));
  }
}
