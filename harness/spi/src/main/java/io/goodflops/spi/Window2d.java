package io.goodflops.spi;

/**
 * What slides over an image, in elements.
 *
 * @param strideHeight step downwards
 * @param padHeight rows of padding above and below
 * @param padWidth columns of padding left and right
 */
public record Window2d(
    long height, long width, long strideHeight, long strideWidth, long padHeight, long padWidth) {
  public Window2d {
    Sizes.requirePositive(height, "kernel height");
    Sizes.requirePositive(width, "kernel width");
    Sizes.requirePositive(strideHeight, "stride height");
    Sizes.requirePositive(strideWidth, "stride width");
    if (padHeight < 0 || padHeight >= height || padWidth < 0 || padWidth >= width) {
      throw new IllegalArgumentException(
          "padding is "
              + padHeight
              + " and "
              + padWidth
              + ", must be at least 0 and less than the kernel");
    }
  }

  /** A square window. */
  public static Window2d square(long size, long stride, long pad) {
    return new Window2d(size, size, stride, stride, pad, pad);
  }

  /** Rows of the result: ⌊(height + 2·pad − kernel) ÷ stride⌋ + 1. */
  public long outputHeight(long inputHeight) {
    return fit(inputHeight, height, strideHeight, padHeight);
  }

  /** Columns of the result. */
  public long outputWidth(long inputWidth) {
    return fit(inputWidth, width, strideWidth, padWidth);
  }

  /** Elements of the window. */
  public long elements() {
    return Math.multiplyExact(height, width);
  }

  private static long fit(long size, long kernel, long stride, long pad) {
    long room = Math.addExact(size, Math.multiplyExact(2, pad)) - kernel;
    if (room < 0) {
      throw new IllegalArgumentException(
          "a kernel of " + kernel + " does not fit an image of " + size + " padded by " + pad);
    }
    return room / stride + 1;
  }
}
