package io.goodflops.result;

import java.util.List;
import java.util.Map;

/**
 * Where the run's wall time went: the harness's own ledger.
 *
 * @param wallNanos from start to close of the record
 * @param timedNanos inside timed batches
 * @param calibrationNanos inside calibration
 * @param phases other time by phase, for example {@code fork.jvm}, {@code fork.open}, {@code
 *     fork.warmup}, {@code judge}, {@code probe}
 * @param otherNanos wall time that no phase claims, signed
 * @param devices for each device, its run ledger where every case has one basis
 */
public record RunLedgerRecord(
    long wallNanos,
    long timedNanos,
    long calibrationNanos,
    Map<String, Long> phases,
    long otherNanos,
    List<LedgerRecord> devices) {
  public RunLedgerRecord {
    phases = Map.copyOf(phases);
    devices = List.copyOf(devices);
  }
}
