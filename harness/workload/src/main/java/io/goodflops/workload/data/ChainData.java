package io.goodflops.workload.data;

import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;

/**
 * Inputs of the FMA chain {@code x = x·a + b} that show how many steps a device ran, with errors
 * that stay bounded.
 *
 * <p>Three chains of four <b>contract</b>: x and b are random in [-1, 1], |a| is random in [1/2,
 * 3/4]. Then |x| ≤ 4 always, and rounding errors of at most e each add up to at most e/(1-|a|) ≤
 * 4e, however many steps there are.
 *
 * <p>The fourth chain <b>counts</b>, without any rounding error or with the same one on every IEEE
 * device:
 *
 * <ul>
 *   <li>up to 2^(p-1) steps (p significand bits): a = 1 and x walks through integers in steps of b;
 *   <li>16-bit types, up to {@value #DECAY_STEPS} steps: a = 1 - 2^-p, b = 0, and x falls by about
 *       one unit in the last place a step. With b = 0 a fused and an unfused multiply-add agree;
 *   <li>beyond: a = -1, which tells odd from even only.
 * </ul>
 */
public final class ChainData implements ElementSource {
  /** Every so many chains one counts. */
  public static final int COUNTING_EVERY = 4;

  /** Longest chain that a 16-bit type can count. */
  public static final long DECAY_STEPS = 16_384;

  /** How the counting chains count. */
  public enum Counting {
    WALK,
    DECAY,
    PARITY
  }

  private final FmaChain op;
  private final int input;
  private final long seed;
  private final UniformFloats floats;

  ChainData(FmaChain op, int input, long seed) {
    this.op = op;
    this.input = input;
    this.seed = seed;
    this.floats = new UniformFloats(op.dtype(), Counter.key(seed, input));
  }

  /** How the counting chains of an op count. */
  public static Counting counting(FmaChain op) {
    if (op.steps() <= 1L << (op.dtype().significandBits() - 1)) {
      return Counting.WALK;
    }
    return op.dtype().bits() == 16 && op.steps() <= DECAY_STEPS ? Counting.DECAY : Counting.PARITY;
  }

  /** Longest chain whose steps the judge can count exactly. */
  public static long countableSteps(DType dtype) {
    long walk = 1L << (dtype.significandBits() - 1);
    return dtype.bits() == 16 ? Math.max(walk, DECAY_STEPS) : walk;
  }

  @Override
  public boolean integral() {
    return false;
  }

  @Override
  public void read(long first, double[] target, int from, int count) {
    floats.read(first, target, from, count);
    for (int i = 0; i < count; i++) {
      if ((first + i) % COUNTING_EVERY == 0) {
        target[from + i] = counted(first + i);
      } else if (input == 1) {
        double random = target[from + i];
        double magnitude = Encoding.round(op.dtype(), 0.5 + 0.25 * Math.abs(random));
        target[from + i] = Math.copySign(magnitude, random);
      }
    }
  }

  private double counted(long index) {
    int p = op.dtype().significandBits();
    long word = Counter.word(Counter.key(seed, 16), index);
    long factors = Counter.word(Counter.key(seed, 17), index % FmaChain.FACTORS);
    switch (counting(op)) {
      case WALK -> {
        long widest = Math.max(1, (1L << (p - 1)) / op.steps());
        long stride = Math.floorMod(factors >>> 8, widest) | 1;
        stride = Math.min(stride, widest);
        double b = (double) ((factors & 1) == 0 ? stride : -stride);
        double x = -(op.steps() / 2) * b + ((word >>> 1) & 7);
        return pick(x, 1, b);
      }
      case DECAY -> {
        double fraction = 1 + Math.scalb((double) ((word >>> 1) & ((1L << (p - 1)) - 1)), 1 - p);
        double sign = (word & 1) == 0 ? 1 : -1;
        double start = op.dtype() == DType.BF16 ? 0x1p60 : 0x1p10;
        return pick(sign * fraction * start, 1 - Math.scalb(1.0, -p), 0);
      }
      default -> {
        return pick((double) ((word & 63) - 32), -1, (double) (((factors >>> 8) & 31) + 1));
      }
    }
  }

  private double pick(double x, double a, double b) {
    return input == 0 ? x : input == 1 ? a : b;
  }
}
