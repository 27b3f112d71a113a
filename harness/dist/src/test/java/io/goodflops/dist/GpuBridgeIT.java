package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
    "hygon, HIP, ROCM_PATH, libamdhip64.so.7",
    "metax, MACA, MACA_PATH, libmcruntime.so",
    "moorethreads, MUSA, MUSA_HOME, libmusart.so.5",
    "iluvatar, CoreX, COREX_HOME, libcudart.so.10.2"
  })
  void everyVendorSaysWhatItLookedFor(String plugin, String runtime, String variable, String file)
      throws Exception {
    Outcome outcome =
        Outcome.of(
            folder,
            Map.of("LC_ALL", "C.UTF-8", variable, folder.toString()),
            Goodflops.command("devices", "--plugin", plugin));
    assertThat(outcome.out())
        .contains("no device: " + runtime + " is not usable here: not found or not loadable: ")
        .contains(
            "looked for GOODFLOPS_" + plugin.toUpperCase(Locale.ROOT) + "_LIBRARIES is not set")
        .contains(variable + " is " + folder)
        .contains(file);
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
