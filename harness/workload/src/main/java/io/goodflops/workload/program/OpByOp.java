package io.goodflops.workload.program;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A program on a device, one launch for each op: what lane {@link Lane#OP_BY_OP} means. Everything
 * is compiled, allocated and bound when it is made; a step only enqueues. Closing it closes
 * everything but the device.
 */
public final class OpByOp implements AutoCloseable {
  private final MemoryPlan plan;
  private final List<Buffer> buffers = new ArrayList<>();
  private final List<Launch> launches = new ArrayList<>();
  private final List<Launch> others = new ArrayList<>();
  private final Map<String, Buffer> doubled = new HashMap<>();
  private final List<String> implementations = new ArrayList<>();
  private final List<AutoCloseable> opened = new ArrayList<>();

  /**
   * Prepares a program.
   *
   * @param kept tensors that are read after a step
   * @throws UnsupportedOpException if the device lacks one op, which the message names
   */
  public OpByOp(Device device, Program program, Set<String> kept) throws UnsupportedOpException {
    this(device, program, kept, Set.of());
  }

  /**
   * Prepares a program that can run on either of two sets of inputs.
   *
   * @param twice tensors that are there before a step and have a second buffer
   */
  public OpByOp(Device device, Program program, Set<String> kept, Set<String> twice)
      throws UnsupportedOpException {
    this.plan = MemoryPlan.of(program, kept);
    try {
      List<Kernel> kernels = new ArrayList<>();
      for (Program.Step step : program.steps()) {
        kernels.add(compile(device, program, step));
      }
      for (TensorSpec spec : plan.buffers()) {
        buffers.add(opened(device.allocate(spec)));
      }
      kernels.forEach(kernel -> implementations.add(String.valueOf(kernel.description())));
      for (int i = 0; i < kernels.size(); i++) {
        Program.Step step = program.steps().get(i);
        launches.add(bind(device, kernels.get(i), step, of(step.inputs())));
      }
      for (String tensor : twice) {
        doubled.put(tensor, opened(device.allocate(buffer(tensor).spec())));
      }
      for (int i = 0; i < kernels.size() && !twice.isEmpty(); i++) {
        Program.Step step = program.steps().get(i);
        List<Buffer> inputs = step.inputs().stream().map(this::second).toList();
        boolean same = inputs.equals(of(step.inputs()));
        others.add(same ? launches.get(i) : bind(device, kernels.get(i), step, inputs));
      }
    } catch (UnsupportedOpException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Kernel compile(Device device, Program program, Program.Step step)
      throws UnsupportedOpException {
    try {
      return opened(device.compile(step.op(), Lane.PLAIN));
    } catch (UnsupportedOpException e) {
      throw new UnsupportedOpException(
          program.name() + " needs " + step.op().kind() + ": " + e.getMessage());
    }
  }

  private Launch bind(Device device, Kernel kernel, Program.Step step, List<Buffer> inputs) {
    Optional<Buffer> workspace =
        kernel.workspaceBytes() > 0
            ? Optional.of(opened(device.allocate(TensorSpec.bytes(kernel.workspaceBytes()))))
            : Optional.empty();
    return opened(kernel.bind(inputs, of(step.outputs()), workspace));
  }

  private List<Buffer> of(List<String> names) {
    return names.stream().map(this::buffer).toList();
  }

  /** Where a tensor lies: to be written before a step, or read after it. */
  public Buffer buffer(String tensor) {
    return buffers.get(plan.bufferOf().get(tensor));
  }

  /** Where a tensor of the second set lies, if it has two buffers; else its only one. */
  public Buffer second(String tensor) {
    Buffer second = doubled.get(tensor);
    return second == null ? buffer(tensor) : second;
  }

  /** Enqueues one op of a step on the second set of inputs. */
  public void enqueueSecond(Queue queue, int op) {
    others.get(op).enqueue(queue);
  }

  /** Enqueues one step. */
  public void enqueue(Queue queue) {
    for (Launch launch : launches) {
      launch.enqueue(queue);
    }
  }

  /**
   * Enqueues one op of a step.
   *
   * @param op its index in the program's steps
   */
  public void enqueue(Queue queue, int op) {
    launches.get(op).enqueue(queue);
  }

  /** What the device says of each op's implementation, in order. */
  public List<String> implementations() {
    return List.copyOf(implementations);
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  @Override
  public void close() {
    for (int i = opened.size() - 1; i >= 0; i--) {
      try {
        opened.get(i).close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    opened.clear();
  }
}
