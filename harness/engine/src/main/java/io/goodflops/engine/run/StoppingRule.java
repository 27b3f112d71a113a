package io.goodflops.engine.run;

/** How many forks a case needs. */
public interface StoppingRule {
  /**
   * Asked once, after the pilot forks: peeking again and again would spoil the interval.
   *
   * @param forkMeansNanos mean time of a launch in each fork so far
   * @param precision wanted relative half-width of the interval
   * @return forks in all, at least as many as there are
   */
  int forksNeeded(double[] forkMeansNanos, double precision);
}
