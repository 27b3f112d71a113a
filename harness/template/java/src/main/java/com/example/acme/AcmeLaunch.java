package com.example.acme;

import io.goodflops.spi.Launch;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Queue;
import java.nio.FloatBuffer;

/** One product, ready to run any number of times. Nothing is allocated or kept from run to run. */
final class AcmeLaunch implements Launch {
  private final MatMul op;
  private final AcmeBuffer[] buffers;
  private final FloatBuffer a;
  private final FloatBuffer b;
  private final FloatBuffer c;

  AcmeLaunch(MatMul op, AcmeBuffer a, AcmeBuffer b, AcmeBuffer c) {
    this.op = op;
    this.buffers = new AcmeBuffer[] {a, b, c};
    this.a = a.floats();
    this.b = b.floats();
    this.c = c.floats();
  }

  /** Driver: put the kernel into the queue's stream and return without waiting for it. */
  @Override
  public void enqueue(Queue queue) {
    ((AcmeQueue) queue).requireOpen();
    for (AcmeBuffer buffer : buffers) {
      buffer.requireOpen();
    }
    for (int batch = 0; batch < op.batch(); batch++) {
      multiply(batch);
    }
  }

  /** No zero is skipped: zero times NaN is NaN. */
  private void multiply(int batch) {
    int m = (int) op.m();
    int n = (int) op.n();
    int k = (int) op.k();
    int startA = batch * m * k;
    int startB = batch * k * n;
    for (int i = 0; i < m; i++) {
      int row = (batch * m + i) * n;
      for (int j = 0; j < n; j++) {
        c.put(row + j, 0);
      }
      for (int l = 0; l < k; l++) {
        float factor = a.get(startA + (op.transposeA() ? l * m + i : i * k + l));
        for (int j = 0; j < n; j++) {
          float other = b.get(startB + (op.transposeB() ? j * k + l : l * n + j));
          c.put(row + j, c.get(row + j) + factor * other);
        }
      }
    }
  }
}
