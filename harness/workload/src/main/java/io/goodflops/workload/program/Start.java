package io.goodflops.workload.program;

import io.goodflops.workload.data.Counter;
import java.util.Arrays;
import java.util.List;

/**
 * What a tensor holds before the first step. Number i follows from the seed and i alone, so that
 * any part can be made anywhere.
 *
 * <p>Labels are the answers of a teacher that is the same for every seed: a loss can fall.
 */
public sealed interface Start {
  /** Numbers {@code first} to {@code first + target.length} of the tensor. */
  void read(long seed, long first, double[] target);

  /** The same number everywhere: 0 for shifts and the optimizer's state, 1 for scales. */
  record Constant(double value) implements Start {
    @Override
    public void read(long seed, long first, double[] target) {
      Arrays.fill(target, value);
    }
  }

  /**
   * Weights, uniform in ±bound.
   *
   * @param stream another one for each tensor
   */
  record Weights(long stream, double bound) implements Start {
    private static final long STEPS = 1 << 19;

    /** Keeps the variance of what is multiplied: bound √(3 ÷ fan-in) (LeCun et al. 1998). */
    static Weights of(long stream, long fanIn) {
      return new Weights(stream, Math.sqrt(3.0 / fanIn));
    }

    @Override
    public void read(long seed, long first, double[] target) {
      long key = Counter.key(seed, stream);
      for (int i = 0; i < target.length; i++) {
        double unit = Counter.below(key, first + i, 2 * STEPS) / (double) STEPS - 1;
        target[i] = (float) (bound * unit);
      }
    }
  }

  /** Data in [-1, 1) that 16-bit types hold exactly. */
  record Inputs() implements Start {
    @Override
    public void read(long seed, long first, double[] target) {
      long key = Counter.key(seed, 0);
      for (int i = 0; i < target.length; i++) {
        target[i] = (Counter.below(key, first + i, 256) - 128) / 128.0;
      }
    }
  }

  /**
   * The class that a linear teacher gives each row of {@link Inputs}; it looks at the first columns
   * alone.
   */
  record Labels(long columns, long classes) implements Start {
    private static final long TEACHER = 1000;
    private static final int MOST_LOOKED_AT = 64;

    @Override
    public void read(long seed, long first, double[] target) {
      double[] x = new double[(int) Math.min(columns, MOST_LOOKED_AT)];
      double[] teacher = new double[Math.toIntExact(x.length * classes)];
      Weights.of(1, x.length).read(TEACHER, 0, teacher);
      for (int row = 0; row < target.length; row++) {
        new Inputs().read(seed, (first + row) * columns, x);
        target[row] = best(x, teacher);
      }
    }

    private int best(double[] x, double[] teacher) {
      double highest = Double.NEGATIVE_INFINITY;
      int best = 0;
      for (int c = 0; c < classes; c++) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
          sum += x[i] * teacher[i * (int) classes + c];
        }
        if (sum > highest) {
          highest = sum;
          best = c;
        }
      }
      return best;
    }
  }

  /** Tokens, each as likely as the others. */
  record Tokens(long vocabulary) implements Start {
    @Override
    public void read(long seed, long first, double[] target) {
      long key = Counter.key(seed, 0);
      for (int i = 0; i < target.length; i++) {
        target[i] = (double) Counter.below(key, first + i, vocabulary);
      }
    }
  }

  /** The token that a teacher lets follow each of {@link Tokens}: it looks at that one alone. */
  record NextTokens(long vocabulary) implements Start {
    private static final long TEACHER = Counter.key(1000, 2);

    @Override
    public void read(long seed, long first, double[] target) {
      new Tokens(vocabulary).read(seed, first, target);
      for (int i = 0; i < target.length; i++) {
        target[i] = (double) Counter.below(TEACHER, (long) target[i], vocabulary);
      }
    }
  }

  /** For each sequence as many rows of ones as it is long, then zeros up to the longest. */
  record Real(List<Long> lengths, long longest, long columns) implements Start {
    public Real {
      lengths = List.copyOf(lengths);
    }

    @Override
    public void read(long seed, long first, double[] target) {
      for (int i = 0; i < target.length; i++) {
        long row = (first + i) / columns;
        target[i] = row % longest < lengths.get((int) (row / longest)) ? 1 : 0;
      }
    }
  }
}
