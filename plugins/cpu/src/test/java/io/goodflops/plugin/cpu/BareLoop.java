package io.goodflops.plugin.cpu;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Compute;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Read;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.Triad;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * What this plugin reaches in a bare loop, without the harness: the yardstick for the harness' own
 * figures. Run it as a main class with the test class path and {@code --add-modules
 * jdk.incubator.vector}; arguments choose among {@code matmul fp64 fma stream clock}.
 */
final class BareLoop {
  private static final long SECONDS_NANOS = 1_500_000_000L;

  private BareLoop() {}

  public static void main(String[] args) {
    List<String> wanted =
        args.length == 0 ? List.of("clock", "fma", "matmul", "fp64", "stream") : List.of(args);
    long start = System.nanoTime();
    CpuPlugin plugin = new CpuPlugin();
    if (!(plugin.discover() instanceof Discovery.Found found)) {
      System.out.println(plugin.discover());
      return;
    }
    print("discover %.0f ms", (System.nanoTime() - start) / 1e6);
    for (DeviceInfo info : found.devices()) {
      start = System.nanoTime();
      try (Device device = plugin.open(info)) {
        print("%s %s: open %.1f ms", info, info.properties(), (System.nanoTime() - start) / 1e6);
        for (String what : wanted) {
          run(device, what);
        }
      }
    }
  }

  private static void run(Device device, String what) {
    switch (what) {
      case "clock" -> {
        for (int i = 0; i < 5; i++) {
          long start = System.nanoTime();
          double hertz = device.telemetry().read().clockHertz().orElse(0);
          print("clock %.3f GHz in %.2f ms", hertz / 1e9, (System.nanoTime() - start) / 1e6);
        }
      }
      case "fma" -> {
        for (DType dtype : List.of(DType.FP32, DType.FP64)) {
          for (long chains = 768; chains <= 768 * 256; chains *= 16) {
            time(device, new FmaChain(dtype, chains, 150_000_000 / chains), Lane.PLAIN);
          }
        }
      }
      case "matmul" -> {
        for (DType dtype : List.of(DType.FP32, DType.BF16, DType.FP16, DType.INT8)) {
          for (Lane lane : List.of(Lane.PLAIN, Lane.PACKED)) {
            // the small one survives on a busy machine: it fits between two interruptions
            time(device, MatMul.of(512, 512, 512, dtype), lane);
            time(device, MatMul.of(2048, 2048, 2048, dtype), lane);
          }
        }
      }
      case "fp64" -> {
        time(device, MatMul.of(512, 512, 512, DType.FP64), Lane.PLAIN);
        time(device, MatMul.of(2048, 2048, 2048, DType.FP64), Lane.PLAIN);
      }
      case "stream" -> {
        for (long kilobytes = 16; kilobytes <= 512 << 10; kilobytes *= 8) {
          for (DType dtype : List.of(DType.FP32, DType.FP64)) {
            long elements = kilobytes * 8192 / dtype.bits();
            time(device, new Copy(dtype, elements), Lane.PLAIN);
            time(device, new Read(dtype, elements), Lane.PLAIN);
            time(device, new Triad(dtype, elements), Lane.PLAIN);
          }
        }
      }
      default -> throw new IllegalArgumentException("unknown: " + what);
    }
  }

  private static void time(Device device, Op op, Lane lane) {
    List<Buffer> inputs = new ArrayList<>();
    long start = System.nanoTime();
    try (Queue queue = device.openQueue();
        Kernel kernel = device.compile(op, lane);
        Buffer output = device.allocate(op.outputs().get(0).spec())) {
      double compileMillis = (System.nanoTime() - start) / 1e6;
      for (Operand operand : op.inputs()) {
        inputs.add(random(device, operand.spec()));
      }
      Optional<Buffer> workspace =
          kernel.workspaceBytes() == 0
              ? Optional.empty()
              : Optional.of(device.allocate(TensorSpec.bytes(kernel.workspaceBytes())));
      Launch launch = kernel.bind(inputs, List.of(output), workspace);
      start = System.nanoTime();
      launch.enqueue(queue);
      double firstMillis = (System.nanoTime() - start) / 1e6;
      double best = best(launch, queue);
      print(
          "%s %s %s: %.1f GF/s, %.1f GB/s (%.3f ms; compile %.1f ms, first %.1f ms) %s",
          kernel.description(),
          lane,
          op,
          op.flops() / best,
          op.bytes() / best,
          best / 1e6,
          compileMillis,
          firstMillis,
          op.compute().equals(Compute.standard(op.dtype())) ? "" : op.compute());
      workspace.ifPresent(Buffer::close);
    } catch (UnsupportedOpException e) {
      print("%s %s: %s", lane, op, e.getMessage());
    } finally {
      inputs.forEach(Buffer::close);
    }
  }

  /** Best of batches of about two milliseconds, in nanoseconds per launch. */
  private static double best(Launch launch, Queue queue) {
    double best = Double.MAX_VALUE;
    long end = System.nanoTime() + SECONDS_NANOS;
    while (System.nanoTime() < end) {
      int launches = (int) Math.max(1, Math.min(100_000, 2e6 / best));
      long start = System.nanoTime();
      for (int i = 0; i < launches; i++) {
        launch.enqueue(queue);
      }
      queue.finish();
      best = Math.min(best, (double) (System.nanoTime() - start) / launches);
    }
    return best;
  }

  static Buffer random(Device device, TensorSpec spec) {
    Random random = new Random(1);
    Buffer buffer = device.allocate(spec);
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (long at = 0; at < spec.bytes(); at += bytes.limit()) {
      bytes.clear().limit((int) Math.min(bytes.capacity(), spec.bytes() - at));
      while (bytes.hasRemaining()) {
        float value = random.nextFloat() - 0.5f;
        switch (spec.dtype()) {
          case FP64 -> bytes.putDouble(value);
          case FP32 -> bytes.putFloat(value);
          case BF16 -> bytes.putShort((short) (Float.floatToIntBits(value) >>> 16));
          // between 0.5 and 1
          case FP16 -> bytes.putShort((short) (0x3800 + (random.nextInt() & 0x3ff)));
          default -> bytes.put((byte) random.nextInt());
        }
      }
      buffer.write(at, bytes.flip());
    }
    return buffer;
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
