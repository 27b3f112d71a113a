package io.goodflops.spi;

/** Copies from another device's memory straight into this device's, see {@link Device#peer}. */
public interface PeerCopies {
  /**
   * Copies all of {@code from} into {@code to}, in the queue's order: what was enqueued before
   * finds the old bytes of {@code to}, what is enqueued after it the new ones. The other device's
   * queues know nothing of it: {@code from} stays untouched until the queue has finished.
   *
   * @param queue of this device
   * @param from a buffer of the other device
   * @param to a buffer of this device, of as many bytes
   */
  void enqueue(Queue queue, Buffer from, Buffer to);
}
