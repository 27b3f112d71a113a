package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.Compute;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.DType;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Window2d;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Convolutions through the vendor's library, and what happens where it is not to be trusted. */
class LibraryConvolutionsTest {
  @TempDir private Path folder;

  private static Conv2d op(Pass pass, DType dtype, MathMode mode) {
    Conv2d usual = Conv2d.of(pass, 2, 3, 4, 5, new Window2d(3, 3, 2, 1, 1, 0), dtype);
    return new Conv2d(
        pass,
        2,
        3,
        4,
        5,
        5,
        usual.window(),
        dtype,
        new Compute(usual.compute().accumulate(), mode),
        dtype,
        usual.roleW());
  }

  private static LibraryConvolutions.Found find(Emulated emulated, Conv2d op) {
    try (GpuDevice device = new GpuDevice(emulated.runtime(), 0)) {
      return device.convolutions().find(op);
    }
  }

  /** Not the fastest, which is no product or adds up in any order. */
  @Test
  void eachPassAndTypeIsRightAndTheAlgorithmIsTold() {
    try (GpuDevice device = new GpuDevice(Emulated.in(folder).runtime(), 0)) {
      for (Pass pass : List.of(Pass.FORWARD, Pass.BACKWARD_DATA, Pass.BACKWARD_WEIGHTS)) {
        for (DType dtype : List.of(DType.FP64, DType.FP32, DType.FP16, DType.BF16)) {
          LibraryConvolutions.Found found =
              device.convolutions().find(op(pass, dtype, MathMode.STRICT));
          assertThat(found.words()).endsWith(", algorithm 1 (right in the self-check)");
          assertThat(found.workspaceBytes()).isEqualTo(64);
        }
      }
      assertThat(device.convolutions().find(op(Pass.FORWARD, DType.FP32, MathMode.TF32)).words())
          .isEqualTo("cudnnConvolutionForward, algorithm 1 (right in the self-check)");
    }
  }

  @Test
  void strictFp32ThatIsCutToTf32IsNotTaken() {
    for (Pass pass : List.of(Pass.FORWARD, Pass.BACKWARD_DATA, Pass.BACKWARD_WEIGHTS)) {
      Path mine = folder.resolve(pass.name());
      assertThat(mine.toFile().mkdir()).isTrue();
      LibraryConvolutions.Found found =
          find(Emulated.in(mine, "loose-fp32"), op(pass, DType.FP32, MathMode.STRICT));
      assertThat(found.convolution()).isEmpty();
      assertThat(found.words()).contains("operands of 22 bits: element");
    }
  }

  @Test
  void aMathTypeThatLetsTf32InIsFound() {
    Emulated loose = Emulated.in(folder).with("dnn-math-strict = 3", "dnn-math-strict = 0");
    assertThat(find(loose, op(Pass.FORWARD, DType.FP32, MathMode.STRICT)).words())
        .contains("operands of 22 bits");
  }

  @Test
  void aWrongNumberIsRefusedInTheLibrarysWords() {
    Emulated wrong =
        Emulated.in(folder).with("dnn-cross-correlation = 1", "dnn-cross-correlation = 0");
    assertThat(find(wrong, op(Pass.FORWARD, DType.FP32, MathMode.STRICT)).words())
        .contains("cudnnSetConvolution2dDescriptor: CUDNN_STATUS_BAD_PARAM (status 3)");
  }

  @Test
  void successWithoutAResultIsFound() {
    Emulated lying = Emulated.in(folder, "lie cudnnConvolutionForward");
    assertThat(find(lying, op(Pass.FORWARD, DType.FP16, MathMode.STRICT)).words())
        .contains("small integers: element");
  }

  @Test
  void withoutTheLibraryItIsNamed() {
    Emulated without = Emulated.in(folder).without("libemulated-cudnn.so.9");
    assertThat(find(without, op(Pass.FORWARD, DType.FP32, MathMode.STRICT)).words())
        .contains("library for convolutions (libemulated-cudnn.so.9")
        .endsWith("was not found");
  }
}
