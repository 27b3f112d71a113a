package io.goodflops.ledger.compare;

import java.util.Random;

/** Laws that forks' mean times are drawn from; each with its true mean. */
interface Law {
  /** Times of {@code n} forks in the order in which they ran. */
  double[] draw(Random random, int n);

  /** What the mean of infinitely many would be. */
  double mean();

  /** Normal, as a share of the mean. */
  static Law normal(double mean, double spread) {
    return each(mean, r -> mean * (1 + spread * r.nextGaussian()));
  }

  /** Log-normal with this deviation of logarithms. */
  static Law logNormal(double mean, double sigma) {
    double centre = Math.log(mean) - sigma * sigma / 2;
    return each(mean, r -> Math.exp(centre + sigma * r.nextGaussian()));
  }

  /** Two modes: a part of the forks is slower. */
  static Law twoModes(double mean, double slowPart, double slower, double spread) {
    double fast = mean / (1 + slowPart * slower);
    return each(
        mean,
        r -> fast * (r.nextDouble() < slowPart ? 1 + slower : 1) * (1 + spread * r.nextGaussian()));
  }

  /** Forks that differ, and batches in them that differ as well. */
  static Law clustered(double mean, double between, double within, int batches) {
    return each(
        mean,
        r -> {
          double fork = mean * (1 + between * r.nextGaussian());
          double sum = 0;
          for (int b = 0; b < batches; b++) {
            sum += fork * (1 + within * r.nextGaussian());
          }
          return sum / batches;
        });
  }

  /** A machine that gets slower from the first fork to the last, by so much in all. */
  static Law drifting(double mean, double drift, double spread) {
    return new Law() {
      @Override
      public double[] draw(Random random, int n) {
        double[] times = new double[n];
        for (int i = 0; i < n; i++) {
          double place = n == 1 ? 0 : i / (n - 1.0) - 0.5;
          times[i] = mean * (1 + drift * place) * (1 + spread * random.nextGaussian());
        }
        return times;
      }

      @Override
      public double mean() {
        return mean;
      }
    };
  }

  /** One fork. */
  interface Draw {
    double from(Random random);
  }

  private static Law each(double mean, Draw draw) {
    return new Law() {
      @Override
      public double[] draw(Random random, int n) {
        double[] times = new double[n];
        for (int i = 0; i < n; i++) {
          times[i] = draw.from(random);
        }
        return times;
      }

      @Override
      public double mean() {
        return mean;
      }
    };
  }
}
