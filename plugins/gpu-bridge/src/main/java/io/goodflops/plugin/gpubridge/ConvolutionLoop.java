package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Conv2d;

/** A convolution by its definition, in FP64 on the host: for small ones that are to be compared. */
final class ConvolutionLoop {
  private ConvolutionLoop() {}

  /** What the op writes, of the two tensors that it reads. */
  static double[] of(Conv2d op, double[] image, double[] filter, double[] result) {
    double[] written =
        new double
            [switch (op.pass()) {
              case FORWARD -> result.length;
              case BACKWARD_DATA -> image.length;
              default -> filter.length;
            }];
    int k = (int) op.outChannels();
    int c = (int) op.inChannels();
    int h = (int) op.height();
    int w = (int) op.width();
    int p = (int) op.outputHeight();
    int q = (int) op.outputWidth();
    int r = (int) op.window().height();
    int s = (int) op.window().width();
    for (int at = 0; at < result.length * c * r * s; at++) {
      int y = at / (c * r * s);
      int f = at % (c * r * s);
      int row = y / q % p * (int) op.window().strideHeight() - (int) op.window().padHeight();
      int column = y % q * (int) op.window().strideWidth() - (int) op.window().padWidth();
      row += f / s % r;
      column += f % s;
      if (row >= 0 && row < h && column >= 0 && column < w) {
        int x = ((y / (k * p * q) * c + f / (r * s)) * h + row) * w + column;
        int z = y / (p * q) % k * c * r * s + f;
        switch (op.pass()) {
          case FORWARD -> written[y] += image[x] * filter[z];
          case BACKWARD_DATA -> written[x] += result[y] * filter[z];
          default -> written[z] += image[x] * result[y];
        }
      }
    }
    return written;
  }
}
