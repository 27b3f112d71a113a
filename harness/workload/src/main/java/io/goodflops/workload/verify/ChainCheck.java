package io.goodflops.workload.verify;

import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.workload.data.ChainData;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.Pattern;
import java.io.IOException;

/**
 * The ends of FMA chains, see {@link ChainData}.
 *
 * <p>A contracting chain is compared with its closed form x·a^n + b·(1 + a + ... + a^(n-1)). Each
 * step errs by at most 2u·4 (product and sum rounded apart, |x| ≤ 4), and the errors add up to at
 * most four times that: {@value #CONTRACTION_ROUNDOFFS} u, whatever the number of steps. A counting
 * chain must end where it must, exactly: one step too few is enough to fail. The error is given in
 * units of the bound; a counting chain that is off has an infinite one.
 */
final class ChainCheck {
  /** A multiple of the number of factors. */
  private static final int CHUNK = 3072;

  private static final int CONTRACTION_ROUNDOFFS = 32;

  private final FmaChain op;
  private final Judge.Question question;
  private final double bound;
  private double worst;
  private long where = -1;

  private ChainCheck(FmaChain op, Judge.Question question) {
    this.op = op;
    this.question = question;
    this.bound = CONTRACTION_ROUNDOFFS * (Encoding.unitRoundoff(op.dtype()) + 2 * 0x1p-53);
  }

  static Verdict check(FmaChain op, Judge.Question question) throws IOException {
    if (question.pattern() == Pattern.ZERO || question.pattern() == Pattern.ONE) {
      return constant(op, question);
    }
    return new ChainCheck(op, question).run();
  }

  /** x = a = b = 1: counts, until one more is rounded away (to nearest even, as by truncation). */
  private static Verdict constant(FmaChain op, Judge.Question question) throws IOException {
    double right = 0;
    if (question.pattern() == Pattern.ONE) {
      right =
          op.dtype().isInteger()
              ? wrap(op.dtype(), op.steps() + 1)
              : Math.min(op.steps() + 1.0, Math.scalb(1.0, op.dtype().significandBits()));
    }
    return Constants.check(op, question, "constant-chain", right, 0);
  }

  private Verdict run() throws IOException {
    ElementSource x = source(0);
    ElementSource a = source(1);
    ElementSource b = source(2);
    OutputValues y = new OutputValues(op, question.output());
    double[] starts = new double[CHUNK];
    double[] factors = new double[FmaChain.FACTORS];
    double[] addends = new double[FmaChain.FACTORS];
    double[] found = new double[CHUNK];
    a.read(0, factors, 0, factors.length);
    b.read(0, addends, 0, addends.length);
    for (long first = 0; first < op.chains(); first += CHUNK) {
      int count = (int) Math.min(CHUNK, op.chains() - first);
      x.read(first, starts, 0, count);
      y.read(first, found, 0, count);
      for (int i = 0; i < count; i++) {
        int k = i % FmaChain.FACTORS;
        note(first + i, share(first + i, starts[i], factors[k], addends[k], found[i]));
      }
    }
    String what =
        op.dtype().isInteger()
            ? "all " + op.chains() + " chains"
            : "all " + op.chains() + " chains, steps counted by " + ChainData.counting(op);
    return Verdict.of(
        "chain-ends", worst, 1, worst <= 1 ? what : "chain " + where + " ends in the wrong place");
  }

  private ElementSource source(int input) {
    return question.input(input);
  }

  private double share(long index, double x, double a, double b, double found) {
    if (op.dtype().isInteger()) {
      return equal(found, integerEnd((long) x, (long) a, (long) b));
    }
    if (index % ChainData.COUNTING_EVERY != 0) {
      return Math.abs(found - end(x, a, b)) / bound;
    }
    return switch (ChainData.counting(op)) {
      case WALK -> equal(found, x + op.steps() * b);
      case PARITY -> equal(found, op.steps() % 2 == 0 ? x : b - x);
      case DECAY -> equal(found, decay(x));
    };
  }

  private void note(long index, double share) {
    if (!(share <= worst)) {
      worst = Double.isNaN(share) ? Double.POSITIVE_INFINITY : share;
      where = index;
    }
  }

  /**
   * Each step of a decaying chain, x·(1 - 2^-p) with p significand bits, takes between half and one
   * unit in the last place off x, so that the nearest float is the next smaller one, across a power
   * of two as well. Read as an integer, the bits of |x| fall by one.
   */
  private double decay(double start) {
    long bits = Encoding.bits(op.dtype(), Math.abs(start)) - op.steps();
    return Math.copySign(Encoding.value(op.dtype(), bits), start);
  }

  /** Powers of the affine map x → a·x + b, by squaring. */
  private double end(double start, double factor, double addend) {
    double x = start;
    double a = factor;
    double b = addend;
    for (long n = op.steps(); n > 0; n >>= 1) {
      if ((n & 1) == 1) {
        x = a * x + b;
      }
      b = a * b + b;
      a = a * a;
    }
    return x;
  }

  private double integerEnd(long start, long factor, long addend) {
    long x = start;
    long a = factor;
    long b = addend;
    for (long n = op.steps(); n > 0; n >>= 1) {
      if ((n & 1) == 1) {
        x = a * x + b;
      }
      b = a * b + b;
      a = a * a;
    }
    return wrap(op.dtype(), x);
  }

  private static double wrap(DType dtype, long value) {
    return dtype == DType.INT8 ? (byte) value : (int) value;
  }

  private static double equal(double found, double right) {
    return found == right ? 0 : Double.POSITIVE_INFINITY;
  }
}
