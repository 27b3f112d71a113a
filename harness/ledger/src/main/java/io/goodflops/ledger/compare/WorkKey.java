package io.goodflops.ledger.compare;

import io.goodflops.result.CaseRecord;

/**
 * What must be equal for two cases to be the same work: workload, types, mode, lane and inputs. A
 * case of another compute mode or lane stands in a row of its own.
 */
public record WorkKey(
    String workload,
    String dtype,
    String accumulate,
    String mathMode,
    String lane,
    String pattern) {

  static WorkKey of(CaseRecord record) {
    return new WorkKey(
        record.workload(),
        record.dtype(),
        record.accumulate(),
        record.mathMode(),
        record.lane(),
        record.pattern());
  }
}
