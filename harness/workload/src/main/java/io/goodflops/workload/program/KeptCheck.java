package io.goodflops.workload.program;

import io.goodflops.spi.Program;
import io.goodflops.workload.verify.Verdict;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Whether what steps before a window have written is still there when the window begins, bit for
 * bit: {@link StepJudge} takes it as it is then. Within a window each step is judged from what was
 * written, whatever has become of it since.
 */
public final class KeptCheck {
  private static final String METHOD = "kept-between-ops";
  private static final int CHUNK_BYTES = 1 << 20;

  private KeptCheck() {}

  /**
   * Compares.
   *
   * @param sums CRC-32C of tensors right after they had been written, by name
   * @param trace of the window, as {@link TraceLayout} says
   * @throws IOException if the trace cannot be read or is too short
   */
  public static Verdict check(
      Program whole, TraceWindow window, Map<String, Long> sums, FileChannel trace)
      throws IOException {
    TraceLayout layout = TraceLayout.of(window.program());
    Set<String> written = window.writtenBefore(whole);
    for (Program.Tensor tensor : window.before()) {
      String name = tensor.name();
      if (written.contains(name)) {
        long sum = sum(trace, layout.initialPosition(name), tensor.spec().bytes());
        if (!Long.valueOf(sum).equals(sums.get(name))) {
          return Verdict.of(
              METHOD,
              Double.MAX_VALUE,
              0,
              name
                  + " is not what an op had written when op "
                  + (window.first() + 1)
                  + " is about to start");
        }
      }
    }
    return Verdict.of(METHOD, 0, 0, "what ops have written is there for later ones");
  }

  private static long sum(FileChannel trace, long position, long bytes) throws IOException {
    CRC32C sum = new CRC32C();
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, bytes));
    for (long done = 0; done < bytes; ) {
      chunk.clear().limit((int) Math.min(CHUNK_BYTES, bytes - done));
      int count = trace.read(chunk, position + done);
      if (count < 0) {
        throw new EOFException("the trace ends at byte " + (position + done));
      }
      sum.update(chunk.flip());
      done += count;
    }
    return sum.getValue();
  }
}
