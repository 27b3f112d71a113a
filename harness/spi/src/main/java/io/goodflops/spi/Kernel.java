package io.goodflops.spi;

import java.util.List;
import java.util.Optional;

/** An op or program prepared for one device. */
public interface Kernel extends AutoCloseable {

  /** Bytes of workspace that {@link #bind} wants, 0 for none. */
  default long workspaceBytes() {
    return 0;
  }

  /** Which implementation will run, in the vendor's words; shown in the run record. */
  default String description() {
    return "";
  }

  /**
   * Fixes addresses. Constant operands are already written when this is called.
   *
   * @param inputs one buffer for each of {@link Op#inputs}; its shape may be another, if it has as
   *     many elements of the same type ({@link TensorSpec#reshapes})
   * @param outputs one buffer for each of {@link Op#outputs}
   * @param workspace present if {@link #workspaceBytes} is positive
   */
  Launch bind(List<Buffer> inputs, List<Buffer> outputs, Optional<Buffer> workspace);

  @Override
  default void close() {}
}
