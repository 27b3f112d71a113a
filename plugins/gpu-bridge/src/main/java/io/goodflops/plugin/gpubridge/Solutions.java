package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Conv2d;
import io.goodflops.spi.DType;
import io.goodflops.spi.MathMode;
import java.util.ArrayList;
import java.util.List;

/** How a library for convolutions is asked that names solutions, in the shape of MIOpen. */
final class Solutions {
  /** Without them such a library is not asked: results that differ each time are no results. */
  static final List<Value> NEEDED =
      List.of(Value.DNN_CROSS_CORRELATION, Value.DNN_ATTRIBUTE_DETERMINISTIC);

  private Solutions() {}

  /** Whether the runtime's convolutions are such a library's. */
  static boolean in(VendorRuntime runtime) {
    return runtime.symbol(Slot.SOLVER_CREATE).isPresent();
  }

  static long open(GpuDevice device, Conv2d op, int pass, int[] sizes, int type, int[] algorithms) {
    Dialect dialect = device.runtime().dialect();
    return Bridge.openSolution(
        device.session(),
        pass,
        sizes,
        type,
        Math.toIntExact(op.storage().bytes(1)),
        dialect.value(Value.DNN_CROSS_CORRELATION),
        attributes(dialect, op).stream().mapToInt(Integer::intValue).toArray(),
        algorithms);
  }

  /** Number, value, and 1 where it must be known, of each. */
  private static List<Integer> attributes(Dialect dialect, Conv2d op) {
    List<Integer> attributes = new ArrayList<>();
    add(attributes, dialect, Value.DNN_ATTRIBUTE_DETERMINISTIC, true);
    if (op.storage() == DType.FP16) {
      add(attributes, dialect, Value.DNN_ATTRIBUTE_FP16, true);
    }
    if (op.storage() == DType.FP32) {
      boolean strict = op.compute().mathMode() == MathMode.STRICT;
      // a release that does not know it has no TF32
      add(
          attributes,
          dialect,
          strict ? Value.DNN_ATTRIBUTE_STRICT : Value.DNN_ATTRIBUTE_TF32,
          !strict);
    }
    return attributes;
  }

  private static void add(List<Integer> all, Dialect dialect, Value which, boolean known) {
    if (dialect.has(which)) {
      all.addAll(dialect.values().get(which));
      all.add(known ? 1 : 0);
    }
  }
}
