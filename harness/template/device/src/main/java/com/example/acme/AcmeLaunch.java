package com.example.acme;

import io.goodflops.spi.Launch;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Queue;

/** One product, ready to run any number of times. Nothing is allocated or kept from run to run. */
final class AcmeLaunch implements Launch {
  private final AcmeDevice device;
  private final MatMul op;
  private final AcmeBuffer a;
  private final AcmeBuffer b;
  private final AcmeBuffer c;
  private boolean closed;

  AcmeLaunch(AcmeDevice device, MatMul op, AcmeBuffer a, AcmeBuffer b, AcmeBuffer c) {
    this.device = device;
    this.op = op;
    this.a = a;
    this.b = b;
    this.c = c;
  }

  /** Driver: put the kernel into the queue's stream and return without waiting for it. */
  @Override
  public void enqueue(Queue queue) {
    if (closed) {
      throw new IllegalStateException("the launch is closed");
    }
    AcmeDriver.matMul(
        AcmeQueue.of(queue, device).handle(),
        a.address(),
        b.address(),
        c.address(),
        op.batch(),
        op.m(),
        op.n(),
        op.k(),
        op.transposeA(),
        op.transposeB());
  }

  /** Driver: free the argument list or the captured graph; the buffers are not the launch's. */
  @Override
  public void close() {
    closed = true;
    device.closed(this);
  }
}
