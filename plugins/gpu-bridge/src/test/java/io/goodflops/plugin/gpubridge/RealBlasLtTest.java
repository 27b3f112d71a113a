package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.DType;
import io.goodflops.spi.MathMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * NVIDIA's own library beside the emulated runtime: its descriptors need no GPU. It is not
 * installed everywhere: {@code GOODFLOPS_TEST_CUBLASLT} names the folder of libcublasLt.so.13.
 */
class RealBlasLtTest {
  private static final Optional<String> LIBRARY =
      Optional.ofNullable(System.getenv("GOODFLOPS_TEST_CUBLASLT"));

  @TempDir private Path folder;

  @BeforeEach
  void look() {
    Assumptions.assumeTrue(LIBRARY.isPresent(), "GOODFLOPS_TEST_CUBLASLT is not set");
  }

  @Test
  void withoutADriverItSaysSo() throws IOException {
    assertThat(evidence(emulated()))
        .isEqualTo("68: cublasLtCreate: the library was not initialized (status 1)");
  }

  /**
   * A preference in place of the handle, and a function that is no choice and tells a number: all
   * that is made and set before then is the library's own, which refuses what it does not know.
   */
  @Test
  void everyDescriptorIsMadeAndEveryAttributeTaken() throws IOException {
    assertThat(evidence(withoutHandle()))
        .startsWith("68: cublasLtGetCudartVersion: unrecognized status (status 13");
    assertThat(evidence(withoutHandle().with("blaslt-batch-count = 5", "blaslt-batch-count = 6")))
        .isEqualTo(
            "68: cublasLtMatrixLayoutSetAttribute: an unsupported value or parameter was passed to"
                + " the function (status 7)");
  }

  private Emulated emulated() throws IOException {
    return Emulated.in(Files.createTempDirectory(folder, "lt"))
        .with("libemulated-cublasLt.so.13 ", "libcublasLt.so.13 ")
        .with("(?m)^folders = .*$", "places = " + LIBRARY.orElseThrow());
  }

  private Emulated withoutHandle() throws IOException {
    return emulated()
        .with("= cublasLtCreate\n", "= cublasLtMatmulPreferenceCreate\n")
        .with("= cublasLtDestroy\n", "= cublasLtMatmulPreferenceDestroy\n")
        .with("= cublasLtMatmulAlgoGetHeuristic\n", "= cublasLtGetCudartVersion\n");
  }

  private static String evidence(Emulated emulated) {
    GemmForm form = new GemmForm(DType.FP8_E4M3, MathMode.STRICT, DType.FP32);
    try (GpuDevice device = new GpuDevice(emulated.runtime(), 0)) {
      return device.check().of(form).evidence();
    }
  }
}
