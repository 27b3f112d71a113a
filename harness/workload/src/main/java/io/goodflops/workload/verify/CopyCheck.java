package io.goodflops.workload.verify;

import io.goodflops.spi.Copy;
import io.goodflops.workload.data.InputData;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Every byte must have arrived. */
final class CopyCheck {
  private static final int CHUNK_BYTES = 1 << 18;

  private CopyCheck() {}

  static Verdict check(Copy op, Judge.Question question) throws IOException {
    int elementBytes = op.dtype().bits() / 8;
    long total = op.dtype().bytes(op.elements());
    ByteBuffer right = ByteBuffer.allocate(CHUNK_BYTES);
    ByteBuffer found = ByteBuffer.allocate(CHUNK_BYTES);
    long wrong = 0;
    long where = -1;
    for (long at = 0; at < total; at += CHUNK_BYTES) {
      int count = (int) Math.min(CHUNK_BYTES, total - at);
      right.clear().limit(count);
      found.clear().limit(count);
      InputData.fill(op, 0, question.pattern(), question.dataSeed(), at / elementBytes, right);
      question.output().read(0, at, found);
      if (found.hasRemaining()) {
        throw new IOException("the output ends early: " + found.remaining() + " bytes missing");
      }
      int mismatch = right.flip().mismatch(found.flip());
      if (mismatch >= 0 && where < 0) {
        where = at + mismatch;
      }
      for (int i = Math.max(0, mismatch); mismatch >= 0 && i < count; i++) {
        wrong += right.get(i) == found.get(i) ? 0 : 1;
      }
    }
    String detail =
        wrong == 0
            ? "all " + total + " bytes arrived"
            : wrong + " of " + total + " bytes are wrong, first at byte " + where;
    return Verdict.of("bytes-equal", (double) wrong, 0, detail);
  }
}
