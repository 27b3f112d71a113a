package io.goodflops.workload.training;

import io.goodflops.spi.Pass;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Window2d;

/** Pooling, window by window. */
final class Pooling {
  private final Pool2d op;
  private final double[] x;
  private final double[] out;
  private final double[] scales;

  private Pooling(Pool2d op, double[] x) {
    this.op = op;
    this.x = x;
    this.out = new double[Math.toIntExact(op.outputs().get(0).spec().elements())];
    this.scales = new double[out.length];
  }

  static Expected of(Pool2d op, double[][] in) {
    Pooling pooling = new Pooling(op, in[0]);
    int windows = (int) (op.outputHeight() * op.outputWidth());
    for (int plane = 0; plane < op.batch() * op.channels(); plane++) {
      for (int w = 0; w < windows; w++) {
        int y = plane * windows + w;
        if (op.pass() == Pass.FORWARD) {
          pooling.forward(plane, w, y);
        } else {
          pooling.backward(plane, w, in[1][y]);
        }
      }
    }
    boolean exact = op.pass() == Pass.FORWARD && op.function() == Pool2d.Function.MAX;
    return exact ? Expected.exact(pooling.out) : new Expected(pooling.out, pooling.scales);
  }

  private void forward(int plane, int w, int y) {
    int[] inside = elements(plane, w);
    if (op.function() == Pool2d.Function.MAX) {
      out[y] = x[largest(inside)];
      return;
    }
    for (int e : inside) {
      out[y] += x[e] / inside.length;
      scales[y] += Math.abs(x[e]) / inside.length;
    }
  }

  private void backward(int plane, int w, double dy) {
    int[] inside = elements(plane, w);
    if (op.function() == Pool2d.Function.MAX) {
      out[largest(inside)] += dy;
      scales[largest(inside)] += Math.abs(dy);
      return;
    }
    for (int e : inside) {
      out[e] += dy / inside.length;
      scales[e] += Math.abs(dy) / inside.length;
    }
  }

  /** The first of the largest. */
  private int largest(int[] inside) {
    int best = inside[0];
    for (int e : inside) {
      best = x[e] > x[best] ? e : best;
    }
    return best;
  }

  /** Elements of X in a window, in row-major order; padding is none. */
  private int[] elements(int plane, int w) {
    Window2d window = op.window();
    int top = (int) (w / op.outputWidth() * window.strideHeight() - window.padHeight());
    int left = (int) (w % op.outputWidth() * window.strideWidth() - window.padWidth());
    int[] elements = new int[(int) window.elements()];
    int n = 0;
    for (int i = Math.max(0, top); i < Math.min(op.height(), top + window.height()); i++) {
      for (int j = Math.max(0, left); j < Math.min(op.width(), left + window.width()); j++) {
        elements[n++] = (int) ((plane * op.height() + i) * op.width() + j);
      }
    }
    return java.util.Arrays.copyOf(elements, n);
  }
}
