package io.goodflops.tck;

import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Role;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.data.Pattern;

/** Matrix products as large as the device is fast enough for: a slow device is spared them. */
final class LargeProducts {
  private static final long LONGEST_NANOS = 50_000_000;
  private static final long[][] SHAPES = {
    {80, 80, 80}, {255, 257, 511}, {513, 1023, 129}, {1024, 1024, 1024}, {1025, 2047, 511}
  };

  private LargeProducts() {}

  /** Breaks off at the first wrong one; returns how many were right. */
  static int judge(Subject subject) {
    int judged = 0;
    try (Device device = subject.open();
        Queue queue = device.openQueue()) {
      for (DType dtype : Catalogue.MATMUL_TYPES) {
        double nanosPerFlop = 0;
        for (long[] s : SHAPES) {
          MatMul op = Catalogue.product(1, s[0], s[1], s[2], false, false, dtype, Role.VARIABLE);
          double expectedNanos = nanosPerFlop * (double) op.flops();
          if (subject.options().wants(op.kind()) && expectedNanos < LONGEST_NANOS) {
            OpCase one = new OpCase(op, Lane.PLAIN);
            try (OpRun run = new OpRun(subject, device, one)) {
              long seed = subject.seed(one, Pattern.RANDOM);
              run.fill(Pattern.RANDOM, seed);
              run.once(queue);
              run.announce();
              long start = System.nanoTime();
              run.enqueue(queue);
              queue.finish();
              nanosPerFlop = (double) (System.nanoTime() - start) / (double) op.flops();
              run.judge(Pattern.RANDOM, seed);
              judged++;
            } catch (UnsupportedOpException e) {
              nanosPerFlop = Double.POSITIVE_INFINITY;
            }
          }
        }
      }
    }
    return judged;
  }
}
