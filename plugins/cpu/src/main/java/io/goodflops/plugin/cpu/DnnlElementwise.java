package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.goodflops.plugin.cpu.DnnlPlan.Tensor;
import io.goodflops.spi.Activation;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.DType;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** Ops whose elements have nothing to do with each other. */
final class DnnlElementwise {
  private DnnlElementwise() {}

  static void activation(DnnlPlan plan, Activation op) throws UnsupportedOpException {
    dnnl_memory_desc data = plan.dense(op.dtype(), op.elements());
    int function =
        switch (op.function()) {
          case RELU -> dnnl_eltwise_relu;
          case GELU -> dnnl_eltwise_gelu_tanh;
        };
    String what = op.kind() + " of " + op.dtype();
    DnnlPrimitive forward =
        plan.primitive(
            what,
            (desc, attributes) ->
                dnnl_eltwise_forward_primitive_desc_create(
                    desc,
                    plan.dnnl().engine(),
                    dnnl_forward_training,
                    function,
                    data,
                    data,
                    0,
                    0,
                    attributes));
    if (op.pass() == Pass.FORWARD) {
      plan.run(
          forward,
          Map.of(DNNL_ARG_SRC, plan.input(0, data)),
          Map.of(DNNL_ARG_DST, plan.output(0, data)));
      return;
    }
    DnnlPrimitive backward =
        plan.primitive(
            what,
            (desc, attributes) ->
                dnnl_eltwise_backward_primitive_desc_create(
                    desc,
                    plan.dnnl().engine(),
                    function,
                    data,
                    data,
                    data,
                    0,
                    0,
                    forward.desc(),
                    attributes));
    plan.run(
        backward,
        Map.of(DNNL_ARG_SRC, plan.input(0, data), DNNL_ARG_DIFF_DST, plan.input(1, data)),
        Map.of(DNNL_ARG_DIFF_SRC, plan.output(0, data)));
  }

  static void binary(DnnlPlan plan, Binary op) throws UnsupportedOpException {
    dnnl_memory_desc data = plan.dense(op.dtype(), op.elements());
    int function =
        switch (op.function()) {
          case ADD -> dnnl_binary_add;
          case MULTIPLY -> dnnl_binary_mul;
        };
    binary(plan, function, plan.input(0, data), plan.input(1, data), plan.output(0, data));
  }

  /** Adds a step; b may be broadcast. */
  static void binary(DnnlPlan plan, int function, Tensor a, Tensor b, Tensor y)
      throws UnsupportedOpException {
    DnnlPrimitive primitive =
        plan.primitive(
            "binary",
            (desc, attributes) ->
                dnnl_binary_primitive_desc_create(
                    desc,
                    plan.dnnl().engine(),
                    function,
                    a.desc(),
                    b.desc(),
                    y.desc(),
                    attributes));
    plan.run(primitive, Map.of(DNNL_ARG_SRC_0, a, DNNL_ARG_SRC_1, b), Map.of(DNNL_ARG_DST, y));
  }

  static void cast(DnnlPlan plan, Cast op) throws UnsupportedOpException {
    if (op.to() == DType.FP64) {
      throw new UnsupportedOpException("cast to FP64: oneDNN casts between FP32 and 16 bits only");
    }
    plan.reorder(
        plan.input(0, plan.dense(op.dtype(), op.elements())),
        plan.output(0, plan.dense(op.to(), op.elements())));
  }

  /** Bits stay what they are: 64 of them travel as two floats. */
  static void permute(DnnlPlan plan, Permute op) throws UnsupportedOpException {
    List<Long> shape = new ArrayList<>(op.shape());
    List<Integer> order = new ArrayList<>(op.order());
    DType dtype = op.dtype();
    if (dtype == DType.FP64 || shape.isEmpty()) {
      dtype = dtype == DType.FP64 ? DType.FP32 : dtype;
      order.add(shape.size());
      shape.add(op.dtype().bits() / (long) dtype.bits());
    }
    if (shape.size() > DNNL_MAX_NDIMS) {
      throw new UnsupportedOpException("oneDNN has no more than " + DNNL_MAX_NDIMS + " dimensions");
    }
    long[] plain = DnnlPlan.rowMajor(shape.stream().mapToLong(n -> n).toArray());
    long[] dims = order.stream().mapToLong(shape::get).toArray();
    long[] strides = order.stream().mapToLong(i -> plain[i]).toArray();
    plan.reorder(
        plan.input(0, plan.strided(dtype, dims, strides)), plan.output(0, plan.dense(dtype, dims)));
  }
}
