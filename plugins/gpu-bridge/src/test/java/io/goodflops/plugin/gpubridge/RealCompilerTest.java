package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.DType;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * NVIDIA's own compiler needs no GPU. It is not installed everywhere: {@code GOODFLOPS_TEST_NVRTC}
 * names the folder that libnvrtc.so.13 and its builtins lie in.
 */
class RealCompilerTest {
  private static final Optional<String> COMPILER =
      Optional.ofNullable(System.getenv("GOODFLOPS_TEST_NVRTC"));

  private static final KernelCode.Unit SMALL = new KernelCode.Unit(KernelFile.STREAMS, DType.FP16);
  private static final KernelCode.Unit BF16_CHAIN =
      new KernelCode.Unit(KernelFile.CHAINS, DType.BF16);

  @TempDir Path folder;

  @BeforeEach
  void look() {
    Assumptions.assumeTrue(COMPILER.isPresent(), "GOODFLOPS_TEST_NVRTC is not set");
  }

  /** All of them for one generation, and for each other what needs the least time. */
  @Test
  void compilesTheKernels() throws Exception {
    for (String architecture : new String[] {"75", "80", "86", "89", "90", "100", "120"}) {
      KernelCode kernels = kernels("sm_" + architecture);
      for (KernelCode.Unit unit : KernelCodeTest.units()) {
        if (architecture.equals("90") || unit.equals(SMALL)) {
          assertThat(kernels.get(unit)).startsWith(0x7f, 'E', 'L', 'F');
        }
      }
    }
  }

  @Test
  void matrixUnitsThatAreNotKnownAreNamed() throws Exception {
    KernelCode.Unit bf16 = new KernelCode.Unit(KernelFile.MATRIX, DType.BF16);
    for (String architecture : new String[] {"80", "120"}) {
      assertThat(kernels("sm_" + architecture).get(bf16)).isNotEmpty();
    }
    assertThatThrownBy(() -> kernels("sm_75").get(bf16))
        .hasMessageContaining("written for compute capability 8.0 and later");
    KernelCode.Unit fp32 = new KernelCode.Unit(KernelFile.MATRIX, DType.FP32);
    assertThatThrownBy(() -> kernels("sm_80").get(fp32))
        .hasMessageContaining("do not multiply FP32, but TF32");
  }

  @Test
  void beforeAmpereThereIsNoChainOfBf16() throws Exception {
    assertThat(kernels("sm_80").get(BF16_CHAIN)).isNotEmpty();
    assertThatThrownBy(() -> kernels("sm_75").get(BF16_CHAIN))
        .isInstanceOf(UnsupportedOpException.class)
        .hasMessageContaining("GPUs before compute capability 8.0 have no packed multiply-add");
  }

  @Test
  void refusesAnArchitectureThatItDoesNotKnow() {
    assertThatThrownBy(() -> kernels("sm_9999").get(SMALL))
        .isInstanceOf(UnsupportedOpException.class)
        .hasMessageContaining("nvrtcCompileProgram: NVRTC_ERROR_INVALID_OPTION (status 5)")
        .hasMessageEndingWith("invalid value for --gpu-architecture (-arch)");
  }

  private KernelCode kernels(String architecture) throws Exception {
    Path mine = Files.createTempDirectory(folder, architecture);
    Emulated emulated =
        Emulated.in(mine)
            .with("libemulated-nvrtc.so.13 ", "libnvrtc.so.13 ")
            .with("sm_\\{major\\}\\{minor\\}", architecture)
            .with("(?m)^folders = .*$", "places = " + COMPILER.orElseThrow());
    return new KernelCode(emulated.runtime(), 0);
  }
}
