package io.goodflops.engine.measure;

import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.data.Pattern;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A workload set up on an open device, in a child process, ready to be launched again and again.
 */
public interface Bench extends AutoCloseable {
  /** Prepares kernels and allocates. */
  void prepare() throws UnsupportedOpException;

  /** Fills the inputs and fixes the addresses. */
  void fill(Pattern pattern, long seed);

  /** Overwrites the outputs with bytes that no right answer has. */
  void poison();

  /** Enqueues {@code launches} executions. */
  void enqueue(Queue queue, int launches);

  /** Reads the first bytes of the outputs: on a device that is done, that takes no time. */
  void peek();

  /** Writes the outputs, one after the other, to a file. */
  void dump(Path file) throws IOException;

  /** Which implementation runs, in the vendor's words. */
  String implementation();

  @Override
  void close();
}
