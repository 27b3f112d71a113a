package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Compute;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Role;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** FP8 through the library that has it, and a plain sentence wherever it is not multiplied. */
class Fp8ProductsTest {
  private static final MatMul SUITE = product(2048, 2048, 2048, false, true, DType.FP32);

  @TempDir private Path folder;

  private static MatMul product(long m, long n, long k, boolean a, boolean b, DType output) {
    return of(DType.FP8_E4M3, m, n, k, a, b, output);
  }

  private static MatMul of(
      DType storage, long m, long n, long k, boolean a, boolean b, DType output) {
    return new MatMul(1, m, n, k, a, b, storage, Compute.standard(storage), output, Role.CONSTANT);
  }

  private static Kernel compile(Device device, MatMul op) throws UnsupportedOpException {
    return device.compile(op, Lane.PLAIN);
  }

  private static Device open(Emulated emulated) {
    DialectPlugin plugin = emulated.plugin();
    DeviceInfo info = ((Discovery.Found) plugin.discover()).devices().get(0);
    return plugin.open(info);
  }

  private void refused(Emulated emulated, MatMul op, String... words) {
    try (Device device = open(emulated)) {
      assertThatThrownBy(() -> compile(device, op))
          .isInstanceOf(UnsupportedOpException.class)
          .hasMessageContainingAll(words);
      // what has nothing to do with it goes on
      assertThat(compile(device, MatMul.of(8, 8, 8, DType.BF16)).description()).contains("right");
    } catch (UnsupportedOpException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FP32", "BF16"})
  void theSuitesFormIsTheLibrarys(DType output) throws UnsupportedOpException {
    try (Device device = open(Emulated.in(folder))) {
      MatMul op = product(2048, 2048, 2048, false, true, output);
      Kernel kernel = compile(device, op);
      assertThat(kernel.description())
          .isEqualTo("cublasLtMatmul, compute type 68 (right in the self-check)");
      assertThat(kernel.workspaceBytes()).isEqualTo(4096);
    }
  }

  /** Each row of A is one number throughout, and so is each row of the transposed B. */
  @Test
  void aProductIsRecordedAndReplayed() throws UnsupportedOpException {
    MatMul op = product(16, 32, 64, false, true, DType.FP32);
    Program program =
        new Program(
            "a product",
            List.of(
                new Program.Tensor("a", op.inputs().get(0).spec(), Role.VARIABLE),
                new Program.Tensor("b", op.inputs().get(1).spec(), Role.VARIABLE),
                new Program.Tensor("c", op.outputs().get(0).spec(), Role.OUTPUT)),
            List.of(new Program.Step(op, List.of("a", "b"), List.of("c"))));
    try (Device device = open(Emulated.in(folder));
        Queue queue = device.openQueue();
        Kernel kernel = device.compile(program, Lane.REPLAY)) {
      Buffer a = device.allocate(op.inputs().get(0).spec());
      Buffer b = device.allocate(op.inputs().get(1).spec());
      Buffer c = device.allocate(op.outputs().get(0).spec());
      Buffer workspace = device.allocate(TensorSpec.bytes(kernel.workspaceBytes()));
      Launch launch = kernel.bind(List.of(a, b), List.of(c), Optional.of(workspace));
      for (int salt = 1; salt <= 2; salt++) {
        a.write(0, rows(16, 64, salt));
        b.write(0, rows(32, 64, 3));
        launch.enqueue(queue);
        queue.finish();
        assertThat(Elements.decode(DType.FP32, read(c))).isEqualTo(sums(16, 32, 64, salt, 3));
      }
    }
  }

  private static double row(int i, int salt) {
    return 1 + (i * salt) % 7;
  }

  private static ByteBuffer rows(int count, int length, int salt) {
    double[] values = new double[count * length];
    Arrays.setAll(values, i -> row(i / length, salt));
    return ByteBuffer.wrap(Elements.encode(DType.FP8_E4M3, values));
  }

  private static double[] sums(int m, int n, int k, int saltA, int saltB) {
    double[] sums = new double[m * n];
    Arrays.setAll(sums, i -> k * row(i / n, saltA) * row(i % n, saltB));
    return sums;
  }

  private static byte[] read(Buffer buffer) {
    byte[] bytes = new byte[(int) buffer.spec().bytes()];
    buffer.read(0, ByteBuffer.wrap(bytes));
    return bytes;
  }

  @Test
  void whatTakesNoWorkspaceHasNone() throws UnsupportedOpException {
    try (Device device = open(Emulated.in(folder))) {
      assertThat(compile(device, product(8, 16, 32, false, true, DType.FP32)).workspaceBytes())
          .isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "true, true"})
  void otherFormsAreNotMadeIntoItByCopying(boolean a, boolean b) {
    refused(
        Emulated.in(folder),
        product(64, 64, 64, a, b, DType.FP32),
        "only where B is transposed and A is not");
  }

  @ParameterizedTest
  @CsvSource({"64, 40", "40, 64"})
  void oddSizesAreNamed(long n, long k) {
    refused(
        Emulated.in(folder),
        product(64, n, k, false, true, DType.FP32),
        "multiples of 16; here they are " + n + " and " + k);
  }

  /** Of M the library says itself what it takes. */
  @Test
  void whatTheLibraryDoesNotTakeIsSaidInItsWords() {
    refused(
        Emulated.in(folder),
        product(17, 16, 16, false, true, DType.FP32),
        "FP8_E4M3 to FP32 of this shape: cublasLtMatmulAlgoGetHeuristic:"
            + " CUBLAS_STATUS_NOT_SUPPORTED (status 15)");
  }

  @Test
  void twoOperandsOfE5m2AreNoneOfTheLibrarys() {
    refused(
        Emulated.in(folder),
        of(DType.FP8_E5M2, 64, 64, 64, false, true, DType.FP32),
        "the vendor's library multiplies no two operands of FP8_E5M2");
  }

  /** Where a dialect says that it does, the library is asked, and says no. */
  @Test
  void aDialectThatIsWrongAboutE5m2IsFoundOut() {
    refused(
        Emulated.in(folder).with("(?m)^fp8-e4m3 = 68 .*$", "fp8-e5m2 = 68 | nowhere"),
        of(DType.FP8_E5M2, 64, 64, 64, false, true, DType.FP32),
        "FP8_E5M2 to FP32 is not multiplied here: 68: cublasLtMatmulAlgoGetHeuristic:");
  }

  @ParameterizedTest
  @CsvSource({
    "100, 10.0 or later",
    "85 90, 8.5 to below 9.0",
    "85 86 91, 8.5 to below 8.6 or 9.1 or later"
  })
  void anotherCardIsNamed(String bounds, String words) {
    refused(
        Emulated.in(folder).with("fp8-capability = 89 ", "fp8-capability = " + bounds + " "),
        SUITE,
        "FP8_E4M3 to FP32 is not multiplied here: FP8 needs compute capability "
            + words
            + ", this device has 9.0");
  }

  @ParameterizedTest
  @CsvSource({"90", "89 91", "85 86 90"})
  void aCardThatLiesWithinIsAsked(String bounds) throws UnsupportedOpException {
    try (Device device =
        open(
            Emulated.in(folder).with("fp8-capability = 89 ", "fp8-capability = " + bounds + " "))) {
      assertThat(compile(device, SUITE).description()).startsWith("cublasLtMatmul");
    }
  }

  @Test
  void aMissingLibraryIsNamed() {
    refused(
        Emulated.in(folder).without("libemulated-cublasLt.so.13"),
        SUITE,
        "the library for FP8 products (libemulated-cublasLt.so.13",
        "was not found");
  }

  @Test
  void aDialectWithoutTheLibrarySaysSo() {
    refused(
        Emulated.in(folder).with("(?m)^blaslt = .*$", ""),
        SUITE,
        "the dialect names no library for FP8 products");
  }

  @Test
  void successWithoutAResultIsFound() {
    refused(
        Emulated.in(folder, "lie cublasLtMatmul"), SUITE, "68: small integers: C[0] is 0.0, must");
  }

  /** Each of these numbers, wrong, is refused by the library or gives no product. */
  @ParameterizedTest
  @CsvSource({
    "type-fp8-e4m3 = 28, type-fp8-e4m3 = 29",
    "type-fp8-e4m3 = 28, type-fp8-e4m3 = 3",
    "fp8-e4m3 = 68, fp8-e4m3 = 64",
    "blaslt-transpose-a = 3, blaslt-transpose-a = 4",
    "blaslt-transpose-b = 4, blaslt-transpose-b = 3",
    "blaslt-transpose-a = 3, blaslt-transpose-a = 7",
    "blaslt-fast-sums = 25, blaslt-fast-sums = 3",
    "blaslt-batch-count = 5, blaslt-batch-count = 6",
    "blaslt-batch-stride = 6, blaslt-batch-stride = 5",
    "blaslt-most-workspace = 1, blaslt-most-workspace = 2",
    "blaslt-algorithm-bytes = 64, blaslt-algorithm-bytes = 56",
    "op-transposed = 1, op-transposed = 2"
  })
  void aWrongNumberIsNotBelieved(String right, String wrong) {
    try (GpuDevice device =
        new GpuDevice(Emulated.in(folder).with(right + " ", wrong + " ").runtime(), 0)) {
      Products products = device.check();
      GemmForm form = GemmForm.of(SUITE).orElseThrow();
      assertThat(products.of(form).compute()).as(products.of(form).evidence()).isEmpty();
    }
  }
}
