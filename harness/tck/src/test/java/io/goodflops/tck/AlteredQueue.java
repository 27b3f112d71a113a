package io.goodflops.tck;

import io.goodflops.spi.Launch;
import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;

/** A queue over another one. */
class AlteredQueue implements Queue {
  final Queue inner;

  AlteredQueue(Queue inner) {
    this.inner = inner;
  }

  void enqueue(Launch launch) {
    launch.enqueue(inner);
  }

  @Override
  public void finish() {
    inner.finish();
  }

  @Override
  public Mark mark() {
    return inner.mark();
  }

  @Override
  public void waitFor(Mark mark) {
    inner.waitFor(mark);
  }

  @Override
  public void close() {
    inner.close();
  }
}
