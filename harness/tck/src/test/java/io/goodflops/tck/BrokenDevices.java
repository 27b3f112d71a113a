package io.goodflops.tck;

import io.goodflops.plugin.reference.ReferencePlugin;
import io.goodflops.spi.Buffer;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Telemetry;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/** Devices that break one rule about devices, buffers or compiling. */
final class BrokenDevices {
  /** What the leaking device keeps; the test drops it. */
  static final List<byte[]> LEAKED = new ArrayList<>();

  private BrokenDevices() {}

  static Map<Rule, UnaryOperator<Device>> all() {
    Map<Rule, UnaryOperator<Device>> devices = new EnumMap<>(Rule.class);
    devices.put(Rule.P9, Prints::new);
    devices.put(Rule.D1, Leaks::new);
    devices.put(Rule.D2, OpensQueuesWhenClosed::new);
    devices.put(Rule.D3, inner -> buffers(inner, OutlivesItsDevice::new));
    devices.put(Rule.D4, inner -> buffers(inner, ClosesOnce::new));
    devices.put(Rule.D5, LeavesThreads::new);
    devices.put(Rule.D6, ThrowsErrors::new);
    devices.put(Rule.D7, ReadsZeroWatts::new);
    devices.put(Rule.B1, inner -> buffers(inner, QuietsNans::new));
    devices.put(Rule.B2, inner -> buffers(inner, WritesOneMore::new));
    devices.put(Rule.B3, inner -> buffers(inner, ReadsAnything::new));
    devices.put(Rule.B4, inner -> buffers(inner, NeverCloses::new));
    devices.put(Rule.B5, inner -> buffers(inner, ForgetsItsShape::new));
    devices.put(Rule.B6, inner -> buffers(inner, LosesEnqueuedWrites::new));
    devices.put(Rule.B7, PinsTheHeap::new);
    devices.put(Rule.K1, RefusesWithoutReason::new);
    devices.put(Rule.K2, TakesAnyLane::new);
    devices.put(Rule.K11, RefusesTransposes::new);
    devices.put(Rule.K12, DescribesNothing::new);
    return devices;
  }

  private static Device buffers(Device inner, UnaryOperator<Buffer> buffers) {
    return new AlteredDevice(inner) {
      @Override
      Buffer buffer(Buffer buffer) {
        return buffers.apply(buffer);
      }
    };
  }

  private static final class Prints extends AlteredDevice {
    Prints(Device inner) {
      super(inner);
    }

    @Override
    public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
      System.out.println("compiling " + op);
      return super.compile(op, lane);
    }
  }

  private static final class Leaks extends AlteredDevice {
    Leaks(Device inner) {
      super(inner);
    }

    @Override
    public Buffer allocate(TensorSpec spec) {
      if (spec.bytes() == 1 << 20) {
        LEAKED.add(new byte[600_000]);
      }
      return super.allocate(spec);
    }
  }

  private static final class OpensQueuesWhenClosed extends AlteredDevice {
    private boolean closed;

    OpensQueuesWhenClosed(Device inner) {
      super(inner);
    }

    @Override
    public Queue openQueue() {
      ReferencePlugin plugin = new ReferencePlugin();
      return closed
          ? plugin.open(((Discovery.Found) plugin.discover()).devices().get(0)).openQueue()
          : super.openQueue();
    }

    @Override
    public void close() {
      closed = true;
      super.close();
    }
  }

  private static final class OutlivesItsDevice extends AlteredBuffer {
    private boolean closed;

    OutlivesItsDevice(Buffer inner) {
      super(inner);
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) {
      try {
        super.read(offsetBytes, target);
      } catch (IllegalStateException e) {
        if (closed) {
          throw e;
        }
      }
    }

    @Override
    public void close() {
      closed = true;
      super.close();
    }
  }

  private static final class ClosesOnce extends AlteredBuffer {
    private boolean closed;

    ClosesOnce(Buffer inner) {
      super(inner);
    }

    @Override
    public void close() {
      if (closed) {
        throw new IllegalStateException("free(): double free detected");
      }
      closed = true;
      super.close();
    }
  }

  private static final class LeavesThreads extends AlteredDevice {
    LeavesThreads(Device inner) {
      super(inner);
    }

    @Override
    public Queue openQueue() {
      Thread thread = new Thread(() -> Threads.sleep(20_000), "left-behind");
      thread.setDaemon(true);
      thread.start();
      return super.openQueue();
    }
  }

  private static final class ThrowsErrors extends AlteredDevice {
    ThrowsErrors(Device inner) {
      super(inner);
    }

    @Override
    public Buffer allocate(TensorSpec spec) {
      if (spec.bytes() > 1L << 40) {
        throw new OutOfMemoryError("no room for " + spec.bytes());
      }
      return super.allocate(spec);
    }
  }

  private static final class ReadsZeroWatts extends AlteredDevice {
    ReadsZeroWatts(Device inner) {
      super(inner);
    }

    @Override
    public Telemetry telemetry() {
      return () ->
          new Telemetry.Reading(
              OptionalDouble.of(0),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              Optional.empty());
    }
  }

  /** Matrices of FP32 go through a floating-point unit on their way. */
  private static final class QuietsNans extends AlteredBuffer {
    QuietsNans(Buffer inner) {
      super(inner);
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) {
      if (spec().dtype() != DType.FP32 || spec().shape().size() != 2) {
        super.write(offsetBytes, source);
        return;
      }
      ByteBuffer quiet = ByteBuffer.allocate(source.remaining()).order(ByteOrder.LITTLE_ENDIAN);
      quiet.put(source).flip();
      for (int i = 0; i + 4 <= quiet.limit(); i += 4) {
        float value = Float.intBitsToFloat(quiet.getInt(i));
        if (Float.isNaN(value)) {
          quiet.putInt(i, 0x7fc00000);
        }
      }
      super.write(offsetBytes, quiet);
    }
  }

  private static final class WritesOneMore extends AlteredBuffer {
    WritesOneMore(Buffer inner) {
      super(inner);
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) {
      long end = offsetBytes + source.remaining();
      super.write(offsetBytes, source);
      if (offsetBytes % 2 == 1 && end < spec().bytes()) {
        super.write(end, ByteBuffer.allocate(1));
      }
    }
  }

  private static final class ReadsAnything extends AlteredBuffer {
    ReadsAnything(Buffer inner) {
      super(inner);
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) {
      if (offsetBytes >= 0 && offsetBytes <= spec().bytes() - target.remaining()) {
        super.read(offsetBytes, target);
      }
    }
  }

  private static final class NeverCloses extends AlteredBuffer {
    NeverCloses(Buffer inner) {
      super(inner);
    }

    @Override
    public void close() {
      // the device closes it
    }
  }

  private static final class ForgetsItsShape extends AlteredBuffer {
    ForgetsItsShape(Buffer inner) {
      super(inner);
    }

    @Override
    public TensorSpec spec() {
      TensorSpec spec = super.spec();
      return spec.shape().size() == 2 ? TensorSpec.of(spec.dtype(), spec.elements()) : spec;
    }
  }

  private static final class LosesEnqueuedWrites extends AlteredBuffer {
    LosesEnqueuedWrites(Buffer inner) {
      super(inner);
    }

    @Override
    public void enqueueWrite(Queue queue, long offsetBytes, ByteBuffer source) {
      // never gets to it
    }
  }

  private static final class PinsTheHeap extends AlteredDevice {
    PinsTheHeap(Device inner) {
      super(inner);
    }

    @Override
    public Optional<ByteBuffer> allocatePinned(long bytes) {
      return Optional.of(ByteBuffer.allocate((int) bytes));
    }
  }

  private static final class RefusesWithoutReason extends AlteredDevice {
    RefusesWithoutReason(Device inner) {
      super(inner);
    }

    @Override
    public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
      if (lane == Lane.TUNED) {
        throw new UnsupportedOpException("");
      }
      return super.compile(op, lane);
    }
  }

  private static final class TakesAnyLane extends AlteredDevice {
    TakesAnyLane(Device inner) {
      super(inner);
    }

    @Override
    public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
      boolean unknown = op instanceof Copy && lane == Lane.REPLAY;
      return super.compile(op, unknown ? Lane.PLAIN : lane);
    }
  }

  private static final class RefusesTransposes extends AlteredDevice {
    RefusesTransposes(Device inner) {
      super(inner);
    }

    @Override
    public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
      if (op instanceof MatMul product && product.transposeA()) {
        throw new UnsupportedOpException("A is not transposed here");
      }
      return super.compile(op, lane);
    }
  }

  private static final class DescribesNothing extends AlteredDevice {
    DescribesNothing(Device inner) {
      super(inner);
    }

    @Override
    Kernel kernel(Op op, Kernel kernel) {
      return new AlteredKernel(kernel) {
        @Override
        public String description() {
          return null;
        }
      };
    }
  }
}
