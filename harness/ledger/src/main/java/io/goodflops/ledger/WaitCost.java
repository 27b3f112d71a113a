package io.goodflops.ledger;

import io.goodflops.result.ForkRecord;
import io.goodflops.result.ForkRecord.Sample;
import java.util.List;

/**
 * How much longer a launch takes for a nanosecond that the threads of its device wait for a CPU in
 * the mean. Threads that share one launch wait for the last of them: if all wait at once it is 1,
 * if each waits while the others could go on it is their number. Between these two it is the slope
 * of the batches' times over what they waited, by least squares within the forks, so that forks of
 * other speeds do not tell on it.
 */
final class WaitCost {
  private WaitCost() {}

  /**
   * The slope; 1 if nothing waited, or nothing differently.
   *
   * @param threads of the device
   */
  static double of(List<ForkRecord> forks, int threads) {
    double waitWait = 0;
    double waitTime = 0;
    for (ForkRecord fork : forks) {
      List<Sample> samples = fork.samples().stream().filter(s -> s.launches() > 0).toList();
      double meanWait = samples.stream().mapToDouble(WaitCost::wait).average().orElse(0);
      double meanTime = samples.stream().mapToDouble(WaitCost::time).average().orElse(0);
      for (Sample sample : samples) {
        double wait = wait(sample) - meanWait;
        waitWait += wait * wait;
        waitTime += wait * (time(sample) - meanTime);
      }
    }
    double slope = waitWait > 0 ? waitTime / waitWait : 1;
    return Math.max(1, Math.min(slope, threads));
  }

  private static double wait(Sample sample) {
    return sample.waitNanos().orElse(0) / (double) sample.launches();
  }

  private static double time(Sample sample) {
    return (sample.wallNanos() - sample.pauseNanos()) / (double) sample.launches();
  }
}
