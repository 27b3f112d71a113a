package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.goodflops.plugin.cpu.DnnlPlan.Tensor;
import io.goodflops.spi.DType;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * Softmax of rows. oneDNN has neither the scale nor the mask of attention: a step before it scales
 * and adds −∞ to what is not seen, or sets Y and dY to 0 there.
 */
final class DnnlSoftmax {
  private static final int ALONG_ROWS = 1;

  private DnnlSoftmax() {}

  static void write(DnnlPlan plan, Softmax op) throws UnsupportedOpException {
    dnnl_memory_desc data = plan.dense(op.dtype(), op.rows(), op.width());
    dnnl_memory_desc exact = plan.dense(DType.FP32, op.rows(), op.width());
    Tensor first = plan.input(0, data);
    Tensor result = plan.output(0, data);
    if (op.pass() == Pass.BACKWARD) {
      Tensor dx = op.scale() == 1 ? result : plan.room(exact);
      Tensor y = first;
      Tensor dy = plan.input(1, data);
      if (op.causal()) {
        y = plan.room(data);
        mask(plan, op, first, y);
        Tensor seen = plan.room(data);
        mask(plan, op, dy, seen);
        dy = seen;
      }
      backward(plan, y, dy, dx);
      if (op.scale() != 1) {
        scale(plan, dx, op.scale(), result);
      }
    } else if (op.causal() || op.scale() != 1) {
      Tensor scaled = plan.room(exact);
      scale(plan, first, op.scale(), scaled);
      if (op.causal()) {
        mask(plan, op, scaled, scaled);
      }
      forward(plan, scaled, result);
    } else {
      forward(plan, first, result);
    }
  }

  /** Adds a step. */
  static void forward(DnnlPlan plan, Tensor x, Tensor y) throws UnsupportedOpException {
    DnnlPrimitive primitive = primitive(plan, x.desc(), y.desc());
    plan.run(primitive, Map.of(DNNL_ARG_SRC, x), Map.of(DNNL_ARG_DST, y));
  }

  private static DnnlPrimitive primitive(DnnlPlan plan, dnnl_memory_desc x, dnnl_memory_desc y)
      throws UnsupportedOpException {
    return plan.primitive(
        "softmax",
        (desc, attributes) ->
            dnnl_softmax_forward_primitive_desc_create(
                desc,
                plan.dnnl().engine(),
                dnnl_forward_training,
                dnnl_softmax_accurate,
                x,
                y,
                ALONG_ROWS,
                attributes));
  }

  private static void backward(DnnlPlan plan, Tensor y, Tensor dy, Tensor dx)
      throws UnsupportedOpException {
    DnnlPrimitive forward = primitive(plan, y.desc(), y.desc());
    DnnlPrimitive backward =
        plan.primitive(
            "softmax-backward",
            (desc, attributes) ->
                dnnl_softmax_backward_primitive_desc_create(
                    desc,
                    plan.dnnl().engine(),
                    dnnl_softmax_accurate,
                    dx.desc(),
                    dy.desc(),
                    y.desc(),
                    ALONG_ROWS,
                    forward.desc(),
                    attributes));
    plan.run(
        backward, Map.of(DNNL_ARG_DST, y, DNNL_ARG_DIFF_DST, dy), Map.of(DNNL_ARG_DIFF_SRC, dx));
  }

  /** Adds a step that multiplies, and rounds to the type of {@code to}. */
  static void scale(DnnlPlan plan, Tensor from, double factor, Tensor to)
      throws UnsupportedOpException {
    DnnlPrimitive primitive =
        plan.primitive(
            "scaling reorder",
            (desc, attributes) -> {
              Dnnl.scaled(attributes, DNNL_ARG_SRC);
              return dnnl_reorder_primitive_desc_create(
                  desc,
                  from.desc(),
                  plan.dnnl().engine(),
                  to.desc(),
                  plan.dnnl().engine(),
                  attributes);
            });
    plan.run(
        primitive,
        Map.of(DNNL_ARG_FROM, from, DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC, plan.scalar(factor)),
        Map.of(DNNL_ARG_TO, to));
  }

  /**
   * Adds steps for {@code x + mask}, or going backward for the bytes of y times 0 or 1, since
   * numbers times 0 would leave a NaN what it is: one for all whole squares of width by width, and
   * one for the rows that are left.
   */
  private static void mask(DnnlPlan plan, Softmax op, Tensor from, Tensor to)
      throws UnsupportedOpException {
    boolean forward = op.pass() == Pass.FORWARD;
    DType dtype = forward ? DType.FP32 : DType.INT8;
    long width = forward ? op.width() : op.dtype().bytes(op.width());
    long squares = op.rows() / op.width();
    Tensor mask =
        plan.own(
            dtype,
            bytes -> {
              if (forward) {
                addends(bytes, op.width());
              } else {
                factors(bytes, op.width(), width);
              }
            },
            Math.min(op.rows(), op.width()) * width);
    for (Part part :
        List.of(
            new Part(0, squares, op.width() * width),
            new Part(squares * op.width() * width, 1, op.rows() % op.width() * width))) {
      if (part.rows() > 0 && part.columns() > 0) {
        dnnl_memory_desc matrix = plan.dense(dtype, part.rows(), part.columns());
        DnnlElementwise.binary(
            plan,
            forward ? dnnl_binary_add : dnnl_binary_mul,
            new Tensor(matrix, from.place()).from(dtype.bytes(part.first())),
            new Tensor(plan.dense(dtype, 1, part.columns()), mask.place()),
            new Tensor(matrix, to.place()).from(dtype.bytes(part.first())));
      }
    }
  }

  /** Elements from {@code first} on as a matrix, each row of which has the same mask. */
  private record Part(long first, long rows, long columns) {}

  private static void addends(ByteBuffer bytes, long width) {
    for (long i = 0; bytes.hasRemaining(); i++) {
      bytes.putFloat(i % width <= i / width ? 0 : Float.NEGATIVE_INFINITY);
    }
  }

  private static void factors(ByteBuffer bytes, long width, long rowBytes) {
    for (long i = 0; bytes.hasRemaining(); i++) {
      bytes.put((byte) (i % rowBytes * width / rowBytes <= i / rowBytes ? 1 : 0));
    }
  }
}
