package io.goodflops.report.chart;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.LedgerRecord;

/**
 * One case's ledger as one bar.
 *
 * @param label names the case apart from all others in its panel
 */
public record Bar(CaseRecord subject, String label, LedgerRecord ledger) {}
