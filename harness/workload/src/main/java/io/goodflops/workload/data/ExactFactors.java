package io.goodflops.workload.data;

import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;

/**
 * The operands of a matrix product whose every partial sum is an exact integer, whatever the order
 * of summation, and which still needs more bits than the next lower mode holds.
 *
 * <p>Let S be the smaller of the accumulator's and the output's significand bits (24 for FP32; see
 * {@link SumBits} for FP8), and e the bits of an operand that the math mode keeps. For even k, A is
 * large and B small; for odd k the other way round, so that a loss of bits shows whichever operand
 * suffers it.
 *
 * <ul>
 *   <li><b>large</b>: odd, of exactly p = min(e, S/2+1) bits: 13 for FP32 (TF32 holds 11), 27 for
 *       FP64 (FP32 holds 24), 8 for BF16, 11 for FP16, 4 and 3 for FP8;
 *   <li><b>small</b>: odd, at most s bits, where s is the largest with K·2^(p+s) ≤ 2^(S-1). If not
 *       even s = 1 fits, small values are -1, 0 or 1, and of the ceil(K/2) positions of one parity
 *       only every {@code stride}-th is not 0. Which ones shifts with the row of A or the column of
 *       B, so that all k take part in some element of C;
 *   <li><b>wide</b>: at one even k all of A, and at one odd k all of B, have w = min(e, S-3) bits
 *       (21 for FP32: two BF16 halves hold 16), against -1 or 1.
 * </ul>
 *
 * <p>Bound. Apart from the wide terms an element of C has at most T terms that are not 0: T = K if
 * stride = 1, else T = 2·ceil(ceil(K/2)/stride). By the choice of s and stride, T·2^p·2^s' ≤
 * 2^(S-1), where 2^s' bounds the small values. The two wide terms add less than 2·2^w ≤ 2^(S-2). So
 * Σ|a·b| &lt; 2^(S-1) + 2^(S-2) &lt; 2^S: every partial sum, in any order, with or without fused
 * multiply-add, is an integer below 2^S, and exact. A quarter of the range is left for devices that
 * split operands.
 *
 * <p>FP8 is positive throughout: operands of few bits make long sums only if none takes another
 * away. That signs count the random data show.
 *
 * <p>For K = 1 both operands are odd with min(e, S/2) bits.
 */
final class ExactFactors implements ElementSource {
  private final boolean left;
  private final UniformIntegers randomBits;
  private final long rows;
  private final long columns;
  private final boolean rowIsLine;
  private final int largeBits;
  private final int smallBits;
  private final int wideBits;
  private final long strideMask;
  private final boolean positive;
  private final long wideEven;
  private final long wideOdd;

  ExactFactors(MatMul op, int inputIndex, long seed) {
    left = inputIndex == 0;
    int laneBits = op.storage().bits();
    randomBits = new UniformIntegers(laneBits, laneBits, Counter.key(seed, inputIndex));
    // "line" is the index that is not k: the row of A, the column of B
    long lines = left ? op.m() : op.n();
    rowIsLine = left != (left ? op.transposeA() : op.transposeB());
    rows = rowIsLine ? lines : op.k();
    columns = rowIsLine ? op.k() : lines;

    Plan plan = Plan.of(op);
    largeBits = plan.largeBits();
    smallBits = plan.smallBits();
    wideBits = plan.wideBits();
    strideMask = plan.stride() - 1;
    positive = op.storage().isFp8();
    long shared = Counter.key(seed, 1 << 20);
    wideEven = op.k() == 1 ? -1 : 2 * Counter.below(shared, 0, (op.k() + 1) / 2);
    wideOdd = op.k() == 1 ? -1 : 2 * Counter.below(shared, 1, op.k() / 2) + 1;
  }

  /**
   * How many bits the values have.
   *
   * @param stride a power of two: one in so many small values is not zero
   */
  record Plan(int sumBits, int largeBits, int smallBits, int wideBits, long stride) {
    static Plan of(MatMul op) {
      int sum = SumBits.ofOutput(op);
      int kept = keptBits(op);
      if (op.k() == 1) {
        int both = Math.min(kept, sum / 2);
        return new Plan(sum, both, both, both, 1);
      }
      int large = Math.min(kept, sum / 2 + 1);
      int wide = Math.min(kept, sum - 3);
      int log2K = 64 - Long.numberOfLeadingZeros(op.k() - 1);
      int small = Math.min(sum - 1 - large - log2K, Math.min(kept, large));
      if (small >= 1) {
        return new Plan(sum, large, small, wide, 1);
      }
      long termsOfParity = 1L << (sum - 2 - large);
      long half = (op.k() + 1) / 2;
      long stride = 1;
      while ((half + stride - 1) / stride > termsOfParity) {
        stride *= 2;
      }
      return new Plan(sum, large, 1, wide, stride);
    }

    private static int keptBits(MatMul op) {
      boolean cut = op.storage() == DType.FP32 && op.compute().mathMode() != MathMode.STRICT;
      return cut ? 11 : op.storage().significandBits();
    }
  }

  @Override
  public boolean integral() {
    return true;
  }

  @Override
  public void read(long first, long[] target, int from, int count) {
    // random bits first, shaped in place run by run
    randomBits.read(first, target, from, count);
    long row = first / columns;
    long column = first - row * columns;
    int done = 0;
    while (done < count) {
      int run = (int) Math.min(count - done, columns - column);
      long batch = row / rows;
      long inBatch = row - batch * rows;
      if (rowIsLine) {
        alongK(column, inBatch + batch, target, from + done, run);
      } else {
        alongLines(inBatch, column + batch, target, from + done, run);
      }
      done += run;
      column = 0;
      row++;
    }
    if (positive) {
      for (int i = from; i < from + count; i++) {
        target[i] = Math.abs(target[i]);
      }
    }
  }

  private void alongK(long k, long line, long[] target, int from, int count) {
    boolean withEven = wideEven >= k && wideEven < k + count;
    boolean withOdd = wideOdd >= k && wideOdd < k + count;
    int even = withEven ? from + (int) (wideEven - k) : from;
    int odd = withOdd ? from + (int) (wideOdd - k) : from;
    long evenBits = target[even];
    long oddBits = target[odd];
    int firstLarge = (int) (left ? k & 1 : 1 - (k & 1));
    for (int i = firstLarge; i < count; i += 2) {
      target[from + i] = odd(target[from + i], largeBits, true);
    }
    for (int i = 1 - firstLarge; i < count; i += 2) {
      target[from + i] = odd(target[from + i], smallBits, false) & keep(k + i, line);
    }
    if (withEven) {
      target[even] = wide(wideEven, evenBits);
    }
    if (withOdd) {
      target[odd] = wide(wideOdd, oddBits);
    }
  }

  private void alongLines(long k, long line, long[] target, int from, int count) {
    boolean large = ((k & 1) == 0) == left;
    if (k == wideEven || k == wideOdd) {
      for (int i = 0; i < count; i++) {
        target[from + i] = wide(k, target[from + i]);
      }
    } else if (large) {
      for (int i = 0; i < count; i++) {
        target[from + i] = odd(target[from + i], largeBits, true);
      }
    } else {
      for (int i = 0; i < count; i++) {
        target[from + i] = odd(target[from + i], smallBits, false) & keep(k, line + i);
      }
    }
  }

  private long wide(long k, long bits) {
    boolean large = ((k & 1) == 0) == left;
    return odd(bits, large ? wideBits : 1, large);
  }

  /** All ones where a small value is kept, else 0. */
  private long keep(long k, long line) {
    return ((((k >> 1) + line) & strideMask) - 1) >> 63;
  }

  /** Odd, of {@code width} bits at most or exactly, with a random sign; without a branch. */
  private static long odd(long bits, int width, boolean exactly) {
    long top = 1L << (width - 1);
    long magnitude = ((bits >> 1) & (top * 2 - 1)) | 1 | (exactly ? top : 0);
    long sign = -(bits & 1);
    return (magnitude ^ sign) - sign;
  }
}
