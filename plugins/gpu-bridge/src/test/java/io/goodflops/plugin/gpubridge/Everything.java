package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Compute;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Mark;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Pass;
import io.goodflops.spi.PeerCopies;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Role;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.Triad;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.spi.Window2d;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Everything that a plugin is asked for, once, until something fails. */
final class Everything {
  private Everything() {}

  /** What went wrong, in the words that a user would see; empty if nothing did. */
  static Optional<String> of(DialectPlugin plugin) {
    Discovery discovery = plugin.discover();
    if (discovery instanceof Discovery.Absent absent) {
      return Optional.of(absent.reason());
    }
    List<DeviceInfo> infos = ((Discovery.Found) discovery).devices();
    DeviceInfo info = infos.get(0);
    try (Device device = plugin.open(info);
        Queue queue = device.openQueue();
        Queue other = device.openQueue()) {
      TensorSpec spec = TensorSpec.of(DType.FP32, 64L);
      Buffer from = device.allocate(spec);
      Buffer to = device.allocate(spec);
      ByteBuffer host = ByteBuffer.allocateDirect(256).putFloat(0, 1f);
      from.write(0, ByteBuffer.allocate(256));
      from.enqueueWrite(queue, 0, host.duplicate());
      Mark mark = queue.mark();
      other.waitFor(mark);
      launch(device, new Copy(DType.FP32, 64), List.of(from), to, other);
      launch(device, MatMul.of(8, 8, 8, DType.FP32), List.of(from, from), to, other);
      fp8(device, other);
      launch(device, new Triad(DType.FP32, 64), List.of(from, from), to, other);
      if (infos.size() > 1 && !fromPeer(plugin, infos.get(1), device, to, other)) {
        return Optional.of("no peer copies");
      }
      Optional<String> unused = convolutions(device, other);
      if (unused.isPresent()) {
        return unused;
      }
      replay(device, from, to, other);
      to.enqueueRead(other, 0, host.duplicate());
      queue.finish();
      other.finish();
      mark.nanos();
      device.clock();
      to.read(0, ByteBuffer.allocate(256));
      return device.allocatePinned(4096).isPresent()
          ? Optional.empty()
          : Optional.of("no pinned memory");
    } catch (UnsupportedOpException | DeviceException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Two products, so that there is a stride, of sums that are long enough for a workspace. */
  private static void fp8(Device device, Queue queue) throws UnsupportedOpException {
    run(
        device,
        new MatMul(
            2,
            16,
            16,
            64,
            false,
            true,
            DType.FP8_E4M3,
            Compute.standard(DType.FP8_E4M3),
            DType.BF16,
            Role.VARIABLE),
        queue);
  }

  /** Whether there is a direct way. */
  private static boolean fromPeer(
      DialectPlugin plugin, DeviceInfo info, Device device, Buffer to, Queue queue) {
    try (Device second = plugin.open(info)) {
      Optional<PeerCopies> copies = device.peer(second);
      if (copies.isEmpty()) {
        return false;
      }
      Buffer source = second.allocate(to.spec());
      ByteBuffer content = ByteBuffer.allocate((int) to.spec().bytes());
      content.put(7, (byte) 42);
      source.write(0, content.duplicate());
      copies.get().enqueue(queue, source, to);
      queue.finish();
      ByteBuffer found = ByteBuffer.allocate(content.capacity());
      to.read(0, found);
      if (!found.flip().equals(content.rewind())) {
        throw new DeviceException("what the other device sent did not arrive");
      }
      return true;
    }
  }

  /** Each pass; what the kernel says of itself if the library was not used. */
  private static Optional<String> convolutions(Device device, Queue queue)
      throws UnsupportedOpException {
    for (Pass pass : List.of(Pass.FORWARD, Pass.BACKWARD_DATA, Pass.BACKWARD_WEIGHTS)) {
      Op op = Conv2d.of(pass, 1, 2, 2, 4, new Window2d(3, 3, 1, 1, 1, 1), DType.FP32);
      Kernel kernel = run(device, op, queue);
      if (kernel.description().contains("not by a library")) {
        return Optional.of(kernel.description());
      }
    }
    return Optional.empty();
  }

  /** With buffers of its own. */
  private static Kernel run(Device device, Op op, Queue queue) throws UnsupportedOpException {
    Kernel kernel = device.compile(op, Lane.PLAIN);
    List<Buffer> inputs = op.inputs().stream().map(input -> device.allocate(input.spec())).toList();
    List<Buffer> outputs =
        op.outputs().stream().map(output -> device.allocate(output.spec())).toList();
    Optional<Buffer> workspace =
        kernel.workspaceBytes() > 0
            ? Optional.of(device.allocate(TensorSpec.bytes(kernel.workspaceBytes())))
            : Optional.empty();
    kernel.bind(inputs, outputs, workspace).enqueue(queue);
    queue.finish();
    return kernel;
  }

  private static void replay(Device device, Buffer from, Buffer to, Queue queue)
      throws UnsupportedOpException {
    Program program =
        new Program(
            "a copy",
            List.of(
                new Program.Tensor("x", from.spec(), Role.VARIABLE),
                new Program.Tensor("y", to.spec(), Role.OUTPUT)),
            List.of(new Program.Step(new Copy(DType.FP32, 64), List.of("x"), List.of("y"))));
    try (Kernel kernel = device.compile(program, Lane.REPLAY);
        Launch launch = kernel.bind(List.of(from), List.of(to), Optional.empty())) {
      launch.enqueue(queue);
      queue.finish();
    }
  }

  private static void launch(Device device, Op op, List<Buffer> inputs, Buffer output, Queue queue)
      throws UnsupportedOpException {
    Kernel kernel = device.compile(op, Lane.PLAIN);
    Launch launch = kernel.bind(inputs, List.of(output), Optional.empty());
    launch.enqueue(queue);
  }
}
