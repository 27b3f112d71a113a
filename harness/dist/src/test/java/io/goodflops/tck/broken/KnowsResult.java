package io.goodflops.tck.broken;

import io.goodflops.result.RunRecord;

/** Breaks: tck knows spi and workload alone. */
record KnowsResult(RunRecord run) {}
