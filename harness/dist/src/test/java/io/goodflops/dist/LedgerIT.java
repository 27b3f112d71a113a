package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.goodflops.ledger.Category;
import io.goodflops.ledger.price.Energy;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.LedgerRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Devices with waste that was programmed into them, drawn at random: the ledger, which sees marks
 * and clocks and nothing of the programs, gives it back, category by category, within 2 % of
 * capacity beside what the machine itself disturbed.
 */
@Undisturbed
class LedgerIT {
  private static final double TOLERANCE = 0.02;
  private static final int DRAWS = 5;
  private static final int WATTS = 200;
  private static final List<String> REASONS = List.of("power", "thermal", "licence");

  /**
   * One device.
   *
   * @param rate attainable FLOP/s at the nominal clock
   * @param peak declared FLOP/s
   * @param clock clock while it runs ÷ nominal clock
   */
  private record Program(
      double rate,
      double peak,
      double bandwidth,
      double efficiency,
      long latencyNanos,
      double clock) {

    static Program draw(Random random) {
      double rate = 2e9;
      return new Program(
          rate,
          rate / (0.6 + 0.3 * random.nextDouble()),
          1e8 * (0.8 + 0.7 * random.nextDouble()),
          0.5 + 0.4 * random.nextDouble(),
          30_000L + random.nextInt(50_000),
          0.7 + 0.3 * random.nextDouble());
    }

    String lines(int device) {
      return String.format(
              Locale.ROOT,
              "peak.FP32=%s%nbandwidth=%s%nefficiency.matmul=%s%nlatency.nanos=%d%n"
                  + "clock.curve=0:%s%nthrottle.reason=%s%npower.watts=%d",
              peak,
              bandwidth,
              efficiency,
              latencyNanos,
              1e9 * clock,
              reason(),
              WATTS)
          .replaceAll("(?m)^", "device." + device + ".");
    }

    /** What the device says holds its clock back. */
    private String reason() {
      return REASONS.get((int) (latencyNanos % REASONS.size()));
    }

    private static Category cause(String reason) {
      return switch (reason) {
        case "power" -> Category.KERNEL_CLOCK_POWER;
        case "thermal" -> Category.KERNEL_CLOCK_THERMAL;
        default -> Category.KERNEL_CLOCK;
      };
    }

    double busyNanos(CaseRecord record) {
      return roofNanos(record) / efficiency;
    }

    double totalNanos(CaseRecord record) {
      return busyNanos(record) + latencyNanos;
    }

    private double roofNanos(CaseRecord record) {
      return Math.max(computeNanos(record), 1e9 * record.bytes() / bandwidth);
    }

    private double computeNanos(CaseRecord record) {
      return 1e9 * record.flops() / (rate * clock);
    }

    /** Nanoseconds of a launch by category, as programmed. */
    Map<Category, Double> losses(CaseRecord record) {
      double atPeak = 1e9 * record.flops() / peak;
      Map<Category, Double> losses = new TreeMap<>();
      losses.put(Category.HOST_DISPATCH_GAP, (double) latencyNanos);
      losses.put(Category.KERNEL_INEFFICIENCY, busyNanos(record) - roofNanos(record));
      losses.put(Category.KERNEL_MEMORY_BOUND, roofNanos(record) - computeNanos(record));
      losses.put(Category.KERNEL_UNATTAINABLE_PEAK, computeNanos(record) - atPeak / clock);
      for (String each : REASONS) {
        losses.put(cause(each), each.equals(reason()) ? atPeak / clock - atPeak : 0.0);
      }
      return losses;
    }
  }

  @TempDir private static Path folder;
  private static final List<Program> PROGRAMS = new ArrayList<>();
  private static FaultyRun run;
  private static double largest;
  private static double largestInAll;
  private static double largestDisturbance;
  private static String where = "";

  @BeforeAll
  static void runOnce() throws Exception {
    Random random = new Random(Long.getLong("goodflops.test.seed", 20_261_122));
    StringBuilder text = new StringBuilder();
    text.append("devices=").append(DRAWS).append("\nrate.FP32=2e9\nclock=1e9\n");
    text.append("memory.bytes=16777216\n");
    for (int i = 0; i < DRAWS; i++) {
      PROGRAMS.add(Program.draw(random));
      text.append(PROGRAMS.get(i).lines(i)).append('\n');
    }
    run =
        FaultyRun.of(
            folder,
            text.toString(),
            // one product that computing limits and one that memory limits
            """
            {"op": "matmul", "m": 192, "n": 192, "k": 192, "dtypes": ["FP32"], "source": "test"},
            {"op": "matmul", "m": 512, "n": 512, "k": 8, "dtypes": ["FP32"], "source": "test"}
            """,
            "--device",
            "simulator:*");
    assertThat(run.ended().exitCode()).as(run.ended().err()).isZero();
  }

  @AfterAll
  static void tellTheLargestDeviation() {
    System.out.printf(
        Locale.ROOT,
        "largest deviation from the programs: %.2f %% of capacity beside disturbances (%s),"
            + " %.2f %% with them; largest disturbance %.2f %%%n",
        100 * largest,
        where,
        100 * largestInAll,
        100 * largestDisturbance);
  }

  @TestFactory
  Stream<DynamicTest> programmedWasteComesBack() {
    return run.run().cases().stream()
        .map(record -> DynamicTest.dynamicTest(record.id(), () -> comesBack(record)));
  }

  private static void comesBack(CaseRecord record) {
    Program program = PROGRAMS.get(Integer.parseInt(record.device().replaceAll("\\D", "")));
    LedgerRecord ledger = record.ledger().orElseThrow();
    double total = program.totalNanos(record);
    // what the machine took from the simulator's own timing is booked apart; the rest must agree
    double disturbed =
        share(ledger, Category.HOST_RUNTIME_PAUSE)
            + Math.max(0, record.timeNanos().orElseThrow().value() / total - 1);
    assertThat(ledger.basis().kind()).isEqualTo("DECLARED");
    check(
        record,
        "effective",
        ledger.effective().share(),
        1e9 * record.flops() / program.peak / total,
        disturbed);
    program
        .losses(record)
        .forEach(
            (category, nanos) ->
                check(record, category.id(), share(ledger, category), nanos / total, disturbed));
    // idle or busy it draws the same, so that the counter's power is known whatever disturbs
    Energy energy = Energy.of(record).orElseThrow();
    assertThat(energy.power().counted()).isTrue();
    assertThat(energy.watts().value()).isCloseTo(WATTS, withinPercentage(5));
    assertThat(energy.joulesPerFlop().orElseThrow().value() * record.flops())
        .isCloseTo(WATTS * record.timeNanos().orElseThrow().value() / 1e9, withinPercentage(5));
  }

  private static void check(
      CaseRecord record, String what, double found, double programmed, double disturbed) {
    largestInAll = Math.max(largestInAll, Math.abs(found - programmed));
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

  private static double share(LedgerRecord ledger, Category category) {
    return ledger
        .categories()
        .getOrDefault(category.id(), Optional.empty())
        .map(LedgerRecord.Booking::share)
        .orElse(0.0);
  }
}
