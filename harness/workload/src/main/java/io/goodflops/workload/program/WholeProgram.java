package io.goodflops.workload.program;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import java.util.Optional;
import java.util.Set;

/** A program that a device runs as one launch, on the buffers of the same program op by op. */
public final class WholeProgram implements AutoCloseable {
  private final Kernel kernel;
  private final Optional<Buffer> workspace;
  private final Launch launch;
  private final Set<String> unwritten;

  WholeProgram(Kernel kernel, Optional<Buffer> workspace, Launch launch, Set<String> unwritten) {
    this.kernel = kernel;
    this.workspace = workspace;
    this.launch = launch;
    this.unwritten = unwritten;
  }

  /**
   * Prepares a program.
   *
   * @param opByOp the same program on the same device, in lane {@link Lane#FUSED} with all tensors
   *     kept, so that no two share a buffer; stays open as long as what is returned
   * @throws UnsupportedOpException if the device does not run it so; the message names the program
   */
  public static WholeProgram of(Device device, Program program, Lane lane, OpByOp opByOp)
      throws UnsupportedOpException {
    return new CompiledProgram(device, program, lane).bind(opByOp);
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
