package io.goodflops.workload.verify;

import io.goodflops.spi.Activation;
import io.goodflops.spi.AdamW;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;
import java.util.List;
import java.util.function.LongFunction;

/**
 * A training op as ops of the same kind on parts of its operands. Elements, or rows, that do not
 * look at others are judged block by block; any other op is a single block.
 *
 * @param units elements or rows
 * @param unitsPerBlock in all blocks but the last
 * @param ofUnits the same op of fewer units
 */
record Blocks(long units, long unitsPerBlock, LongFunction<TrainingOp> ofUnits) {
  /** Elements of the largest operand in a block, if a unit has no more. */
  private static final long ELEMENTS = 1 << 18;

  static Blocks of(TrainingOp op) {
    return of(op, ELEMENTS);
  }

  /** Blocks of at most so many elements of the largest operand. */
  static Blocks of(TrainingOp op, long most) {
    if (op instanceof Activation a) {
      return rows(
          most, a.elements(), 1, 1, n -> new Activation(a.function(), a.pass(), n, a.dtype()));
    }
    if (op instanceof Binary b) {
      return rows(most, b.elements(), 1, 1, n -> new Binary(b.function(), n, b.dtype()));
    }
    if (op instanceof Cast c) {
      return rows(most, c.elements(), 1, 1, n -> new Cast(c.dtype(), c.to(), n));
    }
    if (op instanceof Sgd s) {
      return rows(
          most,
          s.elements(),
          1,
          1,
          n ->
              new Sgd(n, s.dtype(), s.gradient(), s.learningRate(), s.momentum(), s.weightDecay()));
    }
    if (op instanceof AdamW a) {
      return rows(most, a.elements(), 1, 1, n -> part(a, n));
    }
    if (op instanceof Bias b && b.pass() == Pass.FORWARD) {
      return rows(
          most,
          b.outer(),
          b.channels() * b.inner(),
          1,
          n -> new Bias(b.pass(), n, b.channels(), b.inner(), b.dtype()));
    }
    if (op instanceof LayerNorm l && l.pass() == Pass.FORWARD) {
      return rows(
          most, l.rows(), l.width(), 1, n -> new LayerNorm(l.pass(), n, l.width(), l.dtype()));
    }
    if (op instanceof Softmax s) {
      // how much a row sees depends on its number
      return rows(
          most,
          s.rows(),
          s.width(),
          s.causal() ? s.width() : 1,
          n -> new Softmax(s.pass(), n, s.width(), s.scale(), s.causal(), s.dtype()));
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

  /**
   * Blocks of rows.
   *
   * @param together blocks begin at multiples of so many rows
   */
  private static Blocks rows(
      long most, long rows, long width, long together, LongFunction<TrainingOp> ofRows) {
    long whole = Math.max(1, most / width / together) * together;
    return new Blocks(rows, Math.min(rows, whole), ofRows);
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
