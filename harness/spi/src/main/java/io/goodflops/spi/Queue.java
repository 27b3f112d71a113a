package io.goodflops.spi;

/** An in-order stream of work. */
public interface Queue extends AutoCloseable {

  /** Returns when all that was enqueued is done and its results can be read. */
  void finish();

  /**
   * A point in this queue's order, reached when all work enqueued before it is done. Devices with
   * hardware events use them; others read the host's clock.
   */
  Mark mark();

  /**
   * Work enqueued after this call starts only when {@code mark}, of this or another queue of the
   * device, is reached.
   */
  void waitFor(Mark mark);

  @Override
  void close();
}
