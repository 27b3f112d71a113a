package io.goodflops.workload.verify;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a device's outputs are read from. */
public interface OutputSource {
  /**
   * Fills the remaining space of {@code target} with the bytes of an output, as they lie in memory.
   *
   * @param outputIndex which of the op's outputs
   * @param offsetBytes where to start
   */
  void read(int outputIndex, long offsetBytes, ByteBuffer target) throws IOException;
}
