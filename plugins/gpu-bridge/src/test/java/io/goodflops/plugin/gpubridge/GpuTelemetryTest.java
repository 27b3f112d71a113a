package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.spi.Device;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Telemetry;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sensors of the emulated CUDA: right values, and one fault at a time. */
class GpuTelemetryTest {
  @TempDir Path folder;

  @Test
  void everySensorIsReadInItsUnit() {
    try (GpuDevice device = open(Emulated.in(folder, "throttle 24"))) {
      Telemetry.Reading first = device.telemetry().read();
      Telemetry.Reading second = device.telemetry().read();
      assertThat(first.powerWatts()).hasValue(100);
      assertThat(first.clockHertz()).hasValue(1.4e9);
      assertThat(first.temperatureCelsius()).hasValue(50);
      assertThat(first.throttleReasons()).contains(Set.of("power", "thermal"));
      assertThat(first.energyJoules().orElseThrow()).isCloseTo(1000, within(100.0));
      assertThat(second.energyJoules().orElseThrow())
          .isGreaterThanOrEqualTo(first.energyJoules().orElseThrow());
    }
  }

  /** CUDA_VISIBLE_DEVICES reorders one side only: the numbers of the two have nothing in common. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theDeviceIsFoundByItsPciId(int ordinal) {
    VendorRuntime runtime = Emulated.in(folder, "devices 3").runtime();
    try (GpuTelemetry telemetry = GpuTelemetry.open(runtime, ordinal)) {
      assertThat(telemetry.read().powerWatts()).hasValue(100.0 * (ordinal + 1));
    }
  }

  @Test
  void aDeviceThatTheLibraryDoesNotKnowHasNoSensors() {
    try (GpuTelemetry telemetry =
        GpuTelemetry.open(Emulated.in(folder, "elsewhere").runtime(), 0)) {
      assertThat(telemetry.read()).isEqualTo(Telemetry.Reading.EMPTY);
      assertThat(telemetry.words())
          .isEqualTo("none: nvmlDeviceGetHandleByPciBusId_v2: Not Found (status 6)");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nvmlDeviceGetPowerUsage, 1000, POWER",
    "nvmlDeviceGetPowerUsage, 0.001, POWER",
    "nvmlDeviceGetPowerUsage, 0, POWER",
    "nvmlDeviceGetTotalEnergyConsumption, 0, ENERGY",
    "nvmlDeviceGetClockInfo, 1000, CLOCK",
    "nvmlDeviceGetClockInfo, 0.001, CLOCK",
    "nvmlDeviceGetTemperature, 1000, TEMPERATURE",
    "nvmlDeviceGetTemperature, 0.001, TEMPERATURE",
  })
  void whatCannotBeTrueIsAbsent(String function, double factor, Sensor sensor) {
    VendorRuntime runtime = Emulated.in(folder, "scale " + function + " " + factor).runtime();
    try (GpuTelemetry telemetry = GpuTelemetry.open(runtime, 0)) {
      telemetry.read();
      assertThat(present(telemetry.read())).isEqualTo(EnumSet.complementOf(EnumSet.of(sensor)));
      assertThat(telemetry.words()).contains(sensor.key() + ": it says ", "cannot be true");
    }
  }

  @ParameterizedTest
  @EnumSource(Sensor.class)
  void aSensorThatFailsCostsItselfAlone(Sensor sensor) {
    VendorRuntime runtime = Emulated.in(folder, "fail " + symbol(sensor) + " 2 3").runtime();
    try (GpuTelemetry telemetry = GpuTelemetry.open(runtime, 0)) {
      assertThat(present(telemetry.read())).isEqualTo(EnumSet.allOf(Sensor.class));
      assertThat(present(telemetry.read())).isEqualTo(EnumSet.complementOf(EnumSet.of(sensor)));
      assertThat(present(telemetry.read())).isEqualTo(EnumSet.complementOf(EnumSet.of(sensor)));
      assertThat(telemetry.words()).contains(symbol(sensor) + ": Not Supported (status 3)");
      assertThat(telemetry.absences()).containsOnlyKeys(sensor.key());
    }
  }

  @ParameterizedTest
  @EnumSource(Sensor.class)
  void aSensorWithoutSymbolIsAbsent(Sensor sensor) {
    VendorRuntime runtime =
        Emulated.in(folder)
            .with("(?m)^" + sensor.slot().key() + " = .*$", sensor.slot().key() + " = nothing")
            .runtime();
    try (GpuTelemetry telemetry = GpuTelemetry.open(runtime, 0)) {
      assertThat(present(telemetry.read())).isEqualTo(EnumSet.complementOf(EnumSet.of(sensor)));
      assertThat(telemetry.absences())
          .containsOnly(
              Map.entry(sensor.key(), "the management library has no function of that name"));
    }
  }

  @Test
  void aSensorThatHangsCostsItselfAlone() {
    VendorRuntime runtime = Emulated.in(folder, "hang nvmlDeviceGetPowerUsage").runtime();
    try (GpuTelemetry telemetry = GpuTelemetry.open(runtime, 0)) {
      assertThat(present(telemetry.read()))
          .isEqualTo(EnumSet.complementOf(EnumSet.of(Sensor.POWER)));
      long start = System.nanoTime();
      telemetry.read();
      assertThat(System.nanoTime() - start).isLessThan(200_000_000L);
      assertThat(telemetry.words()).contains("power: it did not answer within 250 ms");
    }
  }

  /** Everything that is asked before the first value, and a library that cannot be used at all. */
  @ParameterizedTest
  @CsvSource({
    "fail nvmlInit_v2 1 9, 'nvmlInit_v2: Unknown Error (status 9)'",
    "fail nvmlDeviceGetHandleByPciBusId_v2 1 2, 'BusId_v2: Invalid Argument (status 2)'",
    "lie nvmlDeviceGetHandleByPciBusId_v2, gave no device for PCI eeee:01:00.0",
    "fail cudaDeviceGetPCIBusId 1 1, the runtime does not tell the device's PCI bus id",
  })
  void withoutTheDeviceThereAreNoSensors(String fault, String reason) {
    Emulated emulated = Emulated.in(folder, fault);
    try (GpuTelemetry telemetry = GpuTelemetry.open(emulated.runtime(), 0)) {
      assertThat(telemetry.read()).isEqualTo(Telemetry.Reading.EMPTY);
      assertThat(telemetry.words()).startsWith("none: ").contains(reason);
    }
    assertThat(Everything.of(emulated.plugin())).isEmpty();
  }

  @Test
  void aMissingLibraryTakesTheSensorsAwayAndNothingElse() {
    Emulated emulated = Emulated.in(folder).without("libemulated-nvidia-ml.so.1");
    assertThat(Everything.of(emulated.plugin())).isEmpty();
    Discovery.Found found = (Discovery.Found) emulated.plugin().discover();
    assertThat(found.devices().get(0).properties().get("sensors"))
        .isEqualTo("none: the management library (libemulated-nvidia-ml.so.1) was not found");
    try (Device device = emulated.plugin().open(found.devices().get(0))) {
      assertThat(device.telemetry().read()).isEqualTo(Telemetry.Reading.EMPTY);
      assertThat(device.telemetry().absences().values())
          .hasSize(Sensor.values().length)
          .containsOnly("the management library (libemulated-nvidia-ml.so.1) was not found");
    }
  }

  /** As in dialects from before there were sensors. */
  @Test
  void aDialectMayHaveNoManagementLibrary() {
    Emulated emulated =
        Emulated.in(folder)
            .with("(?m)^management = .*$", "")
            .with("(?ms)^management-init.*?(?=^\\[values)", "")
            .with("(?ms)^\\[sensors.*", "");
    assertThat(Everything.of(emulated.plugin())).isEmpty();
    Discovery.Found found = (Discovery.Found) emulated.plugin().discover();
    assertThat(found.devices().get(0).properties().get("sensors"))
        .isEqualTo("none: the dialect names no management library");
  }

  @Test
  void devicesSayWhichSensorsThereAre() {
    Discovery.Found found = (Discovery.Found) Emulated.in(folder).plugin().discover();
    assertThat(found.devices().get(0).properties().get("sensors"))
        .startsWith("power, energy, clock, temperature, throttle, through ")
        .endsWith("libemulated-nvidia-ml.so.1");
  }

  private static GpuDevice open(Emulated emulated) {
    return new GpuDevice(emulated.runtime(), 0);
  }

  private static Set<Sensor> present(Telemetry.Reading reading) {
    Set<Sensor> present = EnumSet.noneOf(Sensor.class);
    reading.powerWatts().ifPresent(value -> present.add(Sensor.POWER));
    reading.energyJoules().ifPresent(value -> present.add(Sensor.ENERGY));
    reading.clockHertz().ifPresent(value -> present.add(Sensor.CLOCK));
    reading.temperatureCelsius().ifPresent(value -> present.add(Sensor.TEMPERATURE));
    reading.throttleReasons().ifPresent(value -> present.add(Sensor.THROTTLE));
    return present;
  }

  private static String symbol(Sensor sensor) {
    return DialectFile.parse(Emulated.shipped()).symbols().get(sensor.slot()).get(0);
  }
}
