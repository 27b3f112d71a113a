package io.goodflops.workload.broken;

import io.goodflops.result.RunRecord;

/** Breaks: workload knows spi alone. */
record KnowsResult(RunRecord run) {}
