package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.goodflops.plugin.cpu.DnnlPlan.Tensor;
import io.goodflops.spi.AdamW;
import io.goodflops.spi.DType;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_post_ops;

/**
 * Steps of optimizers whose numbers are all FP32: binary primitives that run one after another over
 * pieces that stay in the cores' caches. They work on the threads of the ops before and behind
 * them: to hand the cores over to other threads takes longer than the step of a small weight.
 */
final class DnnlOptimizers {
  /**
   * A few arrays of this length fit a third-level cache. Shorter ones are no faster, and threads
   * that meet for each of them wait for the one that others keep from its core.
   */
  private static final long PIECE_ELEMENTS = 1 << 19;

  private DnnlOptimizers() {}

  /** v = momentum·v + (g + decay·w), then w = w − rate·v. */
  static void sgd(DnnlPlan plan, Sgd op) throws UnsupportedOpException {
    Tensor decay = plan.scalar(op.weightDecay());
    Tensor momentum = plan.scalar(op.momentum());
    Tensor minusRate = plan.scalar(-op.learningRate());
    Pieces pieces = new Pieces(plan, op.elements());
    Tensor w = pieces.state(0);
    Tensor v = pieces.state(1);
    Tensor g = pieces.input(2);
    Binary moved =
        op.weightDecay() == 0
            ? new Binary(dnnl_binary_add, new Term(v, momentum), new Term(g), v)
            : new Binary(dnnl_binary_add, new Term(w, decay), new Term(g), v)
                .plus((float) op.momentum());
    Binary stepped = new Binary(dnnl_binary_add, new Term(w), new Term(v, minusRate), w);
    pieces.run(moved, stepped);
  }

  /**
   * m = β₁·m + (1 − β₁)·g, v = β₂·v + (1 − β₂)·g², then w = kept·w − rate·m ÷ (√(v·correction) +
   * ε).
   */
  static void adamW(DnnlPlan plan, AdamW op) throws UnsupportedOpException {
    Corrections corrections = new Corrections(op, plan);
    plan.run(corrections::before);
    Pieces pieces = new Pieces(plan, op.elements());
    Tensor w = pieces.state(0);
    Tensor m = pieces.state(1);
    Tensor v = pieces.state(2);
    Tensor g = pieces.input(4);
    Tensor root = pieces.room();
    Tensor rest1 = plan.scalar(1 - op.beta1());
    Tensor rest2 = plan.scalar(1 - op.beta2());
    pieces.run(
        new Binary(dnnl_binary_add, new Term(m, plan.scalar(op.beta1())), new Term(g, rest1), m),
        new Binary(dnnl_binary_mul, new Term(g, rest2), new Term(g), v).plus((float) op.beta2()),
        new Binary(dnnl_binary_mul, new Term(v), new Term(corrections.correction), root)
            .rootPlus((float) op.epsilon()),
        new Binary(dnnl_binary_div, new Term(m, corrections.minusRate), new Term(root), w)
            .plus((float) (1 - op.learningRate() * op.weightDecay())));
    plan.run(corrections::after);
  }

  /** The factors that depend on how many steps there have been with this one. */
  private static final class Corrections {
    private final AdamW op;
    private final Tensor minusRate;
    private final Tensor correction;
    private ByteBuffer rateBytes;
    private ByteBuffer correctionBytes;

    Corrections(AdamW op, DnnlPlan plan) {
      this.op = op;
      minusRate = plan.own(DType.FP32, bytes -> rateBytes = bytes, 1);
      correction = plan.own(DType.FP32, bytes -> correctionBytes = bytes, 1);
    }

    Work before(DnnlPlan.Bound bound) {
      ByteBuffer steps = number(bound.inputs().get(3));
      return () -> {
        double count = steps.getFloat(0) + 1;
        double rate = op.learningRate() / (1 - Math.pow(op.beta1(), count));
        rateBytes.putFloat(0, (float) -rate);
        correctionBytes.putFloat(0, (float) (1 / (1 - Math.pow(op.beta2(), count))));
      };
    }

    Work after(DnnlPlan.Bound bound) {
      ByteBuffer steps = number(bound.inputs().get(3));
      ByteBuffer next = number(bound.outputs().get(3));
      return () -> next.putFloat(0, steps.getFloat(0) + 1);
    }

    private static ByteBuffer number(CpuBuffer buffer) {
      return buffer.view(0, Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** An operand, times a factor that is read at each launch. */
  private record Term(Tensor tensor, Optional<Tensor> factor) {
    Term(Tensor tensor) {
      this(tensor, Optional.empty());
    }

    Term(Tensor tensor, Tensor factor) {
      this(tensor, Optional.of(factor));
    }
  }

  /**
   * What happens to each element.
   *
   * @param keeps how much of {@code to} is added to the result, none if empty
   * @param rootPlus what is added to the result's root, which is not drawn if empty
   */
  private record Binary(
      int function, Term a, Term b, Tensor to, Optional<Float> keeps, Optional<Float> rootPlus) {
    Binary(int function, Term a, Term b, Tensor to) {
      this(function, a, b, to, Optional.empty(), Optional.empty());
    }

    Binary plus(float share) {
      return new Binary(function, a, b, to, Optional.of(share), rootPlus);
    }

    Binary rootPlus(float epsilon) {
      return new Binary(function, a, b, to, keeps, Optional.of(epsilon));
    }
  }

  /** Arrays of one length, worked on piece by piece. */
  private static final class Pieces {
    private final DnnlPlan plan;
    private final long elements;

    Pieces(DnnlPlan plan, long elements) {
      this.plan = plan;
      this.elements = elements;
    }

    Tensor input(int index) {
      return plan.input(index, plan.dense(DType.FP32, elements));
    }

    /** An output that holds, when the pieces begin, what is in the input of the same index. */
    Tensor state(int index) throws UnsupportedOpException {
      Tensor after = plan.output(index, plan.dense(DType.FP32, elements));
      plan.copyUnlessSame(input(index), after);
      return after;
    }

    /** One piece, for what one step leaves to the next. */
    Tensor room() {
      return plan.room(plan.dense(DType.FP32, Math.min(elements, PIECE_ELEMENTS)));
    }

    void run(Binary... steps) throws UnsupportedOpException {
      Map<Long, DnnlPrimitive[]> primitives = new HashMap<>();
      for (long first = 0; first < elements; first += PIECE_ELEMENTS) {
        long count = Math.min(PIECE_ELEMENTS, elements - first);
        if (!primitives.containsKey(count)) {
          primitives.put(count, primitives(count, steps));
        }
        for (int i = 0; i < steps.length; i++) {
          run(primitives.get(count)[i], steps[i], first, count);
        }
      }
    }

    private DnnlPrimitive[] primitives(long count, Binary... steps) throws UnsupportedOpException {
      DnnlPrimitive[] primitives = new DnnlPrimitive[steps.length];
      for (int i = 0; i < steps.length; i++) {
        primitives[i] = primitive(steps[i], count);
      }
      return primitives;
    }

    private DnnlPrimitive primitive(Binary step, long count) throws UnsupportedOpException {
      return plan.primitive(
          "step of an optimizer",
          (desc, attributes) -> {
            step.a().factor().ifPresent(factor -> Dnnl.scaled(attributes, DNNL_ARG_SRC_0));
            step.b().factor().ifPresent(factor -> Dnnl.scaled(attributes, DNNL_ARG_SRC_1));
            dnnl_post_ops post = new dnnl_post_ops();
            Dnnl.check(dnnl_post_ops_create(post), "dnnl_post_ops_create");
            step.keeps()
                .ifPresent(
                    share ->
                        Dnnl.check(
                            dnnl_post_ops_append_sum(post, share, 0, dnnl_data_type_undef),
                            "dnnl_post_ops_append_sum"));
            step.rootPlus()
                .ifPresent(
                    epsilon -> {
                      eltwise(post, dnnl_eltwise_sqrt, 0, 0);
                      eltwise(post, dnnl_eltwise_linear, 1, epsilon);
                    });
            Dnnl.check(
                dnnl_primitive_attr_set_post_ops(attributes, post),
                "dnnl_primitive_attr_set_post_ops");
            dnnl_post_ops_destroy(post);
            return dnnl_binary_primitive_desc_create(
                desc,
                plan.dnnl().engine(),
                step.function(),
                piece(step.a().tensor(), 0, count).desc(),
                piece(step.b().tensor(), 0, count).desc(),
                piece(step.to(), 0, count).desc(),
                attributes);
          });
    }

    private static void eltwise(dnnl_post_ops post, int function, float alpha, float beta) {
      Dnnl.check(
          dnnl_post_ops_append_eltwise(post, function, alpha, beta),
          "dnnl_post_ops_append_eltwise");
    }

    private void run(DnnlPrimitive primitive, Binary step, long first, long count)
        throws UnsupportedOpException {
      Map<Integer, Tensor> reads = new HashMap<>();
      reads.put(DNNL_ARG_SRC_0, piece(step.a().tensor(), first, count));
      reads.put(DNNL_ARG_SRC_1, piece(step.b().tensor(), first, count));
      step.a().factor().ifPresent(f -> reads.put(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_0, f));
      step.b().factor().ifPresent(f -> reads.put(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_1, f));
      plan.run(primitive, reads, Map.of(DNNL_ARG_DST, piece(step.to(), first, count)));
    }

    /** Single numbers and what is one piece long are there for all pieces. */
    private Tensor piece(Tensor tensor, long first, long count) {
      long bytes = dnnl_memory_desc_get_size(tensor.desc());
      if (bytes == DType.FP32.bytes(1)) {
        return tensor;
      }
      Tensor part = new Tensor(plan.dense(DType.FP32, count), tensor.place());
      boolean whole = bytes == DType.FP32.bytes(elements);
      return whole && first > 0 ? part.from(DType.FP32.bytes(first)) : part;
    }
  }
}
