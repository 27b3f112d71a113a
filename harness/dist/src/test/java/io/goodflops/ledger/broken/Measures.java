package io.goodflops.ledger.broken;

import org.openjdk.jmh.infra.BenchmarkParams;

/** Breaks: only engine knows JMH. */
record Measures(BenchmarkParams benchmark) {}
