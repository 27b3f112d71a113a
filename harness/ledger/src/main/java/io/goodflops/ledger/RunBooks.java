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
import java.util.EnumMap;
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
    for (String device : devices(run)) {
      List<CaseRecord> cases = cases(run, device);
      sharedBasis(cases)
          .ifPresent(basis -> ledgers.add(device(basis, cases, calibrationNanos(run, device))));
    }
    return ledgers;
  }

  /** The devices that {@link #of} gives a ledger, in its order. */
  static List<String> devices(RunRecord run) {
    return run.cases().stream()
        .map(CaseRecord::device)
        .distinct()
        .filter(device -> sharedBasis(cases(run, device)).isPresent())
        .toList();
  }

  private static List<CaseRecord> cases(RunRecord run, String device) {
    return run.cases().stream()
        .filter(c -> c.device().equals(device) && !c.forks().isEmpty())
        .toList();
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
    Map<Category, String> evidence = new EnumMap<>(Category.class);
    for (CaseRecord record : cases) {
      sum = sum.plus(processes(record));
      if (record.outcome() == Outcome.MEASURED) {
        LedgerRecord steady = record.ledger().orElseThrow();
        sum = sum.plus(nanos(steady));
        violations.addAll(steady.violations());
        weaken(evidence, steady);
      }
    }
    double capacity = sum.total() * basis.rate() / 1e9;
    return LedgerWriter.once(
        "run", "FLOP", basis, capacity, sum, c -> evidence.getOrDefault(c, "measured"), violations);
  }

  /** What is not measured in one case is not measured in the sum. */
  private static void weaken(Map<Category, String> evidence, LedgerRecord steady) {
    for (Category category : Category.values()) {
      steady
          .categories()
          .getOrDefault(category.id(), Optional.empty())
          .map(Booking::evidence)
          .filter(e -> !e.equals("measured"))
          .ifPresent(e -> evidence.put(category, e));
    }
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
    boolean measured = record.outcome() == Outcome.MEASURED;
    if (!measured || fork.outcome() != Outcome.MEASURED) {
      boolean wrong = record.outcome() == Outcome.WRONG || fork.outcome() == Outcome.WRONG;
      // the samples of a refused fork of a measured case are refused in its steady ledger already
      double rest = Math.max(0, fork.wallNanos() - (measured ? timed : 0));
      return new Chain(rest)
          .to(wrong ? Category.REJECTED_VERIFY_FAILED : Category.REJECTED_ABORTED, 0)
          .account();
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
    Map<Category, Double> losses = new EnumMap<>(Category.class);
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
