package io.goodflops.plugin.cpu;

import com.sun.jna.Pointer;
import io.goodflops.plugin.cpu.DnnlPlan.Bound;
import io.goodflops.plugin.cpu.DnnlPlan.Tensor;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.UnsupportedOpException;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * Cross-entropy. The largest probability of a row is 1 ÷ Σ exp(x − max), so that {@code loss = (max
 * − x[label]) − log(largest probability)} holds even where the label's own probability is too small
 * for a float. The few elements at the labels are looked up in Java.
 */
final class DnnlCrossEntropy {
  private DnnlCrossEntropy() {}

  static void write(DnnlPlan plan, CrossEntropy op) throws UnsupportedOpException {
    long rows = op.rows();
    long classes = op.classes();
    dnnl_memory_desc data = plan.dense(op.dtype(), rows, classes);
    Tensor x = plan.input(0, data);
    Tensor probabilities = plan.room(plan.dense(DType.FP32, rows, classes));
    Tensor largest = plan.room(plan.dense(op.dtype(), rows));
    Tensor likeliest = plan.room(plan.dense(DType.FP32, rows));
    DnnlSums.max(plan, op.dtype(), x, rows, classes, 1, largest);
    DnnlSoftmax.forward(plan, x, probabilities);
    DnnlSums.max(plan, DType.FP32, probabilities, rows, classes, 1, likeliest);
    plan.run(bound -> atLabels(op, bound, probabilities, largest, likeliest));
    DnnlSoftmax.scale(plan, probabilities, 1.0 / rows, plan.output(1, data));
  }

  /** Writes the losses and takes 1 from the probabilities of the labels. */
  private static Work atLabels(
      CrossEntropy op, Bound bound, Tensor probabilities, Tensor largest, Tensor likeliest) {
    Pointer xs = new Pointer(bound.inputs().get(0).address());
    Pointer labels = new Pointer(bound.inputs().get(1).address());
    Pointer losses = new Pointer(bound.outputs().get(0).address());
    Pointer ps = new Pointer(probabilities.place().address(bound));
    Pointer maxima = new Pointer(largest.place().address(bound));
    Pointer ofMaxima = new Pointer(likeliest.place().address(bound));
    return () -> {
      for (long row = 0; row < op.rows(); row++) {
        long at = row * op.classes() + label(labels.getInt(4 * row), op);
        double gap = get(maxima, op.dtype(), row) - (double) get(xs, op.dtype(), at);
        losses.setFloat(4 * row, (float) (gap - Math.log(ofMaxima.getFloat(4 * row))));
        ps.setFloat(4 * at, ps.getFloat(4 * at) - 1);
      }
    };
  }

  private static int label(int label, CrossEntropy op) {
    if (label < 0 || label >= op.classes()) {
      throw new IllegalArgumentException(
          "a label is " + label + ", must be in [0, " + op.classes() + ")");
    }
    return label;
  }

  private static float get(Pointer values, DType dtype, long index) {
    return switch (dtype) {
      case FP32 -> values.getFloat(4 * index);
      case BF16 -> Bits.fromBf16(values.getShort(2 * index));
      default -> Bits.fromFp16(values.getShort(2 * index));
    };
  }
}
