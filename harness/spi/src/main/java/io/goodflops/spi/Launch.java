package io.goodflops.spi;

/** A kernel with its operands, ready to run any number of times. */
public interface Launch extends AutoCloseable {

  /**
   * Puts one execution into the queue and returns. Does not allocate, compile or wait for the
   * device; a device that has no queue of its own may do the work here.
   */
  void enqueue(Queue queue);

  @Override
  default void close() {}
}
