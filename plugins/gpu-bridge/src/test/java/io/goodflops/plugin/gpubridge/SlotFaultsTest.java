package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.TensorSpec;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each slot fails once, and is missing once; the process lives on and knows what happened. */
class SlotFaultsTest {
  /** They give texts, not statuses. */
  private static final Set<Slot> TEXTS =
      EnumSet.of(
          Slot.ERROR_STRING,
          Slot.LAST_ERROR,
          Slot.DRIVER_ERROR_STRING,
          Slot.BLAS_STATUS_STRING,
          Slot.BLASLT_STATUS_STRING,
          Slot.RTC_ERROR_STRING,
          Slot.DNN_ERROR_STRING);

  /** Facts that are told where they can be asked, and left out where not. */
  private static final Set<Slot> FACTS =
      EnumSet.of(Slot.PCI_BUS_ID, Slot.RUNTIME_VERSION, Slot.DRIVER_VERSION, Slot.BLAS_VERSION);

  /** Without one of them there are no kernels. */
  private static final Set<Slot> MODULES =
      EnumSet.of(Slot.MODULE_LOAD, Slot.MODULE_UNLOAD, Slot.MODULE_FUNCTION, Slot.LAUNCH);

  /** Asked only after another call has failed, or when nothing depends on it any more. */
  private static final Set<Slot> HARMLESS =
      EnumSet.of(Slot.MEMORY_INFO, Slot.RTC_LOG_SIZE, Slot.RTC_LOG, Slot.RTC_DESTROY);

  /** So that one can copy from the other. */
  private static final String TWO = "devices 2";

  private static final String NO_CAPABILITY =
      "there are no kernels: the device does not tell its capability";

  @TempDir Path folder;

  /**
   * What sensors need is in {@link GpuTelemetryTest}: nothing else depends on it. What CUDA does
   * not have is in {@link SolutionFaultsTest}.
   */
  static List<Slot> slots() {
    return Stream.of(Slot.values())
        .filter(slot -> slot.library() != Library.MANAGEMENT && slot.library() != Library.SOLVER)
        .toList();
  }

  @Test
  void nothingFailsWhereNothingIsWrong() {
    assertThat(Everything.of(Emulated.in(folder, TWO).plugin())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("slots")
  void aFailingCallIsToldInTheVendorsWords(Slot slot) {
    if (TEXTS.contains(slot)) {
      return;
    }
    Emulated emulated = Emulated.in(folder, TWO, "fail " + symbol(slot) + " 1 2");
    if (FACTS.contains(slot) || HARMLESS.contains(slot)) {
      assertThat(Everything.of(emulated.plugin())).isEmpty();
      return;
    }
    if (slot == Slot.ATTRIBUTE) {
      assertThat(Everything.of(emulated.plugin())).contains(NO_CAPABILITY);
      return;
    }
    String words =
        switch (slot.library()) {
          case RUNTIME, DRIVER -> "out of memory";
          case BLAS, BLASLT -> "<unknown>";
          case COMPILER -> "NVRTC_ERROR unknown";
          case DNN -> "CUDNN_STATUS unknown";
          case MANAGEMENT, SOLVER -> throw new AssertionError(slot.key());
        };
    assertThat(Everything.of(emulated.plugin()))
        .hasValueSatisfying(
            text -> assertThat(text).contains(symbol(slot) + ": " + words + " (status 2)"));
  }

  @ParameterizedTest
  @MethodSource("slots")
  void aMissingSymbolIsNamedOrGoneWithout(Slot slot) {
    Emulated emulated =
        Emulated.in(folder, TWO).with("(?m)= " + symbol(slot) + "$", "= nothing_" + slot.key());
    if (slot.required() || MODULES.contains(slot)) {
      assertThat(Everything.of(emulated.plugin()))
          .hasValueSatisfying(text -> assertThat(text).contains("has no nothing_" + slot.key()));
    } else {
      assertThat(Everything.of(emulated.plugin())).isEqualTo(lost(slot));
    }
  }

  @ParameterizedTest
  @MethodSource("slots")
  void aDialectMayLeaveOutWhatIsOptional(Slot slot) {
    Emulated emulated = Emulated.in(folder, TWO).with("(?m)^" + slot.key() + " = .*$", "");
    if (slot.required()) {
      assertThat(Everything.of(emulated.plugin()))
          .contains(
              "the file nvidia.dialect makes no sense: [symbols] " + slot.key() + " is missing");
    } else {
      assertThat(Everything.of(emulated.plugin())).isEqualTo(lost(slot));
    }
  }

  /** What fails without an optional function. */
  private static Optional<String> lost(Slot slot) {
    return switch (slot) {
      case MALLOC_HOST, FREE_HOST -> Optional.of("no pinned memory");
      case PEER_CAN_ACCESS, PEER_ENABLE_ACCESS, PEER_COPY_ASYNC -> Optional.of("no peer copies");
      case ATTRIBUTE -> Optional.of(NO_CAPABILITY);
      case CAPTURE_BEGIN,
          CAPTURE_END,
          GRAPH_INSTANTIATE,
          GRAPH_LAUNCH,
          GRAPH_DESTROY,
          GRAPH_EXEC_DESTROY ->
          Optional.of("nothing can be replayed: the runtime library has no " + slot.key());
      case MODULE_LOAD, MODULE_UNLOAD, MODULE_FUNCTION, LAUNCH ->
          Optional.of("there are no kernels: the driver's library has no " + slot.key());
      default -> Optional.empty();
    };
  }

  @Test
  void withoutBlasThereAreStillCopies() {
    DialectPlugin plugin = Emulated.in(folder).without(Emulated.NAMES.get(2)).plugin();
    Discovery.Found found = (Discovery.Found) plugin.discover();
    try (Device device = plugin.open(found.devices().get(0))) {
      assertThatThrownBy(() -> device.compile(MatMul.of(8, 8, 8, DType.FP32), Lane.PLAIN))
          .hasMessageContaining("libemulated-cublas.so.13")
          .hasMessageContaining("was not found");
      assertThat(device.allocate(TensorSpec.bytes(64)).spec().bytes()).isEqualTo(64);
    }
  }

  @Test
  void withoutACompilerThereAreStillProducts() {
    assertThat(Everything.of(Emulated.in(folder).without(Emulated.NAMES.get(3)).plugin()))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("there are no kernels: the run-time compiler (libemulated-nvrtc")
                    .endsWith("was not found"));
  }

  @Test
  void aCompilerThatRefusesIsQuoted() {
    assertThat(Everything.of(Emulated.in(folder).with("--std=c\\+\\+17", "--fast").plugin()))
        .contains(
            "there are no kernels: nvrtcCompileProgram: NVRTC_ERROR_INVALID_OPTION (status 5):"
                + " invalid value: --fast");
  }

  private static String symbol(Slot slot) {
    return DialectFile.parse(Emulated.shipped()).symbols().getOrDefault(slot, List.of()).get(0);
  }
}
