package io.goodflops.spi;

/** Which way through a network an op goes. */
public enum Pass {
  FORWARD(""),
  /** The gradients of all that the forward pass reads. */
  BACKWARD("-backward"),
  /** The gradient of the data alone. */
  BACKWARD_DATA("-backward-data"),
  /** The gradient of the weights alone. */
  BACKWARD_WEIGHTS("-backward-weights");

  private final String suffix;

  Pass(String suffix) {
    this.suffix = suffix;
  }

  /** The op's kind in this direction. */
  String of(String kind) {
    return kind + suffix;
  }

  void requireOneOf(Pass a, Pass b) {
    if (this != a && this != b) {
      throw new IllegalArgumentException("pass is " + this + ", must be " + a + " or " + b);
    }
  }
}
