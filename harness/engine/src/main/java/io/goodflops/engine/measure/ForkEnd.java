package io.goodflops.engine.measure;

import io.goodflops.engine.child.ChildWatch;
import io.goodflops.engine.child.MemoryLimit;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a fork's process ended.
 *
 * @param killed why the watch or the guard had to end it
 * @param limit the memory it was allowed
 * @param wallNanos from its start to its end, by the host's clock
 */
record ForkEnd(
    Optional<ChildWatch.Verdict> killed, MemoryLimit limit, OptionalInt exitCode, long wallNanos) {}
