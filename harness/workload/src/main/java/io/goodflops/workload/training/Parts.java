package io.goodflops.workload.training;

/** Takes an op's outputs as they should be, part by part; each element is in one part. */
@FunctionalInterface
public interface Parts {
  /**
   * A part of an output.
   *
   * @param first its first element, in storage order of the whole output
   */
  void take(int output, long first, Expected part);
}
