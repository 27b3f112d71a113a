package io.goodflops.ledger;

import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Basis;
import io.goodflops.result.LedgerRecord.Booking;
import io.goodflops.result.LedgerRecord.Violation;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The run ledger of each device: its calibration and every child process that held it, from start
 * to end. It tells what this run did with that time, so it is an account and not an estimate: its
 * intervals have no width. Only devices whose cases all stand on one basis get one.
 */
final class RunBooks {
  private static final Map<String, Category> PHASES =
      Map.of(
          "jvm", Category.LIFECYCLE_SETUP,
          "open", Category.LIFECYCLE_SETUP,
          "data", Category.LIFECYCLE_SETUP,
          "compile", Category.LIFECYCLE_COMPILE,
          "warmup", Category.LIFECYCLE_WARMUP,
          "verify", Category.LIFECYCLE_VERIFY,
          "trace", Category.LIFECYCLE_VERIFY,
          "teardown", Category.LIFECYCLE_TEARDOWN);

  private RunBooks() {}

  static List<LedgerRecord> of(RunRecord run) {
    List<LedgerRecord> ledgers = new ArrayList<>();
    for (String device : run.cases().stream().map(CaseRecord::device).distinct().toList()) {
      List<CaseRecord> cases =
          run.cases().stream()
              .filter(c -> c.device().equals(device) && !c.forks().isEmpty())
              .toList();
      sharedBasis(cases)
          .ifPresent(basis -> ledgers.add(device(basis, cases, calibrationNanos(run, device))));
    }
    return ledgers;
  }

  private static Optional<Basis> sharedBasis(List<CaseRecord> cases) {
    List<Optional<Basis>> bases =
        cases.stream()
            .filter(c -> c.outcome() == Outcome.MEASURED)
            .map(c -> c.ledger().map(LedgerRecord::basis))
            .distinct()
            .toList();
    return bases.size() == 1 ? bases.get(0) : Optional.empty();
  }

  private static long calibrationNanos(RunRecord run, String device) {
    return run.calibration().stream()
        .filter(c -> c.device().equals(device))
        .mapToLong(CalibrationRecord::nanosSpent)
        .sum();
  }

  private static LedgerRecord device(Basis basis, List<CaseRecord> cases, long calibrationNanos) {
    Account sum = new Chain(calibrationNanos).to(Category.LIFECYCLE_CALIBRATION, 0).account();
    List<Violation> violations = new ArrayList<>();
    for (CaseRecord record : cases) {
      sum = sum.plus(processes(record));
      if (record.outcome() == Outcome.MEASURED) {
        LedgerRecord steady = record.ledger().orElseThrow();
        sum = sum.plus(nanos(steady));
        violations.addAll(steady.violations());
      }
    }
    double capacity = sum.total() * basis.rate() / 1e9;
    return LedgerWriter.once(
        "run", "FLOP", basis, capacity, sum, category -> "measured", violations);
  }

  /** Everything of a case's processes that is not in its steady ledger. */
  private static Account processes(CaseRecord record) {
    Account sum = Account.ZERO;
    for (ForkRecord fork : record.forks()) {
      sum = sum.plus(process(record, fork));
    }
    return sum;
  }

  private static Account process(CaseRecord record, ForkRecord fork) {
    double timed = fork.samples().stream().mapToDouble(ForkRecord.Sample::wallNanos).sum();
    if (record.outcome() == Outcome.WRONG || fork.outcome() == Outcome.WRONG) {
      double rest =
          record.outcome() == Outcome.MEASURED ? fork.wallNanos() - timed : fork.wallNanos();
      return new Chain(Math.max(0, rest)).to(Category.REJECTED_VERIFY_FAILED, 0).account();
    }
    if (record.outcome() != Outcome.MEASURED || fork.outcome() != Outcome.MEASURED) {
      double rest =
          record.outcome() == Outcome.MEASURED ? fork.wallNanos() - timed : fork.wallNanos();
      return new Chain(Math.max(0, rest)).to(Category.REJECTED_ABORTED, 0).account();
    }
    Chain chain = new Chain(Math.max(0, fork.wallNanos() - timed));
    fork.lifecycle()
        .forEach(
            (phase, nanos) ->
                chain.less(PHASES.getOrDefault(phase, Category.LIFECYCLE_SETUP), nanos));
    return chain.account();
  }

  /** A steady ledger in device-nanoseconds again. */
  private static Account nanos(LedgerRecord steady) {
    double total = steady.capacityFlop() / steady.basis().rate() * 1e9;
    Map<Category, Double> losses = new java.util.EnumMap<>(Category.class);
    steady
        .categories()
        .forEach(
            (id, booking) -> {
              Optional<Category> category = Category.of(id);
              if (category.isPresent() && booking.isPresent()) {
                losses.put(category.get(), booking.map(Booking::share).get() * total);
              }
            });
    return new Account(
        total,
        steady.effective().share() * total,
        losses,
        steady.unattributedShare() * total,
        Map.of());
  }
}
