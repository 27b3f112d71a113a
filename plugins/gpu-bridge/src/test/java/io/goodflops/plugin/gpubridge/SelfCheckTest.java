package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.DType;
import io.goodflops.spi.MathMode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers of a dialect are believed only after a product came out right. */
class SelfCheckTest {
  private static final GemmForm FP32 = new GemmForm(DType.FP32, MathMode.STRICT, DType.FP32);
  private static final GemmForm TF32 = new GemmForm(DType.FP32, MathMode.TF32, DType.FP32);
  private static final GemmForm BF16 = new GemmForm(DType.BF16, MathMode.STRICT, DType.FP32);

  @TempDir Path folder;

  @Test
  void everyFormIsRight() {
    Products products = check(Emulated.in(folder));
    assertThat(GemmForm.ALL)
        .filteredOn(form -> form.storage() != DType.FP8_E5M2)
        .allSatisfy(
            form -> assertThat(products.of(form).evidence()).endsWith("(right in the self-check)"));
    assertThat(products.library()).isEqualTo(" of version 130000");
  }

  @Test
  void ofTwoNumbersTheRightOneIsFoundAndTheOtherNamed() {
    Products products =
        check(Emulated.in(folder, "old-compute").with("(?m)^fp32 = 68 ", "fp32 = 68 0 "));
    assertThat(products.of(FP32).compute()).contains(0);
    assertThat(products.of(FP32).evidence())
        .isEqualTo(
            "0 (right in the self-check, after 68: cublasGemmStridedBatchedEx:"
                + " CUBLAS_STATUS_NOT_SUPPORTED (status 15))");
    assertThat(products.of(BF16).compute()).isEmpty();
    assertThat(products.of(BF16).evidence()).contains("68: cublasGemmStridedBatchedEx");
  }

  @Test
  void strictFp32ThatIsCutToTf32IsRefused() {
    Products products = check(Emulated.in(folder, "loose-fp32"));
    assertThat(products.of(FP32).compute()).isEmpty();
    assertThat(products.of(FP32).evidence()).contains("68: operands of 22 bits: C[0] is 1.0");
    assertThat(products.of(TF32).compute()).contains(77);
  }

  @Test
  void tf32IsNotTakenForFp32() {
    Products products = check(Emulated.in(folder).with("(?m)^fp32 = 68 ", "fp32 = 77 "));
    assertThat(products.of(FP32).compute()).isEmpty();
  }

  @Test
  void aWrongTransposeIsFound() {
    Products products = check(Emulated.in(folder).with("op-transposed = 1", "op-transposed = 0"));
    assertThat(products.forms().values())
        .allSatisfy(found -> assertThat(found.compute()).isEmpty());
  }

  @Test
  void successWithoutAResultIsFound() {
    Products products =
        check(Emulated.in(folder, "lie cublasGemmStridedBatchedEx", "lie cublasLtMatmul"));
    assertThat(products.forms())
        .allSatisfy(
            (form, found) -> {
              if (form.storage() == DType.FP8_E5M2) {
                return; // it is not tried
              }
              assertThat(found.compute()).isEmpty();
              assertThat(found.evidence()).contains("small integers: C[0] is 0.0, must be ");
            });
  }

  private static Products check(Emulated emulated) {
    try (GpuDevice device = new GpuDevice(emulated.runtime(), 0)) {
      return device.check();
    }
  }
}
