package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.Compute;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.spi.Window2d;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Convolutions through a library in the shape of MIOpen, and where it is not to be trusted. */
class SolutionsTest {
  private static final List<Pass> PASSES =
      List.of(Pass.FORWARD, Pass.BACKWARD_DATA, Pass.BACKWARD_WEIGHTS);

  @TempDir private Path folder;

  private static Conv2d op(Pass pass, DType dtype, MathMode mode) {
    Window2d window = new Window2d(3, 3, 2, 1, 1, 0);
    Conv2d usual = Conv2d.of(pass, 2, 3, 4, 5, window, dtype);
    Compute compute = new Compute(usual.compute().accumulate(), mode);
    return new Conv2d(pass, 2, 3, 4, 5, 5, window, dtype, compute, dtype, usual.roleW());
  }

  private static String find(VendorRuntime runtime, Pass pass, DType dtype, MathMode mode) {
    try (GpuDevice device = new GpuDevice(runtime, 0)) {
      return device.convolutions().find(op(pass, dtype, mode)).words();
    }
  }

  private VendorRuntime hip(String... faults) {
    return EmulatedVendor.of("hygon", folder, faults);
  }

  /** The dialect without a line, or with another one. */
  private VendorRuntime edited(String line, String instead, String... faults) {
    UnaryOperator<String> edit =
        text -> {
          String changed = text.replaceFirst("(?m)^" + line + " .*$", instead);
          assertThat(changed).as(line).isNotEqualTo(text);
          return changed;
        };
    return EmulatedVendor.of("hygon", edit, folder, faults);
  }

  /** Not the fastest, which is Winograd's, nor the next, which is not deterministic. */
  @Test
  void eachPassAndTypeIsRightAndTheSolutionIsTold() {
    try (GpuDevice device = new GpuDevice(hip(), 0)) {
      for (Pass pass : PASSES) {
        for (DType dtype : List.of(DType.FP32, DType.FP16, DType.BF16)) {
          LibraryConvolutions.Found found =
              device.convolutions().find(op(pass, dtype, MathMode.STRICT));
          assertThat(found.words())
              .startsWith("miopenConvolution")
              .endsWith("Immediate, algorithm 5, solution 114 (right in the self-check)");
          assertThat(found.workspaceBytes()).isEqualTo(96);
        }
      }
      assertThat(device.convolutions().find(op(Pass.FORWARD, DType.FP64, MathMode.STRICT)).words())
          .isEqualTo("the library does not convolve FP64 to FP64");
      assertThat(
              device.convolutions().find(op(Pass.FORWARD, DType.FP32, MathMode.TF32)).convolution())
          .isPresent();
    }
  }

  /** The three tensors of a solution without workspace come in the same order. */
  @Test
  void anAlgorithmThatTheDialectDoesNotAllowIsNotTaken() {
    assertThat(
            find(
                edited("dnn-algorithms-forward", "dnn-algorithms-forward = 0 1 | test"),
                Pass.FORWARD,
                DType.FP32,
                MathMode.STRICT))
        .endsWith(", algorithm 1, solution 85 (right in the self-check)");
  }

  @Test
  void noneThatIsAllowedIsToldAsSuch() {
    assertThat(
            find(
                edited("dnn-algorithms-data", "dnn-algorithms-data = 2 | test"),
                Pass.BACKWARD_DATA,
                DType.FP16,
                MathMode.STRICT))
        .endsWith("the library has no solution for it that is allowed, among 3");
  }

  @ParameterizedTest
  @EnumSource(
      value = Pass.class,
      names = {"FORWARD", "BACKWARD_DATA", "BACKWARD_WEIGHTS"})
  void strictFp32ThatIsCutToTf32IsNotTaken(Pass pass) {
    assertThat(find(hip("loose-fp32"), pass, DType.FP32, MathMode.STRICT))
        .contains("operands of 22 bits: element");
  }

  @Test
  void strictFp32IsAskedFor() {
    assertThat(
            find(
                edited("dnn-attribute-strict", "dnn-attribute-strict = 3 0 | test"),
                Pass.FORWARD,
                DType.FP32,
                MathMode.STRICT))
        .contains("operands of 22 bits: element");
  }

  /** As MIOpen's documentation has it of an MI200. */
  @Test
  void fp16ThatGoesThroughBf16IsNotTaken() {
    assertThat(
            find(
                edited("dnn-attribute-fp16", ""),
                Pass.BACKWARD_WEIGHTS,
                DType.FP16,
                MathMode.STRICT))
        .contains("operands of 11 bits: element");
  }

  /** Before there was TF32 there was no attribute for it, either. */
  @Test
  void aReleaseWithoutAnAttributeForMathHasNoTf32() {
    VendorRuntime old = hip("old-compute");
    assertThat(find(old, Pass.FORWARD, DType.FP32, MathMode.STRICT))
        .endsWith("(right in the self-check)");
    assertThat(find(old, Pass.FORWARD, DType.FP32, MathMode.TF32))
        .contains("miopenSetConvolutionAttribute: miopenStatusBadParm (status 3)");
  }

  @Test
  void whatTheDialectDoesNotNameIsNotAskedFor() {
    assertThat(find(edited("dnn-attribute-tf32", ""), Pass.FORWARD, DType.FP32, MathMode.TF32))
        .isEqualTo("the library is not asked for TF32");
  }

  @ParameterizedTest
  @EnumSource(
      value = Pass.class,
      names = {"FORWARD", "BACKWARD_DATA", "BACKWARD_WEIGHTS"})
  void successWithoutAResultIsFound(Pass pass) {
    String name = pass == Pass.FORWARD ? "Forward" : "Backward";
    String rest = pass == Pass.FORWARD ? "" : pass == Pass.BACKWARD_DATA ? "Data" : "Weights";
    VendorRuntime lying = hip("lie miopenConvolution" + name + rest + "Immediate");
    assertThat(find(lying, pass, DType.BF16, MathMode.STRICT))
        .startsWith("self-check of miopenConvolution")
        .contains("small integers: element");
  }

  /** Then convolutions are products and kernels, and the description says why. */
  @Test
  void withoutTheLibraryConvolutionsGoOn() throws UnsupportedOpException {
    DialectPlugin plugin =
        EmulatedVendor.plugin("hygon", text -> text.replace("libMIOpen", "libNothing"), folder);
    String why = "the library for convolutions (libNothing.so.1 or libNothing.so) was not found";
    try (Device device = plugin.open(((Discovery.Found) plugin.discover()).devices().get(0));
        Kernel kernel = device.compile(op(Pass.FORWARD, DType.FP32, MathMode.STRICT), Lane.PLAIN)) {
      assertThat(kernel.description()).contains("kernel ").endsWith("; not by a library: " + why);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "solver = lib; dnn = a.so / solver = lib; [libraries] has dnn and solver, of which one",
        "dnn-attribute-fp16 = 0 0; dnn-attribute-fp16 = 0; dnn-attribute-fp16 must be an attribute",
        "dnn-attribute-deterministic = .*; # none; dnn-attribute-deterministic is missing",
        "dnn-cross-correlation = .*; # none; [values] dnn-cross-correlation is missing"
      })
  void aMistakeInTheDialectIsNamed(String regex, String instead, String message) {
    String text = EmulatedVendor.text("hygon");
    String changed = text.replaceFirst("(?m)^" + regex, instead.replace(" / ", "\n"));
    assertThat(changed).isNotEqualTo(text);
    assertThatThrownBy(() -> DialectFile.parse(changed))
        .isInstanceOf(DialectFile.Mistake.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    VendorRuntime runtime = hip();
    long session = Bridge.openSession(runtime.table(), 0);
    int[] sizes = {1, 2, 2, 4, 4, 4, 4, 3, 3, 1, 1, 1, 1};
    int[] none = {};
    assertThatThrownBy(() -> Bridge.openSolution(session, 3, sizes, 1, 4, 0, none, none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Bridge.openSolution(session, 0, none, 1, 4, 0, none, none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Bridge.openSolution(session, 0, sizes, 1, 4, 0, new int[2], none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Bridge.openSolution(session, 0, sizes, 6, 4, 0, none, none))
        .hasMessage("miopenSet4dTensorDescriptor: miopenStatusBadParm (status 3)");
    Bridge.closeSession(session);
  }

  /** Being told a stream is dear to MIOpen: it asks the driver about its device each time. */
  @Test
  void theStreamIsToldOnlyWhereItIsAnother() throws IOException, UnsupportedOpException {
    // by the self-check, and before the first of many
    run(Files.createDirectory(folder.resolve("twice")), "once miopenSetStream 3 2");
    Path once = Files.createDirectory(folder.resolve("once"));
    assertThatThrownBy(() -> run(once, "once miopenSetStream 2 2"))
        .hasMessage("miopenSetStream: Unknown error status (status 2)");
  }

  private static void run(Path mine, String fault) throws UnsupportedOpException {
    Conv2d op = op(Pass.FORWARD, DType.FP16, MathMode.STRICT);
    try (GpuDevice device = new GpuDevice(EmulatedVendor.of("hygon", mine, fault), 0);
        Queue queue = device.openQueue();
        Kernel kernel = device.compile(op, Lane.PLAIN)) {
      var launch =
          kernel.bind(
              op.inputs().stream().map(input -> device.allocate(input.spec())).toList(),
              op.outputs().stream().map(output -> device.allocate(output.spec())).toList(),
              Optional.of(device.allocate(TensorSpec.bytes(kernel.workspaceBytes()))));
      for (int i = 0; i < 3; i++) {
        launch.enqueue(queue);
      }
      queue.finish();
    }
  }
}
