package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An op made ready: it looks at buffers and leaves the rest to what was made for the op. */
final class GpuKernel implements Kernel {
  private final GpuDevice device;
  private final Signature signature;
  private final String description;
  private final long workspaceBytes;
  private final Binding binding;
  private boolean closed;

  GpuKernel(GpuDevice device, Op op, String description, Binding binding) {
    this(device, Signature.of(op), description, 0, binding);
  }

  GpuKernel(
      GpuDevice device,
      Signature signature,
      String description,
      long workspaceBytes,
      Binding binding) {
    this.workspaceBytes = workspaceBytes;
    this.device = device;
    this.signature = signature;
    this.description = description;
    this.binding = binding;
  }

  /** Fixes addresses. */
  interface Binding {
    /**
     * Makes the op ready for these buffers.
     *
     * @param memories those of the inputs, then those of the outputs, then the workspace if there
     *     is one
     */
    Work of(List<Long> memories);
  }

  /** What one enqueue does. */
  interface Work extends AutoCloseable {
    void enqueue(long stream);

    @Override
    default void close() {}
  }

  @Override
  public long workspaceBytes() {
    return workspaceBytes;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public GpuLaunch bind(List<Buffer> inputs, List<Buffer> outputs, Optional<Buffer> workspace) {
    if (closed) {
      throw new IllegalStateException("the kernel is closed");
    }
    List<Operand> operands = new ArrayList<>(signature.inputs());
    operands.addAll(signature.outputs());
    List<Buffer> buffers = new ArrayList<>(inputs);
    buffers.addAll(outputs);
    if (buffers.size() != operands.size()) {
      throw new IllegalArgumentException(
          signature.kind() + " takes " + operands.size() + " buffers, not " + buffers.size());
    }
    List<GpuBuffer> mine = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      mine.add(mine(operands.get(i), buffers.get(i)));
    }
    if (workspaceBytes > 0) {
      mine.add(
          workspace
              .map(this::workspace)
              .orElseThrow(() -> new IllegalArgumentException("there is no workspace")));
    }
    return device.opened(
        new GpuLaunch(device, mine, binding.of(mine.stream().map(GpuBuffer::memory).toList())));
  }

  @Override
  public void close() {
    closed = true;
    device.closed(this);
  }

  private GpuBuffer workspace(Buffer buffer) {
    if (!(buffer instanceof GpuBuffer mine)
        || mine.device() != device
        || mine.spec().bytes() < workspaceBytes) {
      throw new IllegalArgumentException(
          "the workspace must be a buffer of this device of " + workspaceBytes + " bytes");
    }
    return mine;
  }

  private GpuBuffer mine(Operand operand, Buffer buffer) {
    if (!(buffer instanceof GpuBuffer mine) || mine.device() != device) {
      throw new IllegalArgumentException(operand.name() + " is a buffer of another device");
    }
    if (!mine.spec().reshapes(operand.spec())) {
      throw new IllegalArgumentException(
          operand.name() + " is " + mine.spec() + ", must be " + operand.spec());
    }
    return mine;
  }

  /** A kernel with its buffers, which it keeps from being collected. */
  static final class GpuLaunch implements Launch {
    private final GpuDevice device;
    private final List<GpuBuffer> buffers;
    private final Work work;
    private boolean closed;

    GpuLaunch(GpuDevice device, List<GpuBuffer> buffers, Work work) {
      this.device = device;
      this.buffers = List.copyOf(buffers);
      this.work = work;
    }

    @Override
    public void enqueue(Queue queue) {
      if (closed) {
        throw new IllegalStateException("the launch is closed");
      }
      work.enqueue(GpuQueue.of(queue, device).stream());
    }

    /** Recorded or done there, whoever asks for it. */
    void enqueue(long stream) {
      work.enqueue(stream);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        device.closed(this);
        work.close();
      }
    }

    @Override
    public String toString() {
      return "launch with " + buffers.size() + " buffers";
    }
  }
}
