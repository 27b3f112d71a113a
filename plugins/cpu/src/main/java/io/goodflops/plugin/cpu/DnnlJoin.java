package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.goodflops.plugin.cpu.DnnlPlan.Tensor;
import io.goodflops.spi.Activation;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;

/**
 * A {@link Join} as one matrix product of oneDNN: the bias is the library's own, ReLU and addition
 * are its post-ops.
 */
final class DnnlJoin {
  /** A, B, then what the ops behind the product read. */
  private static final int BEHIND = 2;

  private DnnlJoin() {}

  /** A join with the tensors that it is bound to; empty if the library has none for it here. */
  static Optional<ProgramKernel.Part> compile(CpuDevice device, Dnnl dnnl, Join join) {
    try {
      return Optional.of(part(device, dnnl, join));
    } catch (UnsupportedOpException e) {
      return Optional.empty();
    }
  }

  private static ProgramKernel.Part part(CpuDevice device, Dnnl dnnl, Join join)
      throws UnsupportedOpException {
    MatMul product = (MatMul) join.op(0);
    DnnlMatMul.refuseWhatWouldNotBeCalculatedAsAsked(product);
    List<Operand> operands = new ArrayList<>(product.inputs());
    List<String> inputs = new ArrayList<>(join.step(0).inputs());
    List<Op> behind = new ArrayList<>();
    for (int i = 1; i < join.steps().size(); i++) {
      Op op = join.op(i);
      behind.add(op);
      for (int input = 0; input < op.inputs().size(); input++) {
        String name = join.step(i).inputs().get(input);
        if (!join.step(i - 1).outputs().contains(name)) {
          operands.add(op.inputs().get(input));
          inputs.add(name);
        }
      }
    }
    Op last = behind.get(behind.size() - 1);
    String kinds = String.join("+", join.steps().stream().map(s -> kind(join, s)).toList());
    CpuKernel kernel =
        DnnlPlan.compile(
            device,
            dnnl,
            new CpuKernel.Signature(kinds, operands, last.outputs()),
            plan -> write(plan, product, behind));
    return new ProgramKernel.Part(kernel, inputs, join.step(join.steps().size() - 1).outputs());
  }

  private static String kind(Join join, int step) {
    return join.program().steps().get(step).op().kind();
  }

  private static void write(DnnlPlan plan, MatMul op, List<Op> behind)
      throws UnsupportedOpException {
    dnnl_memory_desc a = matrix(plan, op.storage(), op.m(), op.k(), op.transposeA());
    dnnl_memory_desc b = matrix(plan, op.storage(), op.k(), op.n(), op.transposeB());
    dnnl_memory_desc c = matrix(plan, op.output(), op.m(), op.n(), false);
    Map<Integer, Tensor> reads = new HashMap<>();
    reads.put(DNNL_ARG_SRC, plan.input(0, a));
    reads.put(DNNL_ARG_WEIGHTS, plan.input(1, b));
    Optional<dnnl_memory_desc> bias = Optional.empty();
    int next = BEHIND;
    if (behind.get(0) instanceof Bias shifts) {
      bias = Optional.of(plan.dense(shifts.dtype(), 1, op.n()));
      reads.put(DNNL_ARG_BIAS, plan.input(next++, bias.get()));
    }
    Op last = behind.get(behind.size() - 1);
    if (last instanceof Binary) {
      reads.put(DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1, plan.input(next, c));
    }
    dnnl_memory_desc shifts = bias.orElseGet(() -> new dnnl_memory_desc(null));
    DnnlPrimitive product =
        plan.primitive(
            "matmul of " + op.storage() + " joined with " + last.kind(),
            (desc, attributes) -> {
              dnnl_post_ops post = new dnnl_post_ops();
              Dnnl.check(dnnl_post_ops_create(post), "dnnl_post_ops_create");
              Dnnl.check(append(post, last, c), "dnnl_post_ops_append");
              Dnnl.check(
                  dnnl_primitive_attr_set_post_ops(attributes, post),
                  "dnnl_primitive_attr_set_post_ops");
              dnnl_post_ops_destroy(post);
              return dnnl_matmul_primitive_desc_create(
                  desc, plan.dnnl().engine(), a, b, shifts, c, attributes);
            });
    plan.run(product, reads, Map.of(DNNL_ARG_DST, plan.output(0, c)));
  }

  private static int append(dnnl_post_ops post, Op last, dnnl_memory_desc c) {
    if (last instanceof Activation) {
      return dnnl_post_ops_append_eltwise(post, dnnl_eltwise_relu, 0, 0);
    }
    if (last instanceof Binary) {
      return dnnl_post_ops_append_binary(post, dnnl_binary_add, c);
    }
    return dnnl_success;
  }

  /** Rows by columns of op(X); a transposed matrix is the same memory with swapped strides. */
  private static dnnl_memory_desc matrix(
      DnnlPlan plan, DType dtype, long rows, long columns, boolean transposed) {
    return plan.strided(
        dtype,
        new long[] {rows, columns},
        transposed ? new long[] {1, rows} : new long[] {columns, 1});
  }
}
