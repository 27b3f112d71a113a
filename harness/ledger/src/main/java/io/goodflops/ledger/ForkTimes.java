package io.goodflops.ledger;

import io.goodflops.result.CaseRecord;
import java.util.List;

/** Mean time of a launch in each fork of a case: the replicates of every comparison. */
public final class ForkTimes {
  private final double[] nanos;
  private final List<String> unsteady;

  private ForkTimes(double[] nanos, List<String> unsteady) {
    this.nanos = nanos;
    this.unsteady = List.copyOf(unsteady);
  }

  /**
   * The accepted forks of a case, in order.
   *
   * @param precision wanted relative half-width of the run; smaller differences are not looked at
   */
  public static ForkTimes of(CaseRecord record, double precision) {
    Columns columns = Columns.of(record);
    return new ForkTimes(
        columns.forkMeans(), Steadiness.unsteady(record, columns, Math.max(0, precision)));
  }

  /** Times that come from elsewhere. */
  public static ForkTimes of(double[] nanos, double precision) {
    return new ForkTimes(nanos.clone(), Steadiness.shape(nanos, precision));
  }

  /** Nanoseconds of a launch, one value a fork. */
  public double[] nanos() {
    return nanos.clone();
  }

  /** Why one mean does not sum these forks up: two modes, drift, no steady state. */
  public List<String> unsteady() {
    return unsteady;
  }
}
