package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.goodflops.plugin.cpu.DnnlPlan.Tensor;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.spi.Window2d;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * Pooling. Where a maximum was found, oneDNN notes in the forward pass: the backward pass of a
 * maximum runs it again.
 */
final class DnnlPooling {
  private static final long[] DENSE = {0, 0};

  private DnnlPooling() {}

  static void write(DnnlPlan plan, Pool2d op) throws UnsupportedOpException {
    dnnl_memory_desc image =
        plan.dense(op.dtype(), op.batch(), op.channels(), op.height(), op.width());
    dnnl_memory_desc result =
        plan.dense(op.dtype(), op.batch(), op.channels(), op.outputHeight(), op.outputWidth());
    Window2d window = op.window();
    long[] kernel = {window.height(), window.width()};
    long[] strides = {window.strideHeight(), window.strideWidth()};
    long[] pads = {window.padHeight(), window.padWidth()};
    int function =
        switch (op.function()) {
          case MAX -> dnnl_pooling_max;
          case AVERAGE -> dnnl_pooling_avg_exclude_padding;
        };
    boolean notes = op.function() == Pool2d.Function.MAX && op.pass() == Pass.BACKWARD;
    DnnlPrimitive forward =
        plan.primitive(
            op.kind() + " of " + op.dtype(),
            (desc, attributes) ->
                dnnl_pooling_forward_primitive_desc_create(
                    desc,
                    plan.dnnl().engine(),
                    notes ? dnnl_forward_training : dnnl_forward_inference,
                    function,
                    image,
                    result,
                    strides,
                    kernel,
                    DENSE,
                    pads,
                    pads,
                    attributes));
    Tensor x = plan.input(0, image);
    if (op.pass() == Pass.FORWARD) {
      plan.run(forward, Map.of(DNNL_ARG_SRC, x), Map.of(DNNL_ARG_DST, plan.output(0, result)));
      return;
    }
    DnnlPrimitive backward =
        plan.primitive(
            op.kind() + " of " + op.dtype(),
            (desc, attributes) ->
                dnnl_pooling_backward_primitive_desc_create(
                    desc,
                    plan.dnnl().engine(),
                    function,
                    image,
                    result,
                    strides,
                    kernel,
                    DENSE,
                    pads,
                    pads,
                    forward.desc(),
                    attributes));
    Tensor dy = plan.input(1, result);
    Tensor dx = plan.output(0, image);
    if (notes) {
      Tensor places = plan.room(forward.query(dnnl_query_workspace_md));
      plan.run(
          forward,
          Map.of(DNNL_ARG_SRC, x),
          Map.of(DNNL_ARG_DST, plan.room(result), DNNL_ARG_WORKSPACE, places));
      plan.run(
          backward,
          Map.of(DNNL_ARG_DIFF_DST, dy, DNNL_ARG_WORKSPACE, places),
          Map.of(DNNL_ARG_DIFF_SRC, dx));
    } else {
      plan.run(backward, Map.of(DNNL_ARG_DIFF_DST, dy), Map.of(DNNL_ARG_DIFF_SRC, dx));
    }
  }
}
