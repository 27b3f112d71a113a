package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Compute;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.DType;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Window2d;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Convolutions of one device through its vendor's library. A form of them (pass, type, math) is
 * believed after a small one of it came out exactly right; what fails is done otherwise, and the
 * kernel's description says why.
 */
final class LibraryConvolutions {
  private final GpuDevice device;
  private final Map<Form, Optional<String>> problems = new HashMap<>();

  LibraryConvolutions(GpuDevice device) {
    this.device = device;
  }

  private record Form(Pass pass, DType storage, MathMode mode) {}

  /**
   * What the library offers.
   *
   * @param convolution its number on the native side; none where it is not used
   * @param workspaceBytes that it needs
   * @param words for people: function and algorithm, or why there is none
   */
  record Found(Optional<Long> convolution, long workspaceBytes, String words) {
    static Found none(String why) {
      return new Found(Optional.empty(), 0, why);
    }
  }

  Found find(Conv2d op) {
    VendorRuntime runtime = device.runtime();
    if (runtime.noConvolutions().isPresent()) {
      return Found.none(runtime.noConvolutions().get());
    }
    if (op.output() != op.storage() || type(op.storage()).isEmpty() || !fits(op)) {
      return Found.none("the library does not convolve " + op.storage() + " to " + op.output());
    }
    boolean tf32 = op.compute().mathMode() == MathMode.TF32;
    if (Solutions.in(runtime) && tf32 && !runtime.dialect().has(Value.DNN_ATTRIBUTE_TF32)) {
      return Found.none("the library is not asked for TF32");
    }
    Form form = new Form(op.pass(), op.storage(), op.compute().mathMode());
    Optional<String> problem = problems.get(form);
    if (problem == null) {
      problem = ConvolutionCheck.problem(device, this, small(form));
      problems.put(form, problem);
    }
    if (problem.isPresent()) {
      return Found.none("self-check of " + symbol(op.pass()) + ": " + problem.get());
    }
    try {
      long opened = open(op);
      device.opened((AutoCloseable) () -> Bridge.closeConvolution(opened));
      return new Found(
          Optional.of(opened),
          Bridge.convolutionWorkspace(opened),
          symbol(op.pass())
              + ", algorithm "
              + Bridge.convolutionAlgorithm(opened)
              + (Solutions.in(runtime) ? ", solution " + Bridge.convolutionSolution(opened) : "")
              + " (right in the self-check)");
    } catch (DeviceException e) {
      return Found.none(e.getMessage());
    }
  }

  /** Whoever opens it closes it. */
  long open(Conv2d op) {
    Dialect dialect = device.runtime().dialect();
    int type = type(op.storage()).orElseThrow();
    if (Solutions.in(device.runtime())) {
      return Solutions.open(device, op, number(op.pass()), sizes(op), type, algorithms(op));
    }
    DType sums = Compute.standard(op.storage()).accumulate();
    return Bridge.openConvolution(
        device.session(),
        number(op.pass()),
        sizes(op),
        type,
        type(sums).orElseThrow(),
        Math.toIntExact(op.storage().bytes(1)),
        op.storage() == DType.FP64,
        dialect.value(Value.DNN_FORMAT_NCHW),
        dialect.value(Value.DNN_CROSS_CORRELATION),
        numbers(math(op)),
        algorithms(op));
  }

  private static int[] sizes(Conv2d op) {
    Window2d window = op.window();
    long[] sizes = {
      op.batch(),
      op.inChannels(),
      op.outChannels(),
      op.height(),
      op.width(),
      op.outputHeight(),
      op.outputWidth(),
      window.height(),
      window.width(),
      window.strideHeight(),
      window.strideWidth(),
      window.padHeight(),
      window.padWidth()
    };
    return LongStream.of(sizes).mapToInt(Math::toIntExact).toArray();
  }

  private int[] algorithms(Conv2d op) {
    return numbers(
        switch (op.pass()) {
          case FORWARD -> Value.DNN_ALGORITHMS_FORWARD;
          case BACKWARD_DATA -> Value.DNN_ALGORITHMS_DATA;
          default -> Value.DNN_ALGORITHMS_WEIGHTS;
        });
  }

  private int[] numbers(Value which) {
    return device.runtime().dialect().values().getOrDefault(which, List.of()).stream()
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static Value math(Conv2d op) {
    if (op.storage().bits() == 16) {
      return Value.DNN_MATH_SHORT;
    }
    return op.compute().mathMode() == MathMode.STRICT ? Value.DNN_MATH_STRICT : Value.DNN_MATH_TF32;
  }

  private Optional<Integer> type(DType dtype) {
    Dialect dialect = device.runtime().dialect();
    Value which =
        switch (dtype) {
          case FP64 -> Value.DNN_TYPE_FP64;
          case FP32 -> Value.DNN_TYPE_FP32;
          case FP16 -> Value.DNN_TYPE_FP16;
          case BF16 -> Value.DNN_TYPE_BF16;
          case INT32, INT8, FP8_E4M3, FP8_E5M2 -> null;
        };
    return which != null && dialect.has(which)
        ? Optional.of(dialect.value(which))
        : Optional.empty();
  }

  private static boolean fits(Conv2d op) {
    return op.inputs().stream().allMatch(input -> input.spec().elements() <= Integer.MAX_VALUE)
        && op.outputs().get(0).spec().elements() <= Integer.MAX_VALUE;
  }

  private String symbol(Pass pass) {
    boolean solver = Solutions.in(device.runtime());
    Slot slot =
        switch (pass) {
          case FORWARD -> solver ? Slot.SOLVER_FORWARD : Slot.DNN_FORWARD;
          case BACKWARD_DATA -> solver ? Slot.SOLVER_DATA : Slot.DNN_DATA;
          default -> solver ? Slot.SOLVER_WEIGHTS : Slot.DNN_WEIGHTS;
        };
    return device.runtime().symbol(slot).orElseThrow();
  }

  private static Conv2d small(Form form) {
    Conv2d usual =
        Conv2d.of(form.pass(), 2, 8, 8, 6, new Window2d(3, 3, 1, 1, 1, 1), form.storage());
    return new Conv2d(
        usual.pass(),
        usual.batch(),
        usual.inChannels(),
        usual.outChannels(),
        usual.height(),
        usual.width(),
        usual.window(),
        usual.storage(),
        new Compute(usual.compute().accumulate(), form.mode()),
        usual.output(),
        usual.roleW());
  }

  private static int number(Pass pass) {
    return switch (pass) {
      case FORWARD -> 0;
      case BACKWARD_DATA -> 1;
      default -> 2;
    };
  }
}
