package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.RunFile;
import io.goodflops.result.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The GPU plugins as they are shipped, where there is no GPU. */
class GpuBridgeIT {
  private static final Path EMULATED = Layout.tree().resolve("plugins/gpu-bridge/target/emulated");

  @TempDir private Path folder;

  @Test
  void withoutAGpuItSaysWhatItLookedFor() throws Exception {
    assumeTrue(Files.notExists(Path.of("/dev/nvidia0")), "there is a GPU");
    Outcome outcome =
        Outcome.of(
            folder,
            Map.of("LC_ALL", "C.UTF-8", "CUDA_HOME", folder.toString()),
            Goodflops.command("devices", "--plugin", "nvidia"));
    assertThat(outcome.out())
        .contains("no device: ")
        .contains("looked for GOODFLOPS_NVIDIA_LIBRARIES is not set; CUDA_HOME is " + folder);
  }

  /**
   * Each names its variables, files and folders. Where one's libraries are installed it got
   * further.
   */
  @Test
  void everyVendorSaysWhatItLookedFor() throws Exception {
    assumeTrue(Files.notExists(Path.of("/dev/kfd")), "there may be a GPU");
    Map<String, String> files =
        Map.of(
            "hygon", "HIP",
            "metax", "/opt/maca/lib",
            "moorethreads", "libmusart.so.5 or libmusart.so.4 or ",
            "iluvatar", "/usr/local/corex/lib64");
    List<String> arguments = new ArrayList<>(List.of("devices"));
    files.keySet().forEach(plugin -> arguments.addAll(List.of("--plugin", plugin)));
    Outcome outcome =
        Outcome.of(
            folder,
            Map.of("LC_ALL", "C.UTF-8", "MACA_PATH", folder.toString()),
            Goodflops.command(arguments.toArray(String[]::new)));
    assertThat(outcome.out())
        .contains("GOODFLOPS_METAX_LIBRARIES is not set; MACA_PATH is " + folder)
        .contains("GOODFLOPS_MOORETHREADS_LIBRARIES is not set; MUSA_HOME is not set")
        .contains("GOODFLOPS_ILUVATAR_LIBRARIES is not set; COREX_ROOT is not set");
    files.values().forEach(text -> assertThat(outcome.out()).contains(text));
    assertThat(outcome.out().split("no device: ")).hasSize(1 + files.size());
  }

  /**
   * It prints to standard output, too, or ends its process: that costs the plugin its devices and
   * nothing else.
   */
  @Test
  void aLibraryThatPrintsOrEndsTheProcessDoesNotHarmTheHost() throws Exception {
    assumeTrue(Files.exists(EMULATED), "no C++ compiler here, so there is no emulated runtime");
    for (String name : List.of("libcudart.so.13", "libcuda.so.1")) {
      Files.copy(EMULATED.resolve("libcudart.so.13"), folder.resolve(name));
    }
    Files.writeString(folder.resolve("faults"), "print cudaGetDeviceCount");
    assertThat(withFaults().out()).contains("nvidia:0  NVIDIA EMULATED");
    Files.writeString(folder.resolve("faults"), "exit cudaGetDeviceCount");
    assertThat(withFaults().out()).contains("no device: ");
  }

  /** What it prints goes to the fork's log; what it ends is its own case. */
  @Test
  void aRunOutlivesALibraryThatPrintsAndEndsTheProcess() throws Exception {
    assumeTrue(Files.exists(EMULATED), "no C++ compiler here, so there is no emulated runtime");
    for (String name : List.of("libcudart.so.13", "libcuda.so.1", "libnvrtc.so.13")) {
      Files.copy(EMULATED.resolve("libcudart.so.13"), folder.resolve(name));
    }
    Files.writeString(
        folder.resolve("faults"),
        "print cudaMemcpyAsync\nexit cuLaunchKernel\ncache " + EMULATED.resolve("kernels") + "\n");
    Path suite =
        Files.writeString(
            folder.resolve("two.json"),
            """
            {"name": "two", "policy": {"minForks": 1, "maxForks": 1, "minBatches": 5,
               "minBatchSeconds": 0.005, "minTimedSeconds": 0.2, "maxWarmupSeconds": 0.05,
               "precision": 0.05, "budgetSeconds": 60},
             "workloads": [
               {"op": "copy", "workingSets": "64KiB", "dtypes": ["FP32"], "source": "test"},
               {"op": "triad", "workingSets": "48KiB", "dtypes": ["FP32"], "source": "test"}]}
            """);
    Path out = folder.resolve("run");
    Outcome outcome = run(folder, suite, out);
    assertThat(outcome.out() + outcome.err()).doesNotContain("cudaMemcpyAsync speaks");
    assertThat(Goodflops.orphans(folder)).isEmpty();
    RunRecord run = RunFile.read(out);
    assertThat(run.cases()).hasSize(2);
    assertThat(run.cases())
        .allSatisfy(
            each -> {
              boolean copies = each.id().startsWith("copy");
              assertThat(each.outcome())
                  .as(each.reason())
                  .isEqualTo(copies ? CaseRecord.Outcome.MEASURED : CaseRecord.Outcome.CRASHED);
              assertThat(each.reason()).contains(copies ? "" : "exit code 7");
            });
    assertThat(out.resolve("run.json")).content().doesNotContain("speaks");
    assertThat(out.resolve("run.json")).content().contains("EMULATED");
  }

  /** What there is, why the rest is not, and a counter whose unit is wrong by 1000. */
  @Test
  void doctorReadsSensors() throws Exception {
    assumeTrue(Files.exists(EMULATED), "no C++ compiler here, so there is no emulated runtime");
    for (String name : List.of("libcudart.so.13", "libcuda.so.1", "libnvidia-ml.so.1")) {
      Files.copy(EMULATED.resolve(name), folder.resolve(name));
    }
    Files.writeString(folder.resolve("faults"), "fail nvmlDeviceGetTemperature 1 3");
    assertThat(doctor())
        .contains("Sensors nvidia:0")
        .containsPattern(
            "power 100\\.0 W, energy 1[0-9]{3}\\.[0-9] J, clock 1\\.40 GHz, throttle -;")
        .contains("; absent: temperature (nvmlDeviceGetTemperature: Not Supported (status 3))");
    Files.writeString(folder.resolve("faults"), "scale nvmlDeviceGetTotalEnergyConsumption 1000\n");
    assertThat(doctor())
        .containsPattern("the energy counter moved by .* J where samples of power make .* J")
        .contains("a unit is wrong, and neither is used");
  }

  private Outcome run(Path libraries, Path suite, Path out) throws Exception {
    return Outcome.of(
        folder,
        Map.of("LC_ALL", "C.UTF-8", "GOODFLOPS_NVIDIA_LIBRARIES", libraries.toString()),
        Goodflops.command(
            "run",
            "--plugin",
            "nvidia",
            "--device",
            "nvidia:0",
            "--suite",
            suite.toString(),
            "--out",
            out.toString()));
  }

  private String doctor() throws Exception {
    return Outcome.of(
            folder,
            Map.of("LC_ALL", "C.UTF-8", "GOODFLOPS_NVIDIA_LIBRARIES", folder.toString()),
            Goodflops.command("doctor", "--plugin", "nvidia"))
        .out();
  }

  /** Chains of integers, which no product has, and those of a matrix unit. */
  @Test
  void chainsAreHeldAgainstChainsOfTheirOwnMode() throws Exception {
    assumeTrue(Files.exists(EMULATED), "no C++ compiler here, so there is no emulated runtime");
    Path suite =
        Files.writeString(
            folder.resolve("chains.json"),
            """
            {"name": "chains", "policy": {"minForks": 1, "maxForks": 1, "minBatches": 5,
               "minBatchSeconds": 0.005, "minTimedSeconds": 0.2, "maxWarmupSeconds": 0.02,
               "precision": 0.05, "budgetSeconds": 60},
             "workloads": [
               {"op": "fma-chain", "chains": 768, "steps": 64, "dtypes": ["INT32"], "source": "test"},
               {"op": "matrix-chain", "tiles": 8, "steps": 16, "dtypes": ["BF16"], "source": "test"}]}
            """);
    Path out = folder.resolve("run");
    Outcome outcome = run(EMULATED, suite, out);
    RunRecord run = RunFile.read(out);
    assertThat(run.calibration()).as(outcome.err()).hasSize(1);
    assertThat(run.calibration().get(0).compute())
        .allMatch(peak -> peak.provenance() == CalibrationRecord.Provenance.FMA_CHAIN)
        .extracting(peak -> peak.storage() + " " + peak.accumulate() + " " + peak.workload())
        .containsExactlyInAnyOrder("INT32 INT32 fma-chain-int32", "BF16 FP32 matrix-chain-bf16");
    assertThat(run.cases())
        .hasSize(2)
        .allSatisfy(
            each -> {
              assertThat(each.outcome()).as(each.reason()).isEqualTo(CaseRecord.Outcome.MEASURED);
              assertThat(each.ledger().orElseThrow().basis().kind()).isEqualTo("FMA_CHAIN");
            });
  }

  /** The form that FP8 is multiplied in, with a ceiling of products in the same form. */
  @Test
  void anFp8ProductIsMeasuredAndHasItsCeiling() throws Exception {
    assumeTrue(Files.exists(EMULATED), "no C++ compiler here, so there is no emulated runtime");
    Path suite =
        Files.writeString(
            folder.resolve("fp8.json"),
            """
            {"name": "fp8", "policy": {"minForks": 1, "maxForks": 1, "minBatches": 5,
               "minBatchSeconds": 0.005, "minTimedSeconds": 0.2, "maxWarmupSeconds": 0.02,
               "precision": 0.05, "budgetSeconds": 60},
             "workloads": [
               {"op": "matmul", "m": 64, "n": 64, "k": 128, "transposeB": true,
                "dtypes": ["FP8_E4M3", "FP8_E5M2"], "source": "test"},
               {"op": "matmul", "m": 64, "n": 64, "k": 128, "dtypes": ["FP8_E4M3"], "source": "test"}]}
            """);
    Path out = folder.resolve("run");
    Outcome outcome = run(EMULATED, suite, out);
    RunRecord run = RunFile.read(out);
    assertThat(run.cases()).as(outcome.err()).hasSize(3);
    assertThat(run.calibration().get(0).compute())
        .extracting(peak -> peak.storage() + " " + peak.provenance())
        .containsExactly("FP8_E4M3 BEST_GEMM");
    assertThat(run.cases())
        .extracting(each -> each.outcome() + " " + each.reason())
        .satisfiesExactlyInAnyOrder(
            text -> assertThat(text).isEqualTo("MEASURED "),
            text -> assertThat(text).startsWith("UNSUPPORTED ").contains("operands of FP8_E5M2"),
            text -> assertThat(text).startsWith("UNSUPPORTED ").contains("where B is transposed"));
  }

  private Outcome withFaults() throws Exception {
    return Outcome.of(
        folder,
        Map.of("LC_ALL", "C.UTF-8", "GOODFLOPS_NVIDIA_LIBRARIES", folder.toString()),
        Goodflops.command("devices", "--plugin", "nvidia"));
  }

  /** A run takes its evidence from this property. */
  @Test
  void anEmulatedDeviceIsMarkedAsSuch() throws Exception {
    assumeTrue(Files.exists(EMULATED), "no C++ compiler here, so there is no emulated runtime");
    Outcome outcome =
        Outcome.of(
            folder,
            Map.of("LC_ALL", "C.UTF-8", "GOODFLOPS_NVIDIA_LIBRARIES", EMULATED.toString()),
            Goodflops.command("devices", "--plugin", "nvidia"));
    assertThat(outcome.out())
        .contains("nvidia:0  NVIDIA EMULATED on the CPU, no hardware")
        .contains("evidence: EMULATED")
        .contains("dialect: nvidia, not run on hardware");
  }
}
