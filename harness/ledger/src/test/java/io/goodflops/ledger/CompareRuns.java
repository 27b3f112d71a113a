package io.goodflops.ledger;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.RunRecord;
import io.goodflops.result.RunRecord.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Closed runs whose forks scatter by a known noise around a known time. */
final class CompareRuns {
  static final double NANOS = 3e7;
  private static final long FLOPS = 2L << 30;
  private static final long BYTES = 3L << 22;

  private CompareRuns() {}

  /** A closed run. */
  static RunRecord run(String id, CaseRecord... cases) {
    return run(id, Evidence.SELF_TESTED, cases);
  }

  static RunRecord run(String id, Evidence evidence, CaseRecord... cases) {
    RunRecord run = Runs.run(List.of(Runs.device()), List.of(Runs.usual()), cases);
    return Books.close(Runs.with(run, id, evidence));
  }

  /** A case of 20 forks with 1 % noise, whose launch takes this many nanoseconds. */
  static CaseRecord timed(String workload, double nanos) {
    return timed(workload, nanos, 20, 0.01);
  }

  static CaseRecord timed(String workload, double nanos, int forks, double noise) {
    Random random = new Random(workload.hashCode() + (long) nanos);
    List<ForkRecord> all = new ArrayList<>();
    for (int f = 0; f < forks; f++) {
      double own = nanos * (1 + noise * random.nextGaussian());
      all.addAll(Runs.forks(1, 6, 1, i -> Runs.sample(own, 1)));
    }
    return named(workload, Runs.record(workload, Outcome.MEASURED, FLOPS, BYTES, all));
  }

  static CaseRecord failed(String workload, Outcome outcome) {
    return named(workload, Runs.record(workload, outcome, FLOPS, BYTES, List.of()));
  }

  static CaseRecord named(String workload, CaseRecord c) {
    return copy(c, workload, c.op(), c.flops(), c.flopsExecuted(), c.suspect(), c.pattern());
  }

  static CaseRecord executing(CaseRecord c, long flops, long padding) {
    Map<String, String> op = new LinkedHashMap<>(c.op());
    op.put("paddingFlops", Long.toString(padding));
    return copy(c, c.workload(), op, c.flops(), Optional.of(flops), c.suspect(), c.pattern());
  }

  static CaseRecord ofFlops(CaseRecord c, long flops) {
    return copy(c, c.workload(), c.op(), flops, c.flopsExecuted(), c.suspect(), c.pattern());
  }

  static CaseRecord suspect(CaseRecord c) {
    return copy(
        c, c.workload(), c.op(), c.flops(), c.flopsExecuted(), List.of("too fast"), c.pattern());
  }

  static CaseRecord withForks(CaseRecord c, List<ForkRecord> forks) {
    return copy(
        c, c.workload(), c.op(), c.flops(), c.flopsExecuted(), c.suspect(), c.pattern(), forks);
  }

  static CaseRecord inLane(CaseRecord c, String lane) {
    return new CaseRecord(
        c.id() + "-" + lane,
        c.workload(),
        c.op(),
        c.source(),
        c.device(),
        c.devices(),
        c.dtype(),
        c.accumulate(),
        c.mathMode(),
        lane,
        c.pattern(),
        c.outcome(),
        c.suspect(),
        c.disturbed(),
        c.reason(),
        c.repro(),
        c.flops(),
        c.flopsExecuted(),
        c.bytes(),
        c.timeNanos(),
        c.implementation(),
        c.forks(),
        c.ranks(),
        c.verification(),
        c.ledger(),
        c.ledgerAttainable(),
        c.bandwidthLedger());
  }

  private static CaseRecord copy(
      CaseRecord c,
      String workload,
      Map<String, String> op,
      long flops,
      Optional<Long> executed,
      List<String> suspect,
      String pattern) {
    return copy(c, workload, op, flops, executed, suspect, pattern, c.forks());
  }

  private static CaseRecord copy(
      CaseRecord c,
      String workload,
      Map<String, String> op,
      long flops,
      Optional<Long> executed,
      List<String> suspect,
      String pattern,
      List<ForkRecord> forks) {
    return new CaseRecord(
        c.id(),
        workload,
        op,
        c.source(),
        c.device(),
        c.devices(),
        c.dtype(),
        c.accumulate(),
        c.mathMode(),
        c.lane(),
        pattern,
        c.outcome(),
        suspect,
        c.disturbed(),
        c.reason(),
        c.repro(),
        flops,
        executed,
        c.bytes(),
        c.timeNanos(),
        c.implementation(),
        forks,
        c.ranks(),
        c.verification(),
        c.ledger(),
        c.ledgerAttainable(),
        c.bandwidthLedger());
  }
}
