package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.DType;
import io.goodflops.spi.Discovery;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * AMD's own runtime without a device, where one is installed (Debian 12: {@code apt install
 * libamdhip64-5}).
 */
class RealHipTest {
  private static final Path LIBRARY = Path.of("/usr/lib/x86_64-linux-gnu/libamdhip64.so.5");
  private static final Path DIALECT =
      Path.of("../hygon/src/main/resources/io/goodflops/plugin/hygon/hygon.dialect");

  @TempDir private Path folder;

  @BeforeEach
  void look() {
    Assumptions.assumeTrue(Files.exists(LIBRARY), "there is no " + LIBRARY);
    Assumptions.assumeFalse(Files.exists(Path.of("/dev/kfd")), "there is a driver");
    Assumptions.assumeTrue(Bridge.missing().isEmpty(), () -> Bridge.missing().orElse(""));
  }

  @Test
  void withoutADeviceItSaysSoInItsOwnWords() {
    Discovery discovery =
        new DialectPlugin("hygon", "test", EmulatedVendor.text(DIALECT), Map.of(), PciVendor.SYSTEM)
            .discover();
    assertThat(((Discovery.Absent) discovery).reason())
        .isEqualTo("hipGetDeviceCount: hipErrorNoDevice (status 100)");
  }

  @Test
  void everySlotOfRuntimeDriverAndCompilerIsFilled() throws Exception {
    Dialect dialect = DialectFile.parse(EmulatedVendor.text(DIALECT));
    VendorRuntime runtime = VendorRuntime.open(dialect, Map.of(), PciVendor.SYSTEM);
    assertThat(runtime.noKernels()).isEmpty();
    assertThat(Arrays.stream(Slot.values()))
        .filteredOn(
            slot ->
                Set.of(Library.RUNTIME, Library.DRIVER, Library.COMPILER).contains(slot.library()))
        // younger than that release; the runtime's text is used
        .filteredOn(slot -> slot != Slot.DRIVER_ERROR_STRING)
        .allSatisfy(slot -> assertThat(runtime.symbol(slot)).as(slot.key()).isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gfx906", "gfx90a"})
  void compilesTheKernels(String architecture) throws Exception {
    KernelCode kernels = compiler(folder, architecture);
    // every kernel; in every type for the newer one alone, which takes its time
    for (KernelCode.Unit unit : KernelCodeTest.units()) {
      if (architecture.equals("gfx906") && unit.dtype() != DType.FP32) {
        continue;
      }
      Optional<String> none = refused(architecture, unit);
      if (none.isPresent()) {
        assertThatThrownBy(() -> kernels.get(unit)).hasMessageContaining(none.get());
        continue;
      }
      assertThat(kernels.get(unit)).as("%s", unit).startsWith(0x7f, 'E', 'L', 'F');
    }
  }

  /** What these GPUs have no instruction for. */
  private static Optional<String> refused(String architecture, KernelCode.Unit unit) {
    return switch (unit.file()) {
      case CHAINS ->
          unit.dtype() == DType.BF16
              ? Optional.of("a packed multiply-add of BF16 is known for NVIDIA GPUs alone")
              : Optional.empty();
      case MATRIX ->
          architecture.equals("gfx906")
              ? Optional.of("this GPU has no matrix unit that this probe knows")
              : Optional.empty();
      case MATRIX_TF32 ->
          Optional.of(
              architecture.equals("gfx906")
                  ? "this GPU has no matrix unit that this probe knows"
                  : "this probe knows no TF32 of AMD GPUs");
      default -> Optional.empty();
    };
  }

  /** Matrix units of gfx90a multiply FP32 as it is. */
  @Test
  void matrixUnitsMultiplyFp32() throws Exception {
    KernelCode kernels = compiler(folder, "gfx90a");
    assertThat(kernels.get(new KernelCode.Unit(KernelFile.MATRIX, DType.FP32)))
        .startsWith(0x7f, 'E', 'L', 'F');
  }

  /** Two at a time, as VOP3P encodes it (AMD, "Vega" ISA): a word of 0xd38e at the upper end. */
  @Test
  void chainsOfFp16ArePacked() throws Exception {
    byte[] code =
        compiler(folder, "gfx906").get(new KernelCode.Unit(KernelFile.CHAINS, DType.FP16));
    ByteBuffer words = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    long packed =
        IntStream.range(0, code.length / 4)
            .filter(i -> words.getInt(4 * i) >>> 16 == 0xd38e)
            .count();
    assertThat(packed).isGreaterThanOrEqualTo(16);
  }

  /**
   * It takes the process with it: the harness asks it in a child, and the dialect never names one.
   */
  @Test
  void anArchitectureThatItDoesNotKnowEndsTheChildAndNotUs() throws Exception {
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
                    folder.toString()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isNotZero();
  }

  /** The real compiler for an emulated device. */
  private static KernelCode compiler(Path folder, String architecture) throws Exception {
    VendorRuntime emulated = EmulatedVendor.of("hygon", folder);
    Dialect shipped = emulated.dialect();
    Map<Library, List<String>> libraries = new EnumMap<>(shipped.libraries());
    libraries.put(Library.COMPILER, List.of(LIBRARY.getFileName().toString()));
    Dialect dialect =
        new Dialect(
            shipped.name(),
            shipped.vendor(),
            shipped.runtime(),
            shipped.makers(),
            shipped.verified(),
            shipped.search(),
            libraries,
            shipped.symbols(),
            shipped.values(),
            new Dialect.Compiler(
                List.of("--gpu-architecture=" + architecture, "-std=c++17"), List.of()),
            shipped.management(),
            shipped.compute());
    return new KernelCode(
        VendorRuntime.open(
            dialect, Map.of(dialect.search().configured(), folder.toString()), PciVendor.SYSTEM),
        0);
  }

  /** Compiles for an architecture that there is not. */
  static final class Child {
    private Child() {}

    /** An empty folder. */
    public static void main(String[] args) throws Exception {
      compiler(Path.of(args[0]), "gfx9999").get(KernelCodeTest.units().get(0));
    }
  }
}
