package io.goodflops.ledger;

import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Basis;
import io.goodflops.result.RunLedgerRecord;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Closes the books of a run: estimates, suspicions and ledgers are added, nothing that was measured
 * is changed. A pure function of the record: closing a closed run changes nothing.
 */
public final class Books {
  /** A share above this is an error of the peak, not the clock's noise. */
  private static final double MOST_SHARE = 1.005;

  private Books() {}

  /** The same run with its books closed. */
  public static RunRecord close(RunRecord open) {
    Map<Ceilings.Key, Ceilings> ceilings = new ConcurrentHashMap<>();
    Function<Ceilings.Key, Ceilings> find =
        wanted ->
            ceilings.computeIfAbsent(
                wanted, key -> Ceilings.of(key, device(open, key), calibration(open, key)));
    List<CaseRecord> estimated =
        open.cases().parallelStream().map(c -> close(open, c, find)).toList();
    List<CaseRecord> closed =
        TogetherBooks.close(estimated.stream().map(c -> compare(c, estimated)).toList());
    RunRecord withCases = open.with(closed, open.runLedger());
    Optional<RunLedgerRecord> runLedger =
        open.runLedger()
            .map(
                r ->
                    new RunLedgerRecord(
                        r.wallNanos(),
                        r.timedNanos(),
                        r.calibrationNanos(),
                        r.phases(),
                        r.otherNanos(),
                        RunBooks.of(withCases)));
    return open.with(closed, runLedger);
  }

  /**
   * Devices that have a ledger of the whole run, in the order of {@link RunLedgerRecord#devices()}.
   */
  public static List<String> devicesOnOneBasis(RunRecord run) {
    return RunBooks.devices(run);
  }

  private static CaseRecord close(
      RunRecord run, CaseRecord record, Function<Ceilings.Key, Ceilings> find) {
    boolean judged = record.outcome() == Outcome.MEASURED || record.outcome() == Outcome.WRONG;
    Columns columns = Columns.of(record, threads(run, record));
    if (!judged || record.devices().size() > 1) {
      return record;
    }
    Ceilings ceilings = find.apply(Ceilings.Key.of(record));
    CaseBooks books = new CaseBooks(record, columns, ceilings, StepLevels.of(run, record, find));
    Optional<TimeEstimate> time = TimeEstimates.of(columns);
    Optional<Basis> canonical = ceilings.canonical();
    Optional<Basis> attainable =
        ceilings.attainable().filter(b -> !canonical.equals(Optional.of(b)));
    Set<String> suspect = new LinkedHashSet<>(record.suspect());
    Set<String> disturbed = new LinkedHashSet<>(record.disturbed());
    time.ifPresent(
        t -> {
          suspect.addAll(Suspicion.of(record, columns, t, ceilings, books.meanClock()));
          disturbed.addAll(Steadiness.of(record, columns, t, run.settings()));
        });
    Optional<LedgerRecord> ledger = canonical.flatMap(books::compute);
    if (suspect.isEmpty() && ledger.filter(l -> l.effective().share() > MOST_SHARE).isPresent()) {
      suspect.add("more than 100 % of its basis: that ceiling is too low");
    }
    boolean bandwidth =
        record.flops() <= 0 || canonical.filter(b -> belowBalance(record, b, ceilings)).isPresent();
    return record
        .withDisturbed(List.copyOf(disturbed))
        .withLedgers(
            time,
            List.copyOf(suspect),
            ledger,
            attainable.flatMap(books::compute),
            bandwidth ? books.bandwidth() : Optional.empty());
  }

  private static CaseRecord compare(CaseRecord record, List<CaseRecord> all) {
    Optional<String> gain =
        Suspicion.constantGain(record, all).filter(text -> !record.suspect().contains(text));
    if (gain.isEmpty()) {
      return record;
    }
    List<String> suspect = new ArrayList<>(record.suspect());
    suspect.add(gain.get());
    return record.withLedgers(
        record.timeNanos(),
        suspect,
        record.ledger(),
        record.ledgerAttainable(),
        record.bandwidthLedger());
  }

  /** Whether the bytes take longer than the operations, both at their ceilings. */
  private static boolean belowBalance(CaseRecord record, Basis basis, Ceilings ceilings) {
    return record.bytes() > 0
        && !ceilings.bandwidth().isEmpty()
        && record.bytes() / ceilings.bandwidth().at(record.bytes()) > record.flops() / basis.rate();
  }

  /** Threads of the host that the case's device is; 1 if it is none of the host's. */
  private static int threads(RunRecord run, CaseRecord record) {
    int claimed = device(run, Ceilings.Key.of(record)).map(DeviceRecord::hostThreads).orElse(0);
    return Math.max(1, Math.min(claimed, run.host().logicalCores()));
  }

  private static Optional<DeviceRecord> device(RunRecord run, Ceilings.Key key) {
    return run.devices().stream().filter(d -> d.id().equals(key.device())).findFirst();
  }

  private static Optional<CalibrationRecord> calibration(RunRecord run, Ceilings.Key key) {
    return run.calibration().stream().filter(c -> c.device().equals(key.device())).findFirst();
  }
}
