package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.ledger.Together;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.Journal;
import io.goodflops.result.RankRecord;
import io.goodflops.result.RunFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that share something that was programmed, and devices that break beside others. */
@Undisturbed
class TogetherIT {
  private static final String PRODUCT =
      """
      {"op": "matmul", "m": 64, "n": 64, "k": 64, "dtypes": ["FP32"], "source": "test"}
      """;

  /** A launch takes 1 ms on each. */
  private static final String DEVICES =
      """
      devices = 2
      rate.FP32 = 5.24288e8
      memory.bytes = 1048576
      """;

  @TempDir private Path folder;

  @Test
  void programmedSlowdownComesBackDeviceByDeviceAndNoOther() throws Exception {
    FaultyRun run = run(DEVICES + "device.1.together.share = 0.6\n");
    run.requireGoodOrder();
    assertThat(run.ended().exitCode()).as(run.ended().err()).isZero();
    RankRecord first = rank(run, 0);
    RankRecord second = rank(run, 1);
    assertThat(first.beside()).containsExactly("simulator:1");
    requireEfficiency(run, 0, 1);
    requireEfficiency(run, 1, 0.6);
    assertThat(first.verification().orElseThrow().passed()).isTrue();
    assertThat(second.samples()).isGreaterThanOrEqualTo(5);
    assertThat(run.ended().out()).contains("Together: GEMM 64");
    assertThat(run.file("report.html")).contains("this is not parallel training");
    Together together = Together.of(run.run()).get(0);
    if (together.efficiency().isPresent()) {
      double disturbed = disturbance(run, 0) + disturbance(run, 1);
      assertThat(together.efficiency().getAsDouble()).isCloseTo(0.8, within(0.03 + disturbed));
      assertThat(together.spread().orElseThrow()).isCloseTo(0.4, within(0.05 + disturbed));
      assertThat(run.file("charts/together.svg")).contains("simulator:1");
    }
    assertThat(run.file("cases.csv")).contains("together_efficiency");
  }

  @Test
  void oneThatCrashesBesideOthersCostsItselfAlone() throws Exception {
    FaultyRun run = run(DEVICES + fault(1, "crash"));
    run.requireGoodOrder();
    requireAloneMeasured(run);
    assertThat(run.ended().exitCode()).isEqualTo(3);
    assertThat(rank(run, 1).outcome()).isEqualTo(Outcome.CRASHED);
    requireUntouched(rank(run, 0));
    assertThat(run.ended().out()).contains("no efficiency");
  }

  @Test
  void oneThatHangsBesideOthersHoldsNobodyUp() throws Exception {
    FaultyRun run = run(DEVICES + fault(0, "hang"), "--fork-timeout", "8s");
    run.requireGoodOrder();
    requireAloneMeasured(run);
    assertThat(rank(run, 0).outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(rank(run, 0).reason()).contains("within 8 s").contains("--fork-timeout");
    requireUntouched(rank(run, 1));
  }

  @Test
  void oneThatIsWrongBesideOthersIsFoundOut() throws Exception {
    FaultyRun run =
        run(DEVICES + "device.1.fault.a = wrong-when-timed\ndevice.1.fault.a.together = true\n");
    run.requireGoodOrder();
    requireAloneMeasured(run);
    assertThat(run.ended().exitCode()).isEqualTo(1);
    assertThat(rank(run, 1).outcome()).isEqualTo(Outcome.WRONG);
    assertThat(rank(run, 1).efficiency()).isEmpty();
    assertThat(rank(run, 0).efficiency()).isEmpty();
    assertThat(rank(run, 0).reason()).contains("simulator:1 was wrong");
    requireUntouched(rank(run, 0));
  }

  @Test
  void resumedRunKeepsItsRoundsAndRunsWhatIsMissing() throws Exception {
    String program = DEVICES + "together.share = 0.8\n";
    FaultyRun run = run(program);
    Path journal = run.folder().resolve("journal.jsonl");
    List<String> lines = Journal.read(journal);
    int round = indexOfTogether(lines);
    Files.delete(run.folder().resolve("run.json"));

    Files.write(journal, lines.subList(0, round + 1));
    assertThat(resume(run.folder(), program).exitCode()).isZero();
    assertThat(Journal.read(journal).get(round)).isEqualTo(lines.get(round));
    assertThat(Journal.read(journal).stream().filter(TogetherIT::isTogether)).hasSize(1);

    Files.write(journal, lines.subList(0, round));
    assertThat(resume(run.folder(), program).exitCode()).isZero();
    FaultyRun resumed = new FaultyRun(run.folder(), run.ended(), RunFile.read(run.folder()));
    requireEfficiency(resumed, 0, 0.8);
    requireEfficiency(resumed, 1, 0.8);
  }

  @Test
  void oneDeviceIsNotTogether() throws Exception {
    Path suite = Goodflops.tinySuite(folder);
    Ended one = usage(suite, "--device", "simulator:0");
    assertThat(one.exitCode()).isEqualTo(2);
    assertThat(one.text())
        .contains("--together needs at least two devices and simulator:0 is the only one chosen");
    Ended none = usage(suite, "--device", "simulator:*", "--case", "*@simulator:0");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.text()).contains("--case leaves no case on two devices");
  }

  private record Ended(int exitCode, String text) {}

  private Ended usage(Path suite, String... more) throws Exception {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "run",
                "--suite",
                suite.toString(),
                "--together",
                "--out",
                folder.resolve("none").toString()));
    arguments.addAll(List.of(more));
    io.goodflops.dist.Outcome ended =
        Goodflops.simulate(folder, DEVICES, arguments.toArray(String[]::new));
    return new Ended(ended.exitCode(), ended.err());
  }

  private static String fault(int device, String what) {
    return String.format(
        "device.%d.fault.a = %s%ndevice.%d.fault.a.in = finish%ndevice.%d.fault.a.together = true%n",
        device, what, device, device);
  }

  private FaultyRun run(String program, String... more) throws Exception {
    List<String> arguments =
        new java.util.ArrayList<>(List.of("--device", "simulator:*", "--together"));
    arguments.addAll(List.of(more));
    return FaultyRun.hurried(folder, program, PRODUCT, arguments.toArray(String[]::new));
  }

  private io.goodflops.dist.Outcome resume(Path run, String program) throws Exception {
    return Goodflops.simulate(folder, program, "run", "--resume", run.toString());
  }

  /**
   * The simulated device's own clock gives the programmed share back whatever the machine does. The
   * host's clock, which efficiency stands on, sees besides how late the machine wakes the host up.
   */
  private static void requireEfficiency(FaultyRun run, int device, double programmed) {
    CaseRecord subject = run.only("@simulator:" + device);
    RankRecord rank = Together.rank(subject);
    assertThat(deviceNanos(subject.forks()) / deviceNanos(rank.forks()))
        .as("by the device's clock, of simulator:%d", device)
        .isCloseTo(programmed, within(0.03));
    assertThat(rank.efficiency().isPresent())
        .as("efficiency, the others beside it for %s", rank.overlapShares())
        .isEqualTo(rank.overlapShares().get(0) >= 0.9);
    rank.efficiency()
        .ifPresent(
            found ->
                assertThat(found.share())
                    .isCloseTo(programmed, within(0.03 + disturbance(run, device))));
  }

  /** By how much the host's times exceed the device's, alone and together. */
  private static double disturbance(FaultyRun run, int device) {
    CaseRecord subject = run.only("@simulator:" + device);
    return disturbance(subject.forks()) + disturbance(Together.rank(subject).forks());
  }

  private static double disturbance(List<ForkRecord> forks) {
    return Math.abs(hostNanos(forks) / deviceNanos(forks) - 1);
  }

  private static double hostNanos(List<ForkRecord> forks) {
    return samples(forks).stream().mapToDouble(ForkRecord.Sample::wallNanos).sum()
        / samples(forks).stream().mapToInt(ForkRecord.Sample::launches).sum();
  }

  /** The middle batch: in some the host is kept from enqueuing, and the device has to wait. */
  private static double deviceNanos(List<ForkRecord> forks) {
    double[] sorted =
        samples(forks).stream()
            .mapToDouble(sample -> sample.deviceNanos().orElseThrow() / (double) sample.launches())
            .sorted()
            .toArray();
    return sorted[sorted.length / 2];
  }

  private static List<ForkRecord.Sample> samples(List<ForkRecord> forks) {
    return forks.stream().flatMap(fork -> fork.samples().stream()).toList();
  }

  private static RankRecord rank(FaultyRun run, int device) {
    return Together.rank(run.only("@simulator:" + device));
  }

  private static void requireAloneMeasured(FaultyRun run) {
    assertThat(run.run().cases())
        .hasSize(2)
        .allSatisfy(
            record -> {
              assertThat(record.outcome()).isEqualTo(Outcome.MEASURED);
              assertThat(record.timeNanos()).isPresent();
            });
  }

  /** It either timed its batches or was told that nobody was left; either way it is well. */
  private static void requireUntouched(RankRecord rank) {
    assertThat(rank.outcome()).isIn(Outcome.MEASURED, Outcome.UNSUPPORTED);
    assertThat(rank.suspect()).isEmpty();
  }

  private static int indexOfTogether(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (isTogether(lines.get(i))) {
        return i;
      }
    }
    throw new AssertionError("no round in the journal");
  }

  private static boolean isTogether(String line) {
    return line.startsWith("{\"type\":\"together\"");
  }
}
