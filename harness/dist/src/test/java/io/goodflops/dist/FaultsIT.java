package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.RunFile;
import io.goodflops.result.RunRecord;
import io.goodflops.result.RunSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run in which almost every case goes wrong in a way of its own. */
class FaultsIT {
  @TempDir private static Path folder;
  private static io.goodflops.dist.Outcome ended;
  private static RunRecord run;
  private static Map<String, CaseRecord> cases;

  @BeforeAll
  static void runOnce() throws Exception {
    String program =
        Goodflops.RATES
            + """
            vendor = <script>alert(1)</script>
            model = "><img src=x onerror=alert(2)>
            fault.a = wrong
            fault.a.kind = matmul
            fault.a.dtype = FP64
            fault.b = hang
            fault.b.in = finish
            fault.b.kind = matmul
            fault.b.dtype = BF16
            fault.c = crash
            fault.c.kind = matmul
            fault.c.dtype = FP16
            fault.d = exit
            fault.d.in = bind
            fault.d.kind = matmul
            fault.d.dtype = INT8
            """;
    Path suite = Goodflops.tinySuite(folder);
    ended =
        Goodflops.simulate(
            folder,
            program,
            "run",
            "--suite",
            suite.toString(),
            "--device",
            "simulator:0",
            "--out",
            folder.resolve("run").toString(),
            "--fork-timeout",
            "12s");
    assertThat(folder.resolve("run/run.json")).as(ended.err()).exists();
    run = RunFile.read(folder.resolve("run"));
    cases = run.cases().stream().collect(Collectors.toMap(CaseRecord::id, record -> record));
  }

  private static CaseRecord named(String part) {
    return cases.values().stream()
        .filter(record -> record.id().contains(part))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void wrongResultIsWrongAndHasNoEffectiveWork() {
    CaseRecord record = named("fp64");
    assertThat(record.outcome()).isEqualTo(Outcome.WRONG);
    assertThat(record.verification().orElseThrow().passed()).isFalse();
    record.ledger().ifPresent(ledger -> assertThat(ledger.effectiveFlop()).isZero());
  }

  @Test
  void hangIsKilledAndNamesTheCall() {
    assertThat(named("bf16").outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(named("bf16").reason()).contains("finish()").contains("killed");
  }

  @Test
  void crashNamesTheSignal() {
    assertThat(named("fp16").outcome()).isEqualTo(Outcome.CRASHED);
    assertThat(named("fp16").reason()).contains("SIGSEGV");
  }

  @Test
  void exitIsSeen() {
    assertThat(named("int8").outcome()).isEqualTo(Outcome.CRASHED);
    assertThat(named("int8").reason()).contains("ended itself in bind()");
  }

  @Test
  void otherCasesAreMeasured() {
    assertThat(named("fp32-plain").outcome()).isEqualTo(Outcome.MEASURED);
    assertThat(named("copy").outcome()).isEqualTo(Outcome.MEASURED);
    assertThat(run.status()).isEqualTo(RunRecord.RunStatus.COMPLETE);
    assertThat(run.evidence()).isEqualTo(RunRecord.Evidence.SIMULATED);
  }

  @Test
  void oneWrongResultMakesTheExitCodeOne() {
    assertThat(ended.exitCode()).isEqualTo(1);
  }

  @Test
  void recordIsValid() throws Exception {
    assertThat(RunSchema.defects(Files.readString(folder.resolve("run/run.json")))).isEmpty();
  }

  @Test
  void hostileNamesAreInert() throws Exception {
    assertThat(Files.readString(folder.resolve("run/report.html")))
        .doesNotContain("<script>alert(1)")
        .doesNotContain("<img src=x");
    assertThat(Files.readString(folder.resolve("run/charts/ledger.svg")))
        .doesNotContain("<script>alert(1)");
  }

  @Test
  void nothingIsLeftRunning() {
    assertThat(Goodflops.orphans(folder)).isEmpty();
  }

  @Test
  void crashLeavesItsLog() throws Exception {
    try (var files = Files.walk(folder.resolve("run/logs"))) {
      assertThat(files.filter(file -> file.endsWith("crash.log"))).isNotEmpty();
    }
  }
}
