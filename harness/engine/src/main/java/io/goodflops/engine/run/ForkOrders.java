package io.goodflops.engine.run;

import io.goodflops.engine.measure.ForkOrder;
import io.goodflops.engine.measure.WorkMessage;
import io.goodflops.engine.plan.Case;
import io.goodflops.result.Seeds;
import io.goodflops.spi.MatMul;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.suite.Policy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** What the forks of a run are told to do. */
final class ForkOrders {
  /** Each keeps the times of all ops of its step in the record. */
  private static final int MOST_TRACED_FORKS = 5;

  private final JournalEntry.Start start;
  private final Policy policy;

  ForkOrders(JournalEntry.Start start, Policy policy) {
    this.start = start;
    this.policy = policy;
  }

  /**
   * The next fork of a case on its own.
   *
   * @param work folder of the fork
   */
  ForkOrder alone(CaseBook book, Path work) {
    Case planned = book.planned();
    return order(
        planned,
        Seeds.ofFork(start.seed(), planned.id(), book.forks()),
        book.isEmpty() ? Optional.of(second(planned)) : Optional.empty(),
        book.forks() < MOST_TRACED_FORKS,
        book.launchesBefore(),
        work);
  }

  /**
   * A fork beside those of other devices.
   *
   * @param round from 0
   * @param work folder of the fork
   */
  ForkOrder together(Case planned, int round, Path work) {
    return order(
        planned,
        Seeds.ofForkTogether(start.seed(), planned.id(), round),
        Optional.empty(),
        false,
        OptionalInt.empty(),
        work);
  }

  private ForkOrder order(
      Case planned,
      long seed,
      Optional<Pattern> second,
      boolean tracesSteps,
      OptionalInt launches,
      Path work) {
    return new ForkOrder(
        planned.device().record().hostThreads(),
        WorkMessage.of(planned.shape().workload()),
        planned.shape().lane(),
        planned.shape().pattern(),
        seed,
        second,
        tracesSteps,
        launches,
        policy.minBatches(),
        policy.minBatchSeconds(),
        policy.minTimedSeconds(),
        policy.maxWarmupSeconds(),
        start.forkTimeoutSeconds() / (policy.minBatches() + 8.0),
        work.toString());
  }

  /** Inputs of the second look, which the first fork of a case takes. */
  private static Pattern second(Case planned) {
    return planned.op().filter(MatMul.class::isInstance).isPresent()
        ? Pattern.EXACT
        : Pattern.RANDOM;
  }
}
