package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.goodflops.plugin.cpu.DnnlPlan.Tensor;
import io.goodflops.spi.Bias;
import io.goodflops.spi.DType;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Reduce;
import io.goodflops.spi.UnsupportedOpException;
import java.util.Map;
import java.util.OptionalDouble;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;

/**
 * Bias and reductions. A sum is a matrix product with ones: oneDNN's own reduction takes a hundred
 * times as long, unless it runs along the last dimension.
 */
final class DnnlSums {
  private DnnlSums() {}

  static void bias(DnnlPlan plan, Bias op) throws UnsupportedOpException {
    if (op.pass() == Pass.FORWARD) {
      dnnl_memory_desc data = plan.dense(op.dtype(), op.outer(), op.channels(), op.inner());
      dnnl_memory_desc b = plan.dense(op.dtype(), 1, op.channels(), 1);
      DnnlElementwise.binary(
          plan, dnnl_binary_add, plan.input(0, data), plan.input(1, b), plan.output(0, data));
      return;
    }
    Tensor dy = plan.input(0, plan.dense(op.dtype(), 1));
    Tensor db = plan.output(0, plan.dense(DType.FP32, 1));
    if (op.inner() == 1) {
      alongLength(plan, op.dtype(), dy, 1, op.outer(), op.channels(), OptionalDouble.empty(), db);
      return;
    }
    long rows = Math.multiplyExact(op.outer(), op.channels());
    Tensor sums = op.outer() == 1 ? db : plan.room(plan.dense(DType.FP32, rows));
    alongLength(plan, op.dtype(), dy, rows, op.inner(), 1, OptionalDouble.empty(), sums);
    if (op.outer() > 1) {
      alongLength(plan, DType.FP32, sums, 1, op.outer(), op.channels(), OptionalDouble.empty(), db);
    }
  }

  static void reduce(DnnlPlan plan, Reduce op) throws UnsupportedOpException {
    Tensor x = plan.input(0, plan.dense(op.dtype(), 1));
    Tensor y = plan.output(0, plan.dense(DType.FP32, 1));
    switch (op.function()) {
      case SUM ->
          alongLength(
              plan, op.dtype(), x, op.outer(), op.length(), op.inner(), OptionalDouble.empty(), y);
      case MEAN ->
          alongLength(
              plan,
              op.dtype(),
              x,
              op.outer(),
              op.length(),
              op.inner(),
              OptionalDouble.of(1.0 / op.length()),
              y);
      case MAX -> max(plan, op.dtype(), x, op.outer(), op.length(), op.inner(), y);
    }
  }

  /**
   * Adds a step: sums of X (outer, length, inner), whatever the tensors' own shapes, times a
   * factor.
   */
  private static void alongLength(
      DnnlPlan plan,
      DType dtype,
      Tensor x,
      long outer,
      long length,
      long inner,
      OptionalDouble factor,
      Tensor y)
      throws UnsupportedOpException {
    boolean columns = inner > 1;
    Tensor matrix =
        new Tensor(
            columns ? plan.dense(dtype, outer, length, inner) : plan.dense(dtype, outer, length),
            x.place());
    Tensor ones = columns ? broadcastOnes(plan, dtype, length) : plan.ones(dtype, length, 1);
    Tensor sums =
        new Tensor(
            columns ? plan.dense(DType.FP32, outer, 1, inner) : plan.dense(DType.FP32, outer, 1),
            y.place());
    Tensor a = columns ? ones : matrix;
    Tensor b = columns ? matrix : ones;
    DnnlPrimitive primitive =
        plan.primitive(
            "sums of " + dtype,
            (desc, attributes) -> {
              dnnl_post_ops post = new dnnl_post_ops();
              if (factor.isPresent()) {
                Dnnl.check(dnnl_post_ops_create(post), "dnnl_post_ops_create");
                Dnnl.check(
                    dnnl_post_ops_append_eltwise(
                        post, dnnl_eltwise_linear, (float) factor.getAsDouble(), 0),
                    "dnnl_post_ops_append_eltwise");
                Dnnl.check(
                    dnnl_primitive_attr_set_post_ops(attributes, post),
                    "dnnl_primitive_attr_set_post_ops");
                dnnl_post_ops_destroy(post);
              }
              return dnnl_matmul_primitive_desc_create(
                  desc,
                  plan.dnnl().engine(),
                  a.desc(),
                  b.desc(),
                  new dnnl_memory_desc(null),
                  sums.desc(),
                  attributes);
            });
    plan.run(primitive, Map.of(DNNL_ARG_SRC, a, DNNL_ARG_WEIGHTS, b), Map.of(DNNL_ARG_DST, sums));
  }

  /** The same row of ones for each matrix of the batch. */
  private static Tensor broadcastOnes(DnnlPlan plan, DType dtype, long length) {
    Tensor row = plan.ones(dtype, length);
    return new Tensor(plan.dense(dtype, 1, 1, length), row.place());
  }

  /**
   * Adds a step: along the last dimension a reduction; otherwise a window as high as an image whose
   * channels are the inner dimension.
   */
  static void max(
      DnnlPlan plan, DType dtype, Tensor x, long outer, long length, long inner, Tensor y)
      throws UnsupportedOpException {
    if (inner == 1) {
      Tensor rows = new Tensor(plan.dense(dtype, outer, length), x.place());
      Tensor maxima = new Tensor(plan.dense(dtype, outer, 1), y.place());
      DnnlPrimitive primitive =
          plan.primitive(
              "maxima of " + dtype,
              (desc, attributes) ->
                  dnnl_reduction_primitive_desc_create(
                      desc,
                      plan.dnnl().engine(),
                      dnnl_reduction_max,
                      rows.desc(),
                      maxima.desc(),
                      0,
                      0,
                      attributes));
      plan.run(primitive, Map.of(DNNL_ARG_SRC, rows), Map.of(DNNL_ARG_DST, maxima));
      return;
    }
    Tensor image =
        new Tensor(
            plan.strided(
                dtype,
                new long[] {outer, inner, length, 1},
                new long[] {length * inner, 1, inner, inner}),
            x.place());
    Tensor maxima =
        new Tensor(
            plan.strided(
                dtype, new long[] {outer, inner, 1, 1}, new long[] {inner, 1, inner, inner}),
            y.place());
    DnnlPrimitive primitive =
        plan.primitive(
            "maxima of " + dtype,
            (desc, attributes) ->
                dnnl_pooling_forward_primitive_desc_create(
                    desc,
                    plan.dnnl().engine(),
                    dnnl_forward_inference,
                    dnnl_pooling_max,
                    image.desc(),
                    maxima.desc(),
                    new long[] {1, 1},
                    new long[] {length, 1},
                    new long[] {0, 0},
                    new long[] {0, 0},
                    new long[] {0, 0},
                    attributes));
    plan.run(primitive, Map.of(DNNL_ARG_SRC, image), Map.of(DNNL_ARG_DST, maxima));
  }
}
