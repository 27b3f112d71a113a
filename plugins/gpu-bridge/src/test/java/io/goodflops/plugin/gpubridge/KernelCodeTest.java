package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.DType;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A unit that does not compile would make its ops UNSUPPORTED, and no other test fail. */
class KernelCodeTest {
  private static final Set<KernelFile> FOR_ALL_TYPES =
      EnumSet.of(KernelFile.STREAMS, KernelFile.PERMUTE);

  @TempDir Path folder;

  @Test
  void everyUnitCompiles() throws Exception {
    KernelCode kernels = new KernelCode(Emulated.in(folder).runtime(), 0);
    for (KernelCode.Unit unit : units()) {
      assertThat(kernels.get(unit)).as("%s", unit).isNotEmpty();
    }
  }

  @Test
  void whatIsNoKernelForATypeIsRefusedInTheCompilersWords() {
    KernelCode kernels = new KernelCode(Emulated.in(folder).runtime(), 0);
    KernelCode.Unit unit = new KernelCode.Unit(KernelFile.POINTWISE, DType.INT8);
    assertThatThrownBy(() -> kernels.get(unit))
        .isInstanceOf(UnsupportedOpException.class)
        .hasMessageContaining("pointwise.cu:");
  }

  /** All that ops are made of. */
  static List<KernelCode.Unit> units() {
    List<KernelCode.Unit> units = new ArrayList<>();
    for (KernelFile file : KernelFile.values()) {
      for (DType dtype : DType.values()) {
        boolean there =
            switch (file) {
              case CHAINS -> dtype != DType.INT8;
              case MATRIX -> dtype != DType.INT32 && dtype != DType.FP32;
              case MATRIX_TF32 -> dtype == DType.FP32;
              default -> !dtype.isInteger() || FOR_ALL_TYPES.contains(file);
            };
        if (there && !dtype.isFp8()) {
          units.add(new KernelCode.Unit(file, dtype));
        }
      }
    }
    return units;
  }
}
