package io.goodflops.workload.program;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Program;
import io.goodflops.spi.Role;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A program that a device runs as one launch, before it is known where its tensors lie. */
public final class CompiledProgram implements AutoCloseable {
  private final Device device;
  private final Program program;
  private final Lane lane;
  private final Kernel kernel;
  private boolean bound;

  /**
   * Compiles a program.
   *
   * @throws UnsupportedOpException if the device does not run it so; the message names the program
   */
  public CompiledProgram(Device device, Program program, Lane lane) throws UnsupportedOpException {
    this.device = device;
    this.program = program;
    this.lane = lane;
    try {
      kernel = device.compile(program, lane);
    } catch (UnsupportedOpException e) {
      throw new UnsupportedOpException(program.name() + " in lane " + lane + ": " + e.getMessage());
    }
  }

  /** Tensors that may share memory with no other; see {@link Kernel#ownMemory}. */
  public Set<String> ownMemory() {
    if (lane != Lane.FUSED) {
      return Set.of();
    }
    Set<String> own = new HashSet<>();
    program.tensors().forEach(tensor -> own.add(tensor.name()));
    kernel.ownMemory().ifPresent(own::retainAll);
    return own;
  }

  /**
   * Binds it, once; from then on what this returns closes the kernel.
   *
   * @param opByOp the same program on the same device, with {@link #ownMemory} among the tensors
   *     that are kept; stays open as long as what is returned
   */
  public WholeProgram bind(OpByOp opByOp) {
    bound = true;
    try {
      Set<String> unwritten = lane == Lane.FUSED ? Set.copyOf(kernel.unwritten()) : Set.of();
      Optional<Buffer> workspace =
          kernel.workspaceBytes() > 0
              ? Optional.of(device.allocate(TensorSpec.bytes(kernel.workspaceBytes())))
              : Optional.empty();
      return new WholeProgram(
          kernel,
          workspace,
          kernel.bind(
              buffers(opByOp, role -> role != Role.OUTPUT),
              buffers(opByOp, role -> role == Role.OUTPUT),
              workspace),
          unwritten);
    } catch (RuntimeException e) {
      kernel.close();
      throw e;
    }
  }

  private List<Buffer> buffers(OpByOp opByOp, Predicate<Role> wanted) {
    return program.tensors().stream()
        .filter(tensor -> wanted.test(tensor.role()))
        .map(tensor -> opByOp.buffer(tensor.name()))
        .toList();
  }

  /** Closes the kernel if it was never bound. */
  @Override
  public void close() {
    if (!bound) {
      kernel.close();
    }
  }
}
