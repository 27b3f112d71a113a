package io.goodflops.workload.training;

import io.goodflops.spi.Activation;
import io.goodflops.spi.AdamW;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;
import java.util.List;
import java.util.function.LongFunction;

/**
 * A training op as ops of the same kind on parts of its operands: elements, rows or planes that do
 * not look at others. Any other op is a single block.
 *
 * @param units elements, rows or planes
 * @param unitsPerBlock in all blocks but the last
 * @param ofUnits the same op of fewer units
 */
record Blocks(long units, long unitsPerBlock, LongFunction<TrainingOp> ofUnits) {
  /** Blocks of at most so many elements of the largest operand, if a unit has no more. */
  static Blocks of(TrainingOp op, long most) {
    if (op instanceof Activation a) {
      return rows(most, a.elements(), 1, n -> new Activation(a.function(), a.pass(), n, a.dtype()));
    }
    if (op instanceof Binary b) {
      return rows(most, b.elements(), 1, n -> new Binary(b.function(), n, b.dtype()));
    }
    if (op instanceof Cast c) {
      return rows(most, c.elements(), 1, n -> new Cast(c.dtype(), c.to(), n));
    }
    if (op instanceof Sgd s) {
      return rows(
          most,
          s.elements(),
          1,
          n ->
              new Sgd(n, s.dtype(), s.gradient(), s.learningRate(), s.momentum(), s.weightDecay()));
    }
    if (op instanceof AdamW a) {
      return rows(most, a.elements(), 1, n -> part(a, n));
    }
    if (op instanceof Bias b && b.pass() == Pass.FORWARD) {
      return rows(
          most,
          b.outer(),
          b.channels() * b.inner(),
          n -> new Bias(b.pass(), n, b.channels(), b.inner(), b.dtype()));
    }
    if (op instanceof LayerNorm l && l.pass() == Pass.FORWARD) {
      return rows(most, l.rows(), l.width(), n -> new LayerNorm(l.pass(), n, l.width(), l.dtype()));
    }
    if (op instanceof Softmax s) {
      return rows(
          most,
          s.rows(),
          s.width(),
          n -> new Softmax(s.pass(), n, s.width(), s.scale(), s.causal(), s.dtype()));
    }
    if (op instanceof CrossEntropy c) {
      return rows(most, c.rows(), c.classes(), n -> new CrossEntropy(n, c.classes(), c.dtype()));
    }
    if (op instanceof Pool2d p) {
      return rows(
          most,
          p.batch() * p.channels(),
          Math.max(p.height() * p.width(), p.outputHeight() * p.outputWidth()),
          n ->
              new Pool2d(
                  p.function(), p.pass(), n, 1, p.height(), p.width(), p.window(), p.dtype()));
    }
    return new Blocks(1, 1, n -> op);
  }

  private static AdamW part(AdamW a, long elements) {
    return new AdamW(
        elements,
        a.dtype(),
        a.gradient(),
        a.learningRate(),
        a.beta1(),
        a.beta2(),
        a.epsilon(),
        a.weightDecay());
  }

  private static Blocks rows(long most, long rows, long width, LongFunction<TrainingOp> ofRows) {
    return new Blocks(rows, Math.min(rows, Math.max(1, most / width)), ofRows);
  }

  /** The op on the units from {@code first} on. */
  TrainingOp at(long first) {
    return ofUnits.apply(Math.min(unitsPerBlock, units - first));
  }

  /** Elements of each operand that belong to one unit; 0 if all units share them. */
  static long perUnit(List<Operand> whole, List<Operand> unit, int operand) {
    long elements = unit.get(operand).spec().elements();
    return elements == whole.get(operand).spec().elements() ? 0 : elements;
  }
}
