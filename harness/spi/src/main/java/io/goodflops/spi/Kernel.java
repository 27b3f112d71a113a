package io.goodflops.spi;

import java.util.List;
import java.util.Optional;
import java.util.Set;

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
   * Names of a program's tensors that a launch leaves unwritten, because it joins the ops that
   * write them with those that read them. Only in lane {@link Lane#FUSED}; what such a tensor's
   * buffer holds afterwards means nothing. Absent means: a launch writes all that its ops write.
   *
   * <p>May be named: the result of a matrix product or of an op that looks at one element at a time
   * (bias, add, multiply, an activation, forward or backward), if all that read it are such ops, or
   * a step of SGD that reads it as its gradient. What an activation's backward pass reads as X must
   * be written, but for ReLU it is enough that Y is, whose sign is the same. What a permutation
   * reads or writes may be named if the other of the two is written. Weights, the optimizer's
   * state, data and the loss are always written, and so is what no op reads.
   */
  default Set<String> unwritten() {
    return Set.of();
  }

  /**
   * Names of a program's tensors that need memory of their own, because a launch touches them
   * before the first op that writes them or after the last that reads them, in the order of the
   * program; {@link Program#touchedElsewhere} finds them. All others may share memory: a tensor is
   * put where another lay that no later op reads. Only in lane {@link Lane#FUSED}. Absent means:
   * every tensor needs its own, which takes more memory.
   */
  default Optional<Set<String>> ownMemory() {
    return Optional.empty();
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
