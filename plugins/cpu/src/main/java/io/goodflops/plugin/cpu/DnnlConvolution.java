package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.goodflops.plugin.cpu.DnnlPlan.Tensor;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.DType;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Pass;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.spi.Window2d;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Convolutions. oneDNN mostly chooses the layouts; images are rearranged within the launch, and so
 * are weights, unless lane PACKED allows to do it ahead of time.
 */
final class DnnlConvolution {
  private static final long[] DENSE = {0, 0};
  private static final Window2d POINT = Window2d.square(1, 1, 0);

  private final DnnlPlan plan;
  private final Conv2d op;
  private final long[] image;
  private final long[] weights;
  private final long[] result;
  private final long[] strides;
  private final long[] pads;
  private boolean keepsLayouts;

  static void write(DnnlPlan plan, Conv2d op, Lane lane) throws UnsupportedOpException {
    if (op.compute().mathMode() != MathMode.STRICT || op.compute().accumulate() != DType.FP32) {
      throw new UnsupportedOpException(
          "a convolution accumulates in FP32 and is STRICT here, not "
              + op.compute().accumulate()
              + " and "
              + op.compute().mathMode());
    }
    new DnnlConvolution(plan, op).write(lane);
  }

  private DnnlConvolution(DnnlPlan plan, Conv2d op) {
    Window2d window = op.window();
    this.plan = plan;
    this.op = op;
    image = new long[] {op.batch(), op.inChannels(), op.height(), op.width()};
    weights = new long[] {op.outChannels(), op.inChannels(), window.height(), window.width()};
    result = new long[] {op.batch(), op.outChannels(), op.outputHeight(), op.outputWidth()};
    strides = new long[] {window.strideHeight(), window.strideWidth()};
    pads = new long[] {window.padHeight(), window.padWidth()};
  }

  private void write(Lane lane) throws UnsupportedOpException {
    DnnlPrimitive primitive = primitive();
    Tensor first = input(0, op.pass() == Pass.BACKWARD_DATA ? result : image);
    switch (op.pass()) {
      case FORWARD ->
          plan.run(
              primitive,
              Map.of(DNNL_ARG_SRC, first, DNNL_ARG_WEIGHTS, constantWeights(primitive, lane)),
              Map.of(DNNL_ARG_DST, output(result)));
      case BACKWARD_DATA ->
          plan.run(
              primitive,
              Map.of(DNNL_ARG_DIFF_DST, first, DNNL_ARG_WEIGHTS, constantWeights(primitive, lane)),
              Map.of(DNNL_ARG_DIFF_SRC, output(image)));
      default ->
          plan.run(
              primitive,
              Map.of(DNNL_ARG_SRC, first, DNNL_ARG_DIFF_DST, input(1, result)),
              Map.of(DNNL_ARG_DIFF_WEIGHTS, output(weights)));
    }
  }

  /**
   * A pointwise convolution is a matrix product of images as they lie. With any other window, a
   * plain layout was measured to be up to 300 times as slow as rearranging.
   */
  private DnnlPrimitive primitive() throws UnsupportedOpException {
    if (op.window().equals(POINT)) {
      keepsLayouts = true;
      DnnlPrimitive plain = primitiveOfPass();
      if (!plain.implementation().contains("ref")) {
        return plain;
      }
      keepsLayouts = false;
    }
    return primitiveOfPass();
  }

  private DnnlPrimitive primitiveOfPass() throws UnsupportedOpException {
    String what = op.kind() + " of " + op.storage() + " into " + op.output() + " on " + Dnnl.isa();
    DnnlPrimitive forward = plan.primitive(what, this::forward);
    return switch (op.pass()) {
      case FORWARD -> forward;
      case BACKWARD_DATA ->
          plan.primitive(what, (desc, attributes) -> data(forward, desc, attributes));
      default -> plan.primitive(what, (desc, attributes) -> gradient(forward, desc, attributes));
    };
  }

  private int forward(dnnl_primitive_desc desc, dnnl_primitive_attr attributes) {
    return dnnl_convolution_forward_primitive_desc_create(
        desc,
        plan.dnnl().engine(),
        dnnl_forward_training,
        dnnl_convolution_direct,
        wanted(image),
        wanted(weights),
        new dnnl_memory_desc(null),
        written(result, Pass.FORWARD),
        strides,
        DENSE,
        pads,
        pads,
        attributes);
  }

  private int data(
      DnnlPrimitive forward, dnnl_primitive_desc desc, dnnl_primitive_attr attributes) {
    return dnnl_convolution_backward_data_primitive_desc_create(
        desc,
        plan.dnnl().engine(),
        dnnl_convolution_direct,
        written(image, Pass.BACKWARD_DATA),
        wanted(weights),
        wanted(result),
        strides,
        DENSE,
        pads,
        pads,
        forward.desc(),
        attributes);
  }

  private int gradient(
      DnnlPrimitive forward, dnnl_primitive_desc desc, dnnl_primitive_attr attributes) {
    return dnnl_convolution_backward_weights_primitive_desc_create(
        desc,
        plan.dnnl().engine(),
        dnnl_convolution_direct,
        wanted(image),
        written(weights, Pass.BACKWARD_WEIGHTS),
        new dnnl_memory_desc(null),
        wanted(result),
        strides,
        DENSE,
        pads,
        pads,
        forward.desc(),
        attributes);
  }

  private dnnl_memory_desc wanted(long[] dims) {
    return wanted(op.storage(), dims);
  }

  /** The forward pass of another one is only a hint: it writes what it reads. */
  private dnnl_memory_desc written(long[] dims, Pass pass) {
    return wanted(pass == op.pass() ? op.output() : op.storage(), dims);
  }

  private dnnl_memory_desc wanted(DType dtype, long[] dims) {
    return keepsLayouts ? plan.dense(dtype, dims) : plan.anyLayout(dtype, dims);
  }

  private Tensor input(int index, long[] dims) {
    return plan.input(index, plan.dense(op.storage(), dims));
  }

  private Tensor output(long[] dims) {
    return plan.output(0, plan.dense(op.output(), dims));
  }

  private Tensor constantWeights(DnnlPrimitive primitive, Lane lane) {
    dnnl_memory_desc asTheyLie = plan.dense(op.storage(), weights);
    return lane == Lane.PACKED
        ? plan.packed(1, asTheyLie, primitive.layout(DNNL_ARG_WEIGHTS))
        : plan.input(1, asTheyLie);
  }
}
