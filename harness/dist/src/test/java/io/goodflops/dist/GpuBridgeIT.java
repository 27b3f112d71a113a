package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The nvidia plugin as it is shipped, where there is no GPU. */
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
