package io.goodflops.engine.measure;

import java.io.File;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.ExternalProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;

/**
 * Puts words before the command of the fork, which JMH lets profilers do alone. Naming another
 * {@code jvm} would make JMH start that one once more for each fork, to ask for its properties.
 */
public final class ForkPrefix implements ExternalProfiler {
  private static volatile List<String> words = List.of();
  private static volatile Runnable beforeFork = () -> {};

  /** For JMH. */
  public ForkPrefix() {}

  /**
   * What stands before the next forks; forks run one at a time.
   *
   * @param ready called when all but the process itself is there
   */
  static void set(List<String> prefix, Runnable ready) {
    words = List.copyOf(prefix);
    beforeFork = ready;
  }

  @Override
  public Collection<String> addJVMInvokeOptions(BenchmarkParams params) {
    return words;
  }

  @Override
  public Collection<String> addJVMOptions(BenchmarkParams params) {
    return List.of();
  }

  @Override
  public void beforeTrial(BenchmarkParams params) {
    beforeFork.run();
  }

  @Override
  @SuppressWarnings("rawtypes") // so declared by JMH
  public Collection<? extends Result> afterTrial(
      BenchmarkResult result, long pid, File out, File err) {
    return List.of();
  }

  @Override
  public boolean allowPrintOut() {
    return true;
  }

  @Override
  public boolean allowPrintErr() {
    return true;
  }

  @Override
  public String getDescription() {
    return "starts forks in an environment of their own";
  }
}
