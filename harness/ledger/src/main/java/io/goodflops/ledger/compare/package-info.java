/** Runs against each other: ratios with intervals, verdicts, and what a gate may block. */
package io.goodflops.ledger.compare;
