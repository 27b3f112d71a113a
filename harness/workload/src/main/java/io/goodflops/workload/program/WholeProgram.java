package io.goodflops.workload.program;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Role;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A program that a device runs as one launch, on the buffers of the same program op by op. */
public final class WholeProgram implements AutoCloseable {
  private final Kernel kernel;
  private final Optional<Buffer> workspace;
  private final Launch launch;
  private final Set<String> unwritten;

  /**
   * Prepares a program.
   *
   * @param opByOp the same program on the same device, in lane {@link Lane#FUSED} with all tensors
   *     kept, so that no two share a buffer; stays open as long as this
   * @throws UnsupportedOpException if the device does not run it so; the message names the program
   */
  public WholeProgram(Device device, Program program, Lane lane, OpByOp opByOp)
      throws UnsupportedOpException {
    try {
      kernel = device.compile(program, lane);
    } catch (UnsupportedOpException e) {
      throw new UnsupportedOpException(program.name() + " in lane " + lane + ": " + e.getMessage());
    }
    try {
      unwritten = lane == Lane.FUSED ? Set.copyOf(kernel.unwritten()) : Set.of();
      workspace =
          kernel.workspaceBytes() > 0
              ? Optional.of(device.allocate(TensorSpec.bytes(kernel.workspaceBytes())))
              : Optional.empty();
      launch =
          kernel.bind(
              buffers(program, opByOp, role -> role != Role.OUTPUT),
              buffers(program, opByOp, role -> role == Role.OUTPUT),
              workspace);
    } catch (RuntimeException e) {
      kernel.close();
      throw e;
    }
  }

  private static List<Buffer> buffers(Program program, OpByOp opByOp, Predicate<Role> wanted) {
    return program.tensors().stream()
        .filter(tensor -> wanted.test(tensor.role()))
        .map(tensor -> opByOp.buffer(tensor.name()))
        .toList();
  }

  /** Enqueues one step. */
  public void enqueue(Queue queue) {
    launch.enqueue(queue);
  }

  /** What the device says that it leaves out; only in lane {@link Lane#FUSED} may it. */
  public Set<String> unwritten() {
    return unwritten;
  }

  /** What the device says of its implementation. */
  public String implementation() {
    return String.valueOf(kernel.description());
  }

  @Override
  public void close() {
    launch.close();
    workspace.ifPresent(Buffer::close);
    kernel.close();
  }
}
