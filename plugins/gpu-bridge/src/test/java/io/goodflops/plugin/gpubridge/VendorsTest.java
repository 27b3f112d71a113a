package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.spi.DType;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each vendor's dialect against an emulated runtime whose names and numbers were written apart from
 * it: what differs shows here.
 */
class VendorsTest {
  private static final GemmForm FP32 = new GemmForm(DType.FP32, MathMode.STRICT, DType.FP32);
  private static final GemmForm BF16 = new GemmForm(DType.BF16, MathMode.STRICT, DType.BF16);
  private static final GemmForm TF32 = new GemmForm(DType.FP32, MathMode.TF32, DType.FP32);

  @TempDir private Path folder;

  static List<String> names() {
    return EmulatedVendor.dialects().stream()
        .map(file -> DialectFile.parse(EmulatedVendor.text(file)).name())
        .toList();
  }

  /** Its library, its plugin and its environment variable are found by its name. */
  @ParameterizedTest
  @MethodSource("names")
  void namesBelongTogether(String name) {
    Path file =
        Path.of("..", name, "src/main/resources/io/goodflops/plugin", name, name + ".dialect");
    Dialect dialect = DialectFile.parse(EmulatedVendor.text(file));
    assertThat(dialect.name()).isEqualTo(name);
    assertThat(dialect.search().configured())
        .isEqualTo("GOODFLOPS_" + name.toUpperCase(java.util.Locale.ROOT) + "_LIBRARIES");
    assertThat(EmulatedVendor.text(Path.of("..", name, "pom.xml")))
        .contains("<GoodFLOPS-Environment>" + dialect.search().configured() + "<");
  }

  @ParameterizedTest
  @MethodSource("names")
  void everySymbolIsThereAndEveryNumberIsRight(String name) {
    VendorRuntime runtime = EmulatedVendor.of(name, folder);
    DeviceInfo info = runtime.devices().get(0);
    assertThat(info.properties()).containsEntry("evidence", "EMULATED");
    assertThat(info.memoryBytes()).hasValue(1L << 34);
    assertThat(info.properties()).containsEntry("multiprocessors", "1");
    assertThat(runtime.noBlas()).isEmpty();
    assertThat(runtime.noKernels()).isEmpty();
    assertThat(runtime.noConvolutions().isEmpty())
        .isEqualTo(
            Stream.of(Library.DNN, Library.SOLVER)
                .anyMatch(library -> !runtime.dialect().libraries().get(library).isEmpty()));
    assertThat(runtime.dialect().symbols().keySet())
        .allSatisfy(slot -> assertThat(runtime.symbol(slot)).as(slot.key()).isPresent());
    Products products = check(runtime);
    assertThat(runtime.dialect().compute()).isNotEmpty();
    assertThat(GemmForm.ALL)
        .filteredOn(form -> runtime.dialect().compute().containsKey(form.key()))
        .allSatisfy(
            form ->
                assertThat(products.of(form).evidence())
                    .as(form.toString())
                    .endsWith(" (right in the self-check)"));
  }

  /**
   * The emulated library counts devices in the opposite order: only the PCI id finds the right one.
   */
  @ParameterizedTest
  @MethodSource("names")
  void everySensorIsReadInItsUnit(String name) {
    VendorRuntime runtime = EmulatedVendor.of(name, folder, "devices 3", "throttle c");
    for (int ordinal = 0; ordinal < 3; ordinal++) {
      try (GpuTelemetry telemetry = GpuTelemetry.open(runtime, ordinal)) {
        Telemetry.Reading reading = telemetry.read();
        assertThat(reading.powerWatts()).as(telemetry.words()).hasValue(100.0 * (ordinal + 1));
        assertThat(reading.clockHertz()).hasValue(1.4e9 + 1e6 * ordinal);
        assertThat(reading.temperatureCelsius()).hasValue(50.0 + ordinal);
        assertThat(reading.energyJoules().isPresent())
            .isEqualTo(runtime.symbol(Slot.SENSOR_ENERGY).isPresent());
        reading
            .energyJoules()
            .ifPresent(joules -> assertThat(joules).isCloseTo(1000, within(200.0)));
        assertThat(reading.throttleReasons().isPresent())
            .isEqualTo(runtime.symbol(Slot.SENSOR_THROTTLE).isPresent());
        reading.throttleReasons().ifPresent(reasons -> assertThat(reasons).contains("power"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aManagementLibraryOfOtherDevicesHasNoSensors(String name) {
    VendorRuntime runtime = EmulatedVendor.of(name, folder, "elsewhere");
    try (GpuTelemetry telemetry = GpuTelemetry.open(runtime, 0)) {
      assertThat(telemetry.read()).isEqualTo(Telemetry.Reading.EMPTY);
      assertThat(telemetry.words()).startsWith("none: ");
    }
  }

  /** Everything that the management library of a vendor is asked, failing once each. */
  @ParameterizedTest
  @MethodSource("names")
  void aFailureOfOneFunctionCostsNoMoreThanSensors(String name) throws IOException {
    VendorRuntime healthy = EmulatedVendor.of(name, Files.createDirectory(folder.resolve("all")));
    for (Slot slot : Slot.values()) {
      if (slot.library() != Library.MANAGEMENT
          || healthy.symbol(slot).isEmpty()
          || slot == Slot.MANAGEMENT_ERROR
          || (slot == Slot.MANAGEMENT_COUNT && name.equals("metax"))) {
        continue; // texts, and a count that is returned, have no status
      }
      Path mine = Files.createDirectory(folder.resolve(slot.key()));
      VendorRuntime runtime =
          EmulatedVendor.of(name, mine, "fail " + healthy.symbol(slot).get() + " 1 3");
      try (GpuDevice device = new GpuDevice(runtime, 0)) {
        Telemetry.Reading reading = device.telemetry().read();
        if (slot.name().startsWith("MANAGEMENT_")) {
          assertThat(reading).as(slot.key()).isEqualTo(Telemetry.Reading.EMPTY);
        } else {
          assertThat(reading.powerWatts().isPresent())
              .as(slot.key())
              .isEqualTo(slot != Slot.SENSOR_POWER);
          assertThat(reading.clockHertz().isPresent())
              .as(slot.key())
              .isEqualTo(slot != Slot.SENSOR_CLOCK);
        }
      }
    }
  }

  /** ROCm 5 and 6 lay their table of clocks out differently. */
  @Test
  void bothTablesOfClocksAreRead() {
    try (GpuTelemetry telemetry =
        GpuTelemetry.open(EmulatedVendor.of("hygon", folder, "old-compute"), 0)) {
      assertThat(telemetry.read().clockHertz()).hasValue(1.4e9);
    }
  }

  /** What vendors changed from one release to the next: the self-check finds out which it is. */
  @ParameterizedTest
  @CsvSource({"hygon, 2, 151", "moorethreads, 68, 0", "iluvatar, 0, 68"})
  void theOtherWayToCountIsFound(String name, int first, int second) {
    Products products = check(EmulatedVendor.of(name, folder, "old-compute"));
    for (GemmForm form : List.of(FP32, BF16)) {
      assertThat(products.of(form).compute()).contains(second);
      assertThat(products.of(form).evidence())
          .startsWith(second + " (right in the self-check, after " + first + ": ");
    }
    assertThat(products.of(TF32).compute()).isEmpty();
  }

  /** mcBLAS is said to do that. */
  @Test
  void fp32ThatIsCutToTf32IsAskedForPedantically() {
    Products products = check(EmulatedVendor.of("metax", folder, "loose-fp32"));
    assertThat(products.of(FP32).compute()).contains(69);
    assertThat(products.of(FP32).evidence())
        .startsWith("69 (right in the self-check, after 68: operands of 22 bits: ");
  }

  private static Products check(VendorRuntime runtime) {
    try (GpuDevice device = new GpuDevice(runtime, 0)) {
      return device.check();
    }
  }
}
