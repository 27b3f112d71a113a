package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Libraries that are not what they should be, and devices that come and go. */
class BadLibrariesTest {
  private static final int MACHINE_OFFSET = 18;
  private static final byte AMD64 = 62;
  private static final byte AARCH64 = (byte) 183;

  @TempDir Path folder;

  @Test
  void everyFolderAndNameThatWasTriedIsListed() {
    Emulated emulated = Emulated.in(folder);
    Emulated.NAMES.forEach(emulated::without);
    Discovery.Absent absent = absent(emulated);
    assertThat(absent.reason())
        .contains("CUDA is not usable here")
        .contains("runtime library (libemulated-cudart.so.13 or libemulated-cudart.so.12")
        .contains("driver's library (libemulated-cuda.so.1)");
    assertThat(absent.lookedFor())
        .anySatisfy(line -> assertThat(line).contains("GOODFLOPS_NVIDIA_LIBRARIES is " + folder))
        .anySatisfy(line -> assertThat(line).contains("CUDA_HOME is not set"))
        .anySatisfy(line -> assertThat(line).contains("libemulated-cuda.so.1 in " + folder));
  }

  /** The system's loader dies of one that is long enough for its headers. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.00001, 0.001, 0.5, 0.9})
  void aLibraryThatIsCutShortIsRefused(double share) throws IOException {
    Emulated emulated = Emulated.in(folder);
    Path file = folder.resolve(Emulated.NAMES.get(0));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, (int) (bytes.length * share)));
    assertThat(absent(emulated).lookedFor())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(file.getFileName() + " is ")
                    .containsPattern(
                        "no 64-bit ELF library|cut short: it has [0-9]+ of [0-9]+ bytes"));
  }

  @Test
  void aLibraryForAnotherProcessorIsRefused() throws IOException {
    Emulated emulated = Emulated.in(folder);
    Path file = folder.resolve(Emulated.NAMES.get(0));
    byte[] bytes = Files.readAllBytes(file);
    boolean here = bytes[MACHINE_OFFSET] == AARCH64;
    bytes[MACHINE_OFFSET] = here ? AMD64 : AARCH64;
    Files.write(file, bytes);
    assertThat(absent(emulated).lookedFor())
        .anySatisfy(
            line -> assertThat(line).contains(here ? "is for amd64, " : "is for aarch64, "));
  }

  @Test
  void whatIsNoLibraryIsRefused() throws IOException {
    Emulated emulated = Emulated.in(folder);
    Files.writeString(folder.resolve(Emulated.NAMES.get(0)), "GROUP ( elsewhere.so )".repeat(9));
    assertThat(absent(emulated).lookedFor())
        .anySatisfy(line -> assertThat(line).contains("is no 64-bit ELF library"));
  }

  @Test
  void noDevicesIsAnAnswer() {
    assertThat(absent(Emulated.in(folder, "devices 0")).reason())
        .isEqualTo("cudaGetDeviceCount: no CUDA-capable device is detected (status 100)");
  }

  @Test
  void severalDevicesHaveIdsOfTheirOwn() {
    Discovery.Found found = (Discovery.Found) Emulated.in(folder, "devices 3").plugin().discover();
    assertThat(found.devices())
        .extracting(DeviceInfo::id)
        .containsExactly("nvidia:0", "nvidia:1", "nvidia:2");
    assertThat(found.devices()).extracting(DeviceInfo::physicalId).doesNotHaveDuplicates();
    assertThat(found.devices())
        .allSatisfy(
            device ->
                assertThat(device.properties())
                    .containsEntry("evidence", "EMULATED")
                    .containsEntry("dialect", "nvidia, not run on hardware"));
  }

  @Test
  void aDeviceThatVanishedIsNotOpened() {
    DialectPlugin plugin = Emulated.in(folder, "fail cudaGetDeviceCount 2 100").plugin();
    DeviceInfo info = ((Discovery.Found) plugin.discover()).devices().get(0);
    assertThatThrownBy(() -> plugin.open(info))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("no CUDA-capable device is detected");
  }

  @Test
  void moreMemoryThanThereIsDoesNotSpoilTheDevice() {
    DialectPlugin plugin = Emulated.in(folder, "memory 1048576").plugin();
    DeviceInfo info = ((Discovery.Found) plugin.discover()).devices().get(0);
    try (Device device = plugin.open(info)) {
      assertThatThrownBy(() -> device.allocate(TensorSpec.bytes(1 << 21)))
          .isInstanceOf(DeviceException.class)
          .hasMessage("cudaMalloc: out of memory (status 2)");
      try (Buffer buffer = device.allocate(TensorSpec.bytes(1 << 20))) {
        assertThat(buffer.spec().bytes()).isEqualTo(1 << 20);
      }
    }
  }

  /** As CUDA has it after a kernel went wrong: every later call fails alike. */
  @Test
  void anErrorThatStaysIsToldByWhateverIsAskedNext() {
    DialectPlugin plugin = Emulated.in(folder, "sticky cudaMemcpyAsync 1 719").plugin();
    assertThat(Everything.of(plugin))
        .contains("cudaMemcpyAsync: unrecognized error code (status 719)");
    assertThat(((Discovery.Absent) plugin.discover()).reason())
        .isEqualTo("cudaGetDeviceCount: unrecognized error code (status 719)");
  }

  @Test
  void aPluginWithAnothersFileSaysSo() {
    String dialect = Emulated.shipped();
    DialectPlugin plugin =
        new DialectPlugin("mychip", "test", dialect, Map.of(), Path.of("target"));
    assertThat(((Discovery.Absent) plugin.discover()).reason())
        .endsWith("[dialect] name is 'nvidia', but the plugin is named 'mychip'");
  }

  @Test
  void aLibraryThatEndsTheProcessEndsOnlyItsOwn() throws Exception {
    assertThat(child("exit cudaGetDeviceCount")).isEqualTo(7);
    assertThat(child("abort cudaGetDeviceCount")).isEqualTo(128 + 6);
    assertThat(child("print cudaGetDeviceCount")).isZero();
  }

  /**
   * CUDA's own runtime library, where a toolkit is installed or {@code GOODFLOPS_TEST_CUDART} names
   * a folder with one (of a Python wheel, say), tells that there is no driver.
   */
  @Test
  void theRealRuntimeWithoutADriverIsToldInItsOwnWords() throws IOException {
    assertThat(absent(overRealRuntime()).reason()).isEqualTo(NO_DRIVER);
  }

  /** Its driver, BLAS and compiler are still the emulated ones. */
  @Test
  void theRealRuntimeFillsEverySlotAndOpensNoDevice() throws IOException {
    Emulated emulated = overRealRuntime();
    VendorRuntime runtime = emulated.runtime();
    assertThat(runtime.path()).doesNotContain("emulated");
    assertThat(Arrays.stream(Slot.values()))
        .filteredOn(slot -> slot.library() == Library.RUNTIME)
        .hasSizeGreaterThan(20)
        .allSatisfy(slot -> assertThat(runtime.symbol(slot)).as(slot.key()).isPresent());
    assertThatThrownBy(() -> Bridge.openSession(runtime.table(), 0))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("CUDA driver version is insufficient for CUDA runtime version")
        .hasMessageEndingWith("(status 35)");
    assertThat(absent(emulated).reason()).as("and again").isEqualTo(NO_DRIVER);
  }

  private static final String NO_DRIVER =
      "cudaGetDeviceCount: CUDA driver version is insufficient for CUDA runtime version"
          + " (status 35)";

  private Emulated overRealRuntime() throws IOException {
    Path place =
        Path.of(
            Optional.ofNullable(System.getenv("GOODFLOPS_TEST_CUDART"))
                .orElse("/usr/local/cuda/lib64"));
    Assumptions.assumeTrue(Files.isDirectory(place), "there is no CUDA toolkit: no " + place);
    Assumptions.assumeFalse(Files.exists(Path.of("/dev/nvidia0")), "there is a driver");
    Optional<Path> real;
    try (Stream<Path> files = Files.list(place)) {
      real =
          files
              .filter(file -> file.getFileName().toString().matches("libcudart\\.so(\\.1[123])?"))
              .findFirst();
    }
    Assumptions.assumeTrue(real.isPresent(), "there is no libcudart in " + place);
    return Emulated.in(folder)
        .with("(?m)^runtime = lib.*$", "runtime = " + real.get().getFileName())
        .with("(?m)^folders = .*$", "places = " + place);
  }

  private static Discovery.Absent absent(Emulated emulated) {
    return (Discovery.Absent) emulated.plugin().discover();
  }

  private int child(String fault) throws Exception {
    Path mine = Files.createDirectory(folder.resolve(fault.substring(0, fault.indexOf(' '))));
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-CreateCoredumpOnCrash",
                    "-XX:ErrorFile=/dev/null",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Child.class.getName(),
                    mine.toString(),
                    fault))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** Asks a plugin for its devices; 1 if there are none. */
  static final class Child {
    private Child() {}

    /** Folder and fault. */
    public static void main(String[] args) {
      Discovery discovery = Emulated.in(Path.of(args[0]), args[1]).plugin().discover();
      System.exit(discovery instanceof Discovery.Found ? 0 : 1);
    }
  }
}
