package io.goodflops.spi;

/** A point in a queue's order. */
public interface Mark {

  /**
   * When it was reached, on the device's own clock ({@link Device#clock}). Valid once the queue has
   * finished; comparable across the queues of a device; never decreasing along one queue.
   */
  long nanos();
}
