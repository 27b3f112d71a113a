package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Program;
import io.goodflops.spi.UnsupportedOpException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** Batched products of a program that read and write {@link Views} by strides. */
final class DnnlStridedMatMul {
  private final CpuDevice device;
  private final Dnnl dnnl;
  private final Program program;
  private final Views views;

  private DnnlStridedMatMul(CpuDevice device, Dnnl dnnl, Program program, Views views) {
    this.device = device;
    this.dnnl = dnnl;
    this.program = program;
    this.views = views;
  }

  /**
   * The products by their steps. Views that one of them cannot use are given up, so that what is
   * left is what all of them use.
   */
  static Map<Integer, ProgramKernel.Part> compile(
      CpuDevice device, Dnnl dnnl, Program program, Views views) {
    DnnlStridedMatMul products = new DnnlStridedMatMul(device, dnnl, program, views);
    Map<Integer, ProgramKernel.Part> parts = new HashMap<>();
    List<Integer> open = views.products();
    while (!parts.keySet().equals(Set.copyOf(open))) {
      parts.values().forEach(part -> part.kernel().close());
      parts.clear();
      for (int step : open) {
        Optional<ProgramKernel.Part> part = products.part(step);
        if (part.isEmpty()) {
          views.giveUp(step);
          break;
        }
        parts.put(step, part.get());
      }
      open = views.products();
    }
    return parts;
  }

  private Optional<ProgramKernel.Part> part(int step) {
    try {
      return Optional.of(compile(program.steps().get(step)));
    } catch (UnsupportedOpException e) {
      return Optional.empty();
    }
  }

  private ProgramKernel.Part compile(Program.Step step) throws UnsupportedOpException {
    MatMul op = (MatMul) step.op();
    DnnlMatMul.refuseWhatWouldNotBeCalculatedAsAsked(op);
    if (op.storage().isInteger()) {
      throw new UnsupportedOpException("products of integers are not tried by strides");
    }
    CpuKernel kernel =
        DnnlPlan.compile(
            device,
            dnnl,
            new CpuKernel.Signature("matmul by strides", op.inputs(), op.outputs()),
            plan -> write(plan, op, step));
    return new ProgramKernel.Part(kernel, others(step.inputs()), others(step.outputs()));
  }

  private List<String> others(List<String> names) {
    return names.stream().map(name -> views.of(name).map(Views.View::tensor).orElse(name)).toList();
  }

  private void write(DnnlPlan plan, MatMul op, Program.Step step) throws UnsupportedOpException {
    String nameOfA = step.inputs().get(0);
    String nameOfB = step.inputs().get(1);
    String nameOfC = step.outputs().get(0);
    Views.View any =
        Stream.of(nameOfA, nameOfB, nameOfC)
            .flatMap(name -> views.of(name).stream())
            .findFirst()
            .orElseThrow();
    long[] batch = {any.dims().get(0), any.dims().get(1)};
    if (batch[0] * batch[1] != op.batch()) {
      throw new UnsupportedOpException("a batch of " + op.batch() + " is not in the view's order");
    }
    Matrices matrices = new Matrices(plan, batch);
    dnnl_memory_desc a = matrices.of(nameOfA, op.storage(), op.m(), op.k(), op.transposeA());
    dnnl_memory_desc b = matrices.of(nameOfB, op.storage(), op.k(), op.n(), op.transposeB());
    dnnl_memory_desc c = matrices.of(nameOfC, op.output(), op.m(), op.n(), false);
    DnnlPrimitive product =
        plan.primitive(
            "matmul of " + op.storage() + " by strides",
            (desc, attributes) ->
                dnnl_matmul_primitive_desc_create(
                    desc, dnnl.engine(), a, b, new dnnl_memory_desc(null), c, attributes));
    if (product.implementation().startsWith("ref")) {
      throw new UnsupportedOpException("oneDNN has only its reference for these strides");
    }
    plan.run(
        product,
        Map.of(DNNL_ARG_SRC, plan.input(0, a), DNNL_ARG_WEIGHTS, plan.input(1, b)),
        Map.of(DNNL_ARG_DST, plan.output(0, c)));
  }

  /** Matrices in a batch of two dimensions. */
  private final class Matrices {
    private final DnnlPlan plan;
    private final long[] batch;

    Matrices(DnnlPlan plan, long[] batch) {
      this.plan = plan;
      this.batch = batch;
    }

    /** Rows by columns of op(X); a transposed matrix is the same memory with swapped strides. */
    dnnl_memory_desc of(String name, DType dtype, long rows, long columns, boolean transposed)
        throws UnsupportedOpException {
      long[] stored = {
        batch[0], batch[1], transposed ? columns : rows, transposed ? rows : columns
      };
      Optional<Views.View> view = views.of(name);
      if (view.isPresent() && !Arrays.equals(plain(view.get().dims()), stored)) {
        throw new UnsupportedOpException(name + " is seen in another shape");
      }
      long[] strides =
          view.map(seen -> plain(seen.strides())).orElseGet(() -> DnnlPlan.rowMajor(stored));
      return transposed
          ? plan.strided(dtype, swapped(stored), swapped(strides))
          : plan.strided(dtype, stored, strides);
    }

    private static long[] plain(List<Long> of) {
      return of.stream().mapToLong(n -> n).toArray();
    }

    private static long[] swapped(long[] of) {
      return new long[] {of[0], of[1], of[3], of[2]};
    }
  }
}
