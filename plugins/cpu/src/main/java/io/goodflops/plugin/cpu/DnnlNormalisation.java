package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.goodflops.plugin.cpu.DnnlPlan.Tensor;
import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.DType;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Pass;
import io.goodflops.spi.UnsupportedOpException;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** Layer and batch normalisation: their tensors are the same, only shapes and primitives differ. */
final class DnnlNormalisation {
  private static final int BLOCK_CHANNELS = 16;
  private static final int FLAGS = dnnl_use_scale | dnnl_use_shift;

  private DnnlNormalisation() {}

  static void layer(DnnlPlan plan, LayerNorm op) throws UnsupportedOpException {
    dnnl_memory_desc data = plan.dense(op.dtype(), op.rows(), op.width());
    dnnl_memory_desc statistics = plan.dense(DType.FP32, op.rows());
    dnnl_memory_desc parameters = plan.dense(DType.FP32, op.width());
    float epsilon = (float) LayerNorm.EPSILON;
    DnnlPrimitive forward =
        plan.primitive(
            "layer normalisation of " + op.dtype(),
            (desc, attributes) ->
                dnnl_layer_normalization_forward_primitive_desc_create(
                    desc,
                    plan.dnnl().engine(),
                    dnnl_forward_training,
                    data,
                    data,
                    statistics,
                    epsilon,
                    FLAGS,
                    attributes));
    if (op.pass() == Pass.FORWARD) {
      forward(plan, forward, data, statistics, parameters);
      return;
    }
    DnnlPrimitive backward =
        plan.primitive(
            "backward layer normalisation of " + op.dtype(),
            (desc, attributes) ->
                dnnl_layer_normalization_backward_primitive_desc_create(
                    desc,
                    plan.dnnl().engine(),
                    dnnl_backward,
                    data,
                    data,
                    data,
                    statistics,
                    epsilon,
                    FLAGS,
                    forward.desc(),
                    attributes));
    backward(plan, backward, data, statistics, parameters);
  }

  static void batch(DnnlPlan plan, BatchNorm op) throws UnsupportedOpException {
    dnnl_memory_desc plain = plan.dense(op.dtype(), op.batch(), op.channels(), op.spatial());
    // the code for the plain layout takes twice as long as this one's with its reorders
    dnnl_memory_desc data =
        Dnnl.hasAvx512() && op.channels() % BLOCK_CHANNELS == 0
            ? plan.tagged(op.dtype(), dnnl_aBc16b, op.batch(), op.channels(), op.spatial())
            : plain;
    dnnl_memory_desc parameters = plan.dense(DType.FP32, op.channels());
    float epsilon = (float) BatchNorm.EPSILON;
    DnnlPrimitive forward =
        plan.primitive(
            "batch normalisation of " + op.dtype(),
            (desc, attributes) ->
                dnnl_batch_normalization_forward_primitive_desc_create(
                    desc,
                    plan.dnnl().engine(),
                    dnnl_forward_training,
                    data,
                    data,
                    epsilon,
                    FLAGS,
                    attributes));
    if (op.pass() == Pass.FORWARD) {
      forward(plan, forward, plain, parameters, parameters);
      return;
    }
    DnnlPrimitive backward =
        plan.primitive(
            "backward batch normalisation of " + op.dtype(),
            (desc, attributes) ->
                dnnl_batch_normalization_backward_primitive_desc_create(
                    desc,
                    plan.dnnl().engine(),
                    dnnl_backward,
                    data,
                    data,
                    data,
                    epsilon,
                    FLAGS,
                    forward.desc(),
                    attributes));
    backward(plan, backward, plain, parameters, parameters);
  }

  private static void forward(
      DnnlPlan plan,
      DnnlPrimitive primitive,
      dnnl_memory_desc data,
      dnnl_memory_desc statistics,
      dnnl_memory_desc parameters)
      throws UnsupportedOpException {
    Map<Integer, Tensor> reads =
        Map.of(
            DNNL_ARG_SRC, plan.input(0, data),
            DNNL_ARG_SCALE, plan.input(1, parameters),
            DNNL_ARG_SHIFT, plan.input(2, parameters));
    Map<Integer, Tensor> writes =
        Map.of(
            DNNL_ARG_DST, plan.output(0, data),
            DNNL_ARG_MEAN, plan.output(1, statistics),
            DNNL_ARG_VARIANCE, plan.output(2, statistics));
    plan.run(primitive, reads, writes);
  }

  private static void backward(
      DnnlPlan plan,
      DnnlPrimitive primitive,
      dnnl_memory_desc data,
      dnnl_memory_desc statistics,
      dnnl_memory_desc parameters)
      throws UnsupportedOpException {
    Map<Integer, Tensor> reads =
        Map.of(
            DNNL_ARG_SRC, plan.input(0, data),
            DNNL_ARG_DIFF_DST, plan.input(1, data),
            DNNL_ARG_SCALE, plan.input(2, parameters),
            DNNL_ARG_MEAN, plan.input(3, statistics),
            DNNL_ARG_VARIANCE, plan.input(4, statistics));
    Map<Integer, Tensor> writes =
        Map.of(
            DNNL_ARG_DIFF_SRC, plan.output(0, data),
            DNNL_ARG_DIFF_SCALE, plan.output(1, parameters),
            DNNL_ARG_DIFF_SHIFT, plan.output(2, parameters));
    plan.run(primitive, reads, writes);
  }
}
