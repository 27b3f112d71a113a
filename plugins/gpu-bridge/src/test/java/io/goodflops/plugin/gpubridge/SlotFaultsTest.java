package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.MatMul;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each slot fails once, and is missing once; the process lives on and knows what happened. */
class SlotFaultsTest {
  /** They give texts, not statuses. */
  private static final Set<Slot> TEXTS =
      EnumSet.of(
          Slot.ERROR_STRING, Slot.LAST_ERROR, Slot.DRIVER_ERROR_STRING, Slot.BLAS_STATUS_STRING);

  /** Facts that are told where they can be asked, and left out where not. */
  private static final Set<Slot> FACTS =
      EnumSet.of(
          Slot.ATTRIBUTE,
          Slot.PCI_BUS_ID,
          Slot.RUNTIME_VERSION,
          Slot.DRIVER_VERSION,
          Slot.BLAS_VERSION);

  @TempDir Path folder;

  @Test
  void nothingFailsWhereNothingIsWrong() {
    assertThat(Everything.of(Emulated.in(folder).plugin())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Slot.class)
  void aFailingCallIsToldInTheVendorsWords(Slot slot) {
    if (TEXTS.contains(slot)) {
      return;
    }
    Emulated emulated = Emulated.in(folder, "fail " + symbol(slot) + " 1 2");
    if (FACTS.contains(slot)) {
      assertThat(Everything.of(emulated.plugin())).isEmpty();
      return;
    }
    String words = slot.library() == Library.BLAS ? "<unknown>" : "out of memory";
    assertThat(Everything.of(emulated.plugin()))
        .hasValueSatisfying(
            text -> assertThat(text).contains(symbol(slot) + ": " + words + " (status 2)"));
  }

  @ParameterizedTest
  @EnumSource(Slot.class)
  void aMissingSymbolIsNamedOrGoneWithout(Slot slot) {
    Emulated emulated =
        Emulated.in(folder).with("(?m)= " + symbol(slot) + "$", "= nothing_" + slot.key());
    if (slot.required()) {
      assertThat(Everything.of(emulated.plugin()))
          .hasValueSatisfying(text -> assertThat(text).contains("has no nothing_" + slot.key()));
    } else if (slot == Slot.MALLOC_HOST || slot == Slot.FREE_HOST) {
      assertThat(Everything.of(emulated.plugin())).contains("no pinned memory");
    } else {
      assertThat(Everything.of(emulated.plugin())).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Slot.class)
  void aDialectMayLeaveOutWhatIsOptional(Slot slot) {
    Emulated emulated = Emulated.in(folder).with("(?m)^" + slot.key() + " = .*$", "");
    assertThat(Everything.of(emulated.plugin()).isEmpty())
        .isEqualTo(!slot.required() && slot != Slot.MALLOC_HOST && slot != Slot.FREE_HOST);
  }

  @Test
  void withoutBlasThereAreStillCopies() {
    DialectPlugin plugin = Emulated.in(folder).without(Emulated.NAMES.get(2)).plugin();
    Discovery.Found found = (Discovery.Found) plugin.discover();
    try (Device device = plugin.open(found.devices().get(0))) {
      Assertions.assertThatThrownBy(
              () -> device.compile(MatMul.of(8, 8, 8, DType.FP32), io.goodflops.spi.Lane.PLAIN))
          .hasMessageContaining("libemulated-cublas.so.13")
          .hasMessageContaining("was not found");
      assertThat(device.allocate(io.goodflops.spi.TensorSpec.bytes(64)).spec().bytes())
          .isEqualTo(64);
    }
  }

  private static String symbol(Slot slot) {
    return DialectFile.parse(Emulated.shipped()).symbols().getOrDefault(slot, List.of()).get(0);
  }
}
