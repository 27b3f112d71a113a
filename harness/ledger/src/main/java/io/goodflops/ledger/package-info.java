/**
 * The compute ledger: pure functions from a run record to effective and wasted compute, with
 * intervals. No input, no output, no clock, no engine: what is closed here can be closed again from
 * the files alone.
 */
package io.goodflops.ledger;
