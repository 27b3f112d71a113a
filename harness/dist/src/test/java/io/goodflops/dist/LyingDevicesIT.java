package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.DeviceRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** One run over devices each of which lies about itself as a whole. */
@Undisturbed
class LyingDevicesIT {
  /**
   * @param program properties of the device
   * @param reason part of the case's reason, or of a suspicion where it is measured
   */
  private record Row(String name, List<String> program, Outcome outcome, String reason) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("honest device", List.of(), Outcome.MEASURED, ""),
          new Row(
              "clock that runs fast",
              List.of("marks.speed=2"),
              Outcome.MEASURED,
              "the device's clock counted"),
          new Row(
              "clock that runs slow",
              List.of("marks.speed=0.5"),
              Outcome.MEASURED,
              "the device's clock counted"),
          new Row(
              "declared peak below what is delivered",
              List.of("peak.FP32=5e7"),
              Outcome.MEASURED,
              "faster than the declared peak"),
          new Row(
              "declared peak a thousand times too high",
              List.of("peak.FP32=5e11"),
              Outcome.MEASURED,
              "times the measured one"),
          new Row(
              "hang in open",
              List.of("fault.a=hang", "fault.a.in=open"),
              Outcome.TIMED_OUT,
              "open()"),
          new Row(
              "exception in open",
              List.of("fault.a=hostile-exception", "fault.a.in=open"),
              Outcome.FAILED,
              "open() failed: HostileException"),
          new Row(
              "crash in open",
              List.of("fault.a=crash", "fault.a.in=open"),
              Outcome.CRASHED,
              "SIGSEGV"),
          new Row("hostile text in every field", hostile(), Outcome.MEASURED, ""));

  @TempDir private static Path folder;
  private static FaultyRun run;

  private static List<String> hostile() {
    return Stream.of(
            "vendor",
            "model",
            "driver",
            "firmware",
            "description",
            "physical.id",
            "property.note",
            "property.<b>",
            "peak.citation",
            "peak.unit",
            "throttle.reason",
            "marks.source")
        .map(key -> key + "=" + FaultyRun.HOSTILE)
        .collect(
            java.util.stream.Collectors.collectingAndThen(
                java.util.stream.Collectors.toList(),
                list -> {
                  list.addAll(List.of("peak.FP32=1e9", "clock=1e9", "clock.curve=0:9e8"));
                  return list;
                }));
  }

  @BeforeAll
  static void runOnce() throws Exception {
    StringBuilder program =
        new StringBuilder(
            "devices="
                + ROWS.size()
                + "\nname="
                + FaultyRun.HOSTILE
                + "\nversion="
                + FaultyRun.HOSTILE
                + "\nrate.FP32=5e8\nbandwidth=2e9\nmemory.bytes=1048576\n");
    for (int i = 0; i < ROWS.size(); i++) {
      for (String line : ROWS.get(i).program) {
        program.append("device.").append(i).append('.').append(line).append('\n');
      }
    }
    run =
        FaultyRun.hurried(
            folder,
            program.toString(),
            """
            {"op": "matmul", "m": 32, "n": 32, "k": 32, "dtypes": ["FP32"], "source": "test"}
            """,
            "--device",
            "simulator:*",
            "--fork-timeout",
            "12s");
  }

  @TestFactory
  Stream<DynamicTest> lieIsRecordedForWhatItIs() {
    return ROWS.stream()
        .map(
            row ->
                DynamicTest.dynamicTest(row.name + " is " + row.outcome, () -> recordedRight(row)));
  }

  private static void recordedRight(Row row) {
    CaseRecord record = run.only("@simulator:" + ROWS.indexOf(row));
    assertThat(record.outcome()).as(record.reason()).isEqualTo(row.outcome);
    if (row.outcome != Outcome.MEASURED) {
      assertThat(record.reason()).contains(row.reason);
    } else if (row.reason.isEmpty()) {
      assertThat(record.suspect()).isEmpty();
    } else {
      assertThat(record.suspect()).anySatisfy(why -> assertThat(why).contains(row.reason));
    }
  }

  @Test
  void hostileTextsAreKeptCleanAndShort() {
    DeviceRecord device = run.run().devices().get(ROWS.size() - 1);
    List<String> texts =
        Stream.concat(
                Stream.of(
                    device.vendor(),
                    device.model(),
                    device.driver(),
                    device.firmware(),
                    device.physicalId(),
                    run.only("@simulator:8").implementation(),
                    run.only("@simulator:8")
                        .forks()
                        .get(0)
                        .telemetry()
                        .get(0)
                        .throttleReasons()
                        .get(0)),
                Stream.concat(
                    device.properties().values().stream().filter(v -> !v.equals("SIMULATED")),
                    device.peaks().stream().flatMap(p -> Stream.of(p.citation(), p.unitPath()))))
            .toList();
    assertThat(texts)
        .hasSize(11)
        .allSatisfy(
            text ->
                assertThat(text)
                    .contains("<script>alert(1)")
                    .hasSizeLessThan(600)
                    .doesNotContain("\u001b", "\u202e", "\u0000", "\u2028", "\uffff"));
    assertThat(device.properties()).containsEntry("evidence", "SIMULATED");
  }

  @Test
  void hostSurvivesAndLeavesAValidInertRecord() throws Exception {
    run.requireGoodOrder();
    run.requireSimulatedEverywhere();
  }
}
