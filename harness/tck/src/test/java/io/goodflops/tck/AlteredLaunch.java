package io.goodflops.tck;

import io.goodflops.spi.Launch;
import io.goodflops.spi.Queue;

/** A launch over another one. */
class AlteredLaunch implements Launch {
  private final Launch inner;

  AlteredLaunch(Launch inner) {
    this.inner = inner;
  }

  @Override
  public void enqueue(Queue queue) {
    ((AlteredQueue) queue).enqueue(inner);
  }

  @Override
  public void close() {
    inner.close();
  }
}
