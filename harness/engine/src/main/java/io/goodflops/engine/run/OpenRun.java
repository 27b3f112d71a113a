package io.goodflops.engine.run;

import io.goodflops.result.RunRecord;
import java.nio.file.Path;

/**
 * A finished run whose books are not closed yet: samples and ceilings, no intervals, no ledgers.
 *
 * @param folder where its files go
 */
public record OpenRun(RunRecord record, Path folder) {}
