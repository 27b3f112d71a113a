package io.goodflops.engine.measure;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Lets so many bytes pass and swallows the rest. */
final class LimitedStream extends FilterOutputStream {
  private long left;

  LimitedStream(OutputStream out, long bytes) {
    super(out);
    this.left = bytes;
  }

  @Override
  public synchronized void write(int one) throws IOException {
    if (left > 0) {
      left--;
      out.write(one);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    int kept = (int) Math.min(length, left);
    left -= kept;
    out.write(bytes, offset, kept);
  }
}
