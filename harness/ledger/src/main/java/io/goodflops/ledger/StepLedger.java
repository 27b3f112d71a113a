package io.goodflops.ledger;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.LedgerRecord.Basis;
import io.goodflops.result.RunRecord;
import io.goodflops.result.StepRecord;
import io.goodflops.result.StepRecord.StepOp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A traced step of a program, divided: {@code traced time = cost of marks + effective + Σ losses +
 * signed remainder}. All times are nanoseconds.
 *
 * <p>Gaps come first: what lies between the end of all earlier ops and the start of the next, and
 * behind the last. In a gap a copy goes before the wait for an input, and that before dispatch;
 * what ops hide is free. The marks of the trace stand there, so what the traced step takes longer
 * than the untraced one is taken from the gaps, from each in proportion and never more than there
 * is. Then each op's own time is divided, see {@link OpLedger}; what the workload counts as not
 * needed is taken out of what is effective. Ops that overlap make the remainder negative.
 *
 * @param flops operations that the step needs
 * @param tracingNanos cost of the marks
 * @param account the rest of the traced step
 * @param ops largest loss first
 * @param tailGapNanos the gap after the last op
 * @param basis what 100 % is for the case's own compute mode, if there is anything
 */
public record StepLedger(
    StepRecord step,
    double flops,
    double tracingNanos,
    Account account,
    List<OpLedger> ops,
    double tailGapNanos,
    Optional<Basis> basis,
    Optional<StepAdvice> advice) {
  public StepLedger {
    ops = List.copyOf(ops);
  }

  /** The mean step of the case's forks; empty unless it was measured on one device. */
  public static Optional<StepLedger> of(RunRecord run, CaseRecord subject) {
    if (subject.outcome() != Outcome.MEASURED || subject.devices().size() > 1) {
      return Optional.empty();
    }
    Optional<StepRecord> step =
        StepRecord.mean(
            subject.forks().stream()
                .map(ForkRecord::step)
                .flatMap(Optional::stream)
                .filter(s -> s.tracedNanos() > 0 && s.untracedNanos() > 0)
                .toList());
    return step.map(s -> new Drawing(run, subject, s).ledger());
  }

  /** Traced ÷ untraced time, less one. */
  public double tracingShare() {
    return (double) step.tracedNanos() / step.untracedNanos() - 1;
  }

  /** {@code FLOP ÷ (untraced time × P_ref)}; empty without operations or without a peak. */
  public OptionalDouble effectiveShare() {
    return basis.isPresent() && flops > 0
        ? OptionalDouble.of(flops / (step.untracedNanos() / 1e9 * basis.get().rate()))
        : OptionalDouble.empty();
  }

  /** All that the traced step's time is divided into, in the order of the chain. */
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(Group.EFFECTIVE.label(), Group.EFFECTIVE, account.effective()));
    account
        .losses()
        .forEach(
            (category, nanos) -> parts.add(new Part(category.label(), category.group(), nanos)));
    parts.add(
        new Part(new Text("Cost of the marks", "打点开销"), Group.SETUP_AND_CHECKS, tracingNanos));
    parts.add(new Part(new Text("Remainder", "余项"), Group.UNEXPLAINED, account.unattributed()));
    return parts;
  }

  /**
   * One part of the traced step.
   *
   * @param nanos negative for a remainder only
   */
  public record Part(Text name, Group group, double nanos) {}

  /** Draws up one ledger. */
  private static final class Drawing {
    private final RunRecord run;
    private final CaseRecord subject;
    private final StepRecord step;
    private final Map<Ceilings.Key, Ceilings> ceilings = new HashMap<>();

    Drawing(RunRecord run, CaseRecord subject, StepRecord step) {
      this.run = run;
      this.subject = subject;
      this.step = step;
    }

    StepLedger ledger() {
      List<StepOp> inOrder =
          step.ops().stream().sorted(Comparator.comparingDouble(StepOp::startNanos)).toList();
      StepGaps waits = StepGaps.of(step, inOrder);
      List<Double> gaps = waits.dispatch();
      double allGaps = 0;
      for (double gap : gaps) {
        allGaps += gap;
      }
      double marks = Math.max(0, (double) step.tracedNanos() - step.untracedNanos());
      double tracing = Math.min(marks, allGaps);
      double kept = allGaps > 0 ? 1 - tracing / allGaps : 1;
      List<OpLedger> ops = new ArrayList<>();
      Account account = Account.ZERO;
      for (int i = 0; i < inOrder.size(); i++) {
        StepOp op = inOrder.get(i);
        ops.add(OpLedger.of(i, op, gaps.get(i) * kept, ceilings(op)));
        account = account.plus(ops.get(i).account());
      }
      double left = step.tracedNanos() - tracing - account.total();
      account = account.plus(between(left, allGaps - tracing, waits));
      Optional<Basis> basis = ceilings(Ceilings.Key.of(subject)).canonical();
      double executed = ops.stream().mapToDouble(op -> (double) op.op().flops()).sum();
      double extra = Math.max(0, executed - subject.flops());
      if (basis.isPresent()) {
        account = account.plus(redundant(extra, basis.get().rate() / 1e9));
      }
      Optional<StepAdvice> advice = StepAdvice.of(ops);
      ops.sort(Comparator.comparingDouble(OpLedger::lossNanos).reversed());
      return new StepLedger(
          step,
          executed - extra,
          tracing,
          account,
          ops,
          gaps.get(inOrder.size()) * kept,
          basis,
          advice);
    }

    /** Takes what was not needed out of what counts as effective. */
    private Account redundant(double extra, double flopsPerNano) {
      Map<Category, Double> nanos = new EnumMap<>(Category.class);
      nanos.putAll(Redundancy.of(subject, extra));
      double named = nanos.values().stream().mapToDouble(Double::doubleValue).sum();
      if (extra - named > 1e-9 * extra) {
        nanos.put(Category.REDUNDANT_OTHER, extra - named);
      }
      nanos.replaceAll((category, flops) -> flops / flopsPerNano);
      return new Account(0, -extra / flopsPerNano, nanos, 0, Map.of());
    }

    /** What is left of the step beside its ops; ops that overlap leave less than the gaps. */
    private static Account between(double left, double gap, StepGaps waits) {
      Map<Category, Double> nanos = new EnumMap<>(Category.class);
      nanos.put(Category.HOST_DISPATCH_GAP, gap);
      if (waits.fed()) {
        nanos.put(Category.HOST_INPUT_WAIT, waits.input());
        nanos.put(Category.TRANSFER_EXPOSED_COPY, waits.copy());
      }
      double over = left - gap - waits.input() - waits.copy();
      return new Account(
          left, 0, nanos, over, over < 0 ? Map.of(Category.HOST_DISPATCH_GAP, over) : Map.of());
    }

    private Ceilings ceilings(StepOp op) {
      return ceilings(
          new Ceilings.Key(subject.device(), op.dtype(), op.accumulate(), op.mathMode()));
    }

    private Ceilings ceilings(Ceilings.Key wanted) {
      return ceilings.computeIfAbsent(
          wanted,
          key ->
              Ceilings.of(
                  key,
                  run.devices().stream().filter(d -> d.id().equals(key.device())).findFirst(),
                  run.calibration().stream()
                      .filter(c -> c.device().equals(key.device()))
                      .findFirst()));
    }
  }
}
