package io.goodflops.spi;

/** A normal "no": this device does not do this op, with the reason a reader of the report sees. */
public final class UnsupportedOpException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnsupportedOpException(String reason) {
    super(reason);
  }
}
