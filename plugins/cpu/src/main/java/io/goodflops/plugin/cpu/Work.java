package io.goodflops.plugin.cpu;

/** What a launch does each time; closing it gives back what binding took. */
interface Work extends AutoCloseable {
  void run();

  @Override
  default void close() {}
}
