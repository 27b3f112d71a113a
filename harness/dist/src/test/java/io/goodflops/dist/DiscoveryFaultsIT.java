package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.PluginRecord;
import io.goodflops.result.RunRecord;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plugin that fails before it has a device is absent with a reason; all others are there. */
class DiscoveryFaultsIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "crash, crashed in discover()",
    "exit, exit code 7 in discover()",
    "hostile-exception, discover() failed: HostileException",
    "cyclic-exception, discover() failed: CyclicException",
    "out-of-memory, in discover()",
  })
  void pluginIsAbsentWithTheReason(String fault, String reason) throws Exception {
    Outcome ended = devices("fault.a=" + fault + "\nfault.a.in=discover\n");
    assertThat(ended.out()).contains(reason).contains("reference:0");
    assertThat(Goodflops.orphans(folder)).isEmpty();
  }

  @Test
  void hostileReasonAndHostileIdAreInert() throws Exception {
    for (String program : new String[] {"absent=", "rate.FP32=1\nid="}) {
      Outcome ended = devices(program + FaultyRun.HOSTILE + "\n");
      assertThat(ended.out())
          .contains("alert(1)")
          .contains("reference:0")
          .doesNotContain("\u001b]", "\u001b[2J", "\u0007", "\u202e", "\u2066");
      assertThat(ended.out().length()).isLessThan(6000);
    }
  }

  @Test
  void outputWhileLookingForDevicesIsSwallowed() throws Exception {
    Outcome ended = devices("rate.FP32=1\nfault.a=flood\nfault.a.in=discover\n");
    assertThat(ended.out()).contains("simulator:0").doesNotContain("programmed to fail");
  }

  @Test
  void hangCostsItsPluginOnly() throws Exception {
    FaultyRun run =
        FaultyRun.of(
            folder,
            "fault.a=hang\nfault.a.in=discover\n",
            """
            {"op": "matmul", "m": 32, "n": 32, "k": 32, "dtypes": ["FP32"], "source": "test"}
            """,
            "--plugin",
            "simulator",
            "--plugin",
            "reference",
            "--device",
            "reference:0",
            "--budget",
            "60s",
            "--fork-timeout",
            "12s");
    assertThat(run.run().evidence()).isEqualTo(RunRecord.Evidence.SELF_TESTED);
    assertThat(run.run().cases())
        .singleElement()
        .satisfies(c -> assertThat(c.outcome()).isEqualTo(CaseRecord.Outcome.MEASURED));
    assertThat(run.run().plugins())
        .filteredOn(plugin -> plugin.name().equals("simulator"))
        .singleElement()
        .extracting(PluginRecord::absence)
        .satisfies(
            absence ->
                assertThat(absence.orElseThrow().reason())
                    .contains("discover() did not return within 12 s"));
    assertThat(Goodflops.orphans(folder)).isEmpty();
  }

  private Outcome devices(String program) throws Exception {
    return Goodflops.simulate(
        folder, program, "devices", "--plugin", "simulator", "--plugin", "reference");
  }
}
