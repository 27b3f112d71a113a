package io.goodflops.ledger;

import java.util.OptionalDouble;

/**
 * Levels 7 to 9 of the chain for a region that {@code workers} enter together: network, dependency
 * and imbalance, each the difference of two times of the region in device-time.
 *
 * @param workers N
 * @param runtime R of the region, after what was removed before
 * @param idealRuntime R with a network that takes no time; empty if not tried: then what the
 *     network costs stays in the dependencies
 * @param longest largest useful time of a worker
 * @param average mean useful time of the workers
 */
public record ParallelRegion(
    int workers, double runtime, OptionalDouble idealRuntime, double longest, double average) {

  /** Books the region, {@code times} over; its time has to be part of the chain's current level. */
  public void book(Chain chain, int times) {
    double n = (double) workers * times;
    double outside = chain.level() - n * runtime;
    if (idealRuntime.isPresent()) {
      chain.to(Category.PARALLEL_TRANSFER, outside + n * idealRuntime.getAsDouble());
    }
    chain.to(Category.PARALLEL_SERIALISATION, outside + n * longest);
    chain.to(Category.PARALLEL_IMBALANCE, outside + n * average);
  }
}
