package io.goodflops.ledger;

import java.util.EnumMap;
import java.util.Map;

/**
 * Parallel efficiency as nested factors, outermost first, after the POP Centre of Excellence:
 * {@code PE = transfer · serialisation · loadBalance}. The losses of nested factors e_1..e_m are
 * {@code Π_{i<j} e_i · (1 − e_j)}: they and the product add up to one.
 *
 * @param transfer ideal-network runtime ÷ runtime
 * @param serialisation longest useful time ÷ ideal-network runtime
 * @param loadBalance average ÷ longest useful time
 */
public record PopFactors(double transfer, double serialisation, double loadBalance) {

  /**
   * Factors of a parallel region.
   *
   * @param runtime R, of the region
   * @param idealRuntime R with a network that takes no time
   * @param usefulTimes u_i of each worker
   */
  public static PopFactors of(double runtime, double idealRuntime, double[] usefulTimes) {
    if (usefulTimes.length == 0 || !(runtime > 0) || !(idealRuntime > 0)) {
      throw new IllegalArgumentException("a region needs workers and time");
    }
    double longest = 0;
    for (double u : usefulTimes) {
      longest = Math.max(longest, u);
    }
    if (!(longest > 0)) {
      throw new IllegalArgumentException("no worker did anything");
    }
    // the mean of equal numbers can round to a little more than each of them
    double mean = Math.min(Moments.mean(usefulTimes), longest);
    return new PopFactors(idealRuntime / runtime, longest / idealRuntime, mean / longest);
  }

  /** Communication efficiency: transfer times serialisation. */
  public double communication() {
    return transfer * serialisation;
  }

  /** PE: what of the region is useful. */
  public double parallelEfficiency() {
    return transfer * serialisation * loadBalance;
  }

  /** The same as shares of the region that add up to one with {@link #parallelEfficiency()}. */
  public Map<Category, Double> losses() {
    Map<Category, Double> losses = new EnumMap<>(Category.class);
    losses.put(Category.PARALLEL_TRANSFER, 1 - transfer);
    losses.put(Category.PARALLEL_SERIALISATION, transfer * (1 - serialisation));
    losses.put(Category.PARALLEL_IMBALANCE, communication() * (1 - loadBalance));
    return losses;
  }
}
