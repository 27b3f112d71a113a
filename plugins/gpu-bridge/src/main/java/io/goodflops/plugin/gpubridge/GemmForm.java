package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Compute;
import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A combination of types in which a BLAS multiplies.
 *
 * @param storage of A and B
 * @param mode what may happen to the operands
 * @param output of C
 */
record GemmForm(DType storage, MathMode mode, DType output) {
  /** Every combination that the bridge knows; sums are kept in the storage's usual accumulator. */
  static final List<GemmForm> ALL =
      List.of(
          new GemmForm(DType.FP64, MathMode.STRICT, DType.FP64),
          new GemmForm(DType.FP32, MathMode.STRICT, DType.FP32),
          new GemmForm(DType.FP32, MathMode.TF32, DType.FP32),
          new GemmForm(DType.FP16, MathMode.STRICT, DType.FP32),
          new GemmForm(DType.FP16, MathMode.STRICT, DType.FP16),
          new GemmForm(DType.BF16, MathMode.STRICT, DType.FP32),
          new GemmForm(DType.BF16, MathMode.STRICT, DType.BF16),
          new GemmForm(DType.INT8, MathMode.STRICT, DType.INT32),
          new GemmForm(DType.FP8_E4M3, MathMode.STRICT, DType.FP32),
          new GemmForm(DType.FP8_E4M3, MathMode.STRICT, DType.BF16),
          new GemmForm(DType.FP8_E5M2, MathMode.STRICT, DType.FP32),
          new GemmForm(DType.FP8_E5M2, MathMode.STRICT, DType.BF16));

  /** The form of an op, if the bridge knows it. */
  static Optional<GemmForm> of(MatMul op) {
    GemmForm form = new GemmForm(op.storage(), op.compute().mathMode(), op.output());
    boolean usual = op.compute().accumulate() == Compute.standard(op.storage()).accumulate();
    return ALL.stream().filter(known -> usual && known.equals(form)).findFirst();
  }

  /** Names in a dialect file: what a compute type is given for. */
  static List<String> keys() {
    return ALL.stream().map(GemmForm::key).distinct().toList();
  }

  String key() {
    String type = storage.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return mode == MathMode.STRICT ? type : type + "-" + mode.name().toLowerCase(Locale.ROOT);
  }

  /** In which type BLAS wants the factors of the product and of the old C. */
  int scalar() {
    return switch (storage) {
      case FP64 -> Bridge.SCALAR_FP64;
      case FP32, FP16, BF16, FP8_E4M3, FP8_E5M2 -> Bridge.SCALAR_FP32;
      case INT8, INT32 -> Bridge.SCALAR_INT32;
    };
  }

  /** The vendor's number of a type, where it multiplies with this compute type. */
  int type(Dialect dialect, DType dtype, int computeType) {
    List<Integer> numbers =
        dialect
            .values()
            .get(
                switch (dtype) {
                  case FP64 -> Value.TYPE_FP64;
                  case FP32 -> Value.TYPE_FP32;
                  case FP16 -> Value.TYPE_FP16;
                  case BF16 -> Value.TYPE_BF16;
                  case INT8 -> Value.TYPE_INT8;
                  case INT32 -> Value.TYPE_INT32;
                  case FP8_E4M3 -> Value.TYPE_FP8_E4M3;
                  case FP8_E5M2 -> Value.TYPE_FP8_E5M2;
                });
    int place = dialect.compute().getOrDefault(key(), List.of()).indexOf(computeType);
    return numbers.get(Math.max(0, Math.min(place, numbers.size() - 1)));
  }

  @Override
  public String toString() {
    return storage + (mode == MathMode.STRICT ? "" : " (" + mode + ")") + " to " + output;
  }
}
