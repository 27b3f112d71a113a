package io.goodflops.plugin.cpu;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import com.sun.jna.NativeLibrary;
import io.goodflops.spi.Buffer;
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
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * What the way through the SPI costs: MatMul in FP32, BF16 and INT8 as the engine times it, against
 * the same oneDNN primitive called in a bare loop, in one JVM, in turn, for one thread and for all.
 * FP32 also against OpenBLAS, and on one thread against the FMA peak. Prints a table for
 * docs/MEASUREMENT.md; takes minutes.
 *
 * <p>From the repository's root, after {@code mvn -q -pl plugins/cpu -am package -DskipTests}:
 *
 * <pre>
 * java --add-modules jdk.incubator.vector -XX:+UseSerialGC -cp 'plugins/cpu/target/test-classes:plugins/cpu/target/plugin/*:harness/spi/target/classes' io.goodflops.plugin.cpu.Overhead
 * </pre>
 *
 * <p>Options: {@code --rounds N} (15), {@code --batch-ms N} (40), {@code --size N} (2048), {@code
 * --dtype FP32} (else all three), {@code --device cpu:0/1t} (else both). On a shared machine only a
 * run with little stolen time tells anything: its last line says how much that was.
 */
final class Overhead implements AutoCloseable {
  private static final double LEAST_OVERHEAD_RATIO = 0.98;
  private static final double LEAST_BLAS_RATIO = 1.0;
  private static final double LEAST_PEAK_RATIO = 0.9;
  private static final double LARGEST_DIFFERENCE = 1e-3;

  private static final String BLAS = "OpenBLAS";
  private static final String FMA = "FMA chain";

  private final CpuDevice device;
  private final String deviceId;
  private final Queue queue;
  private final Options options;

  /** The command line. */
  private record Options(
      int rounds, int batchMillis, int size, List<DType> dtypes, Optional<String> device) {
    static Options of(String[] args) {
      Options options =
          new Options(15, 40, 2048, List.of(DType.FP32, DType.BF16, DType.INT8), Optional.empty());
      for (int i = 0; i < args.length; i += 2) {
        if (i + 1 == args.length) {
          throw new IllegalArgumentException(args[i] + " needs a value");
        }
        options = options.with(args[i], args[i + 1]);
      }
      return options;
    }

    private Options with(String name, String value) {
      return switch (name) {
        case "--rounds" -> new Options(Integer.parseInt(value), batchMillis, size, dtypes, device);
        case "--batch-ms" -> new Options(rounds, Integer.parseInt(value), size, dtypes, device);
        case "--size" -> new Options(rounds, batchMillis, Integer.parseInt(value), dtypes, device);
        case "--dtype" ->
            new Options(rounds, batchMillis, size, List.of(DType.valueOf(value)), device);
        case "--device" -> new Options(rounds, batchMillis, size, dtypes, Optional.of(value));
        default -> throw new IllegalArgumentException("unknown option " + name);
      };
    }
  }

  /** An op bound through the SPI, as the engine does it. */
  private record Bound(
      Kernel kernel, List<CpuBuffer> buffers, Optional<CpuBuffer> workspace, Launch launch) {
    CpuBuffer output() {
      return buffers.get(buffers.size() - 1);
    }
  }

  private Overhead(Device device, String deviceId, Options options) {
    this.device = (CpuDevice) device;
    this.deviceId = deviceId;
    this.queue = device.openQueue();
    this.options = options;
  }

  @Override
  public void close() {
    device.close();
  }

  public static void main(String[] args) throws IOException {
    Options options = Options.of(args);
    CpuPlugin plugin = new CpuPlugin();
    if (!(plugin.discover() instanceof Discovery.Found found)) {
      System.out.println(plugin.discover());
      return;
    }
    Disturbance disturbance = Disturbance.start();
    List<String> rows = new ArrayList<>();
    // one at a time: the number of OpenMP's threads belongs to the thread that calls
    for (DeviceInfo info : found.devices()) {
      if (!info.id().equals(options.device().orElse(info.id()))) {
        continue;
      }
      try (Overhead overhead = new Overhead(plugin.open(info), info.id(), options)) {
        for (DType dtype : options.dtypes()) {
          rows.addAll(overhead.rows(dtype));
        }
      }
    }
    print("");
    print(
        "MatMul %d³, %d rounds, batches of at least %d ms; %s, %s.",
        options.size(), options.rounds(), options.batchMillis(), Dnnl.versionText(), blasVersion());
    print("Rates in 10⁹ operations per second, medians. Ratios of rates: of the medians, of");
    print("the best batches, and the median of the rounds' own ratios.");
    print("");
    print("| Device | dtype | lane | ratio | wanted | medians | best | rounds | rates |");
    print("|---|---|---|---|---|---|---|---|---|");
    rows.forEach(System.out::println);
    print("");
    print("%s", disturbance.end());
  }

  private List<String> rows(DType dtype) {
    MatMul op = MatMul.of(options.size(), options.size(), options.size(), dtype);
    Rounds rounds = new Rounds(options.rounds(), options.batchMillis() * 1_000_000L);
    List<Kernel> kernels = new ArrayList<>();
    List<BareMatMul> bareOnes = new ArrayList<>();
    List<CpuBuffer> buffers = new ArrayList<>();
    boolean onOneThread = device.threads() == 1;
    try {
      for (Lane lane : List.of(Lane.PLAIN, Lane.PACKED)) {
        Bound bound = bind(op, lane, buffers);
        kernels.add(bound.kernel());
        rounds.add(throughSpi(lane), op.flops(), batch(bound.launch()));
        BareMatMul bare =
            new BareMatMul(
                device,
                op,
                lane,
                bound.buffers().get(0),
                bound.buffers().get(1),
                bound.output(),
                bound.workspace());
        bareOnes.add(bare);
        rounds.add(bare(lane), op.flops(), bare::run);
        print(
            "%s %s %s: %s; bare: %s",
            deviceId, dtype, lane, bound.kernel().description(), bare.implementation());
        requireSameAnswer(bound, bare::run, 0);
        if (dtype == DType.FP32 && lane == Lane.PLAIN) {
          IntConsumer sgemm = sgemm(bound);
          requireSameAnswer(bound, sgemm, LARGEST_DIFFERENCE);
          rounds.add(BLAS, op.flops(), sgemm);
        }
      }
      if (dtype == DType.FP32 && onOneThread) {
        FmaChain chain = new FmaChain(DType.FP32, 16 * FmaChain.CHAIN_MULTIPLE, 1 << 16);
        Bound bound = bind(chain, Lane.PLAIN, buffers);
        kernels.add(bound.kernel());
        rounds.add(FMA, chain.flops(), batch(bound.launch()));
      }
      return rows(dtype, rounds.run());
    } catch (UnsupportedOpException e) {
      return List.of(
          String.format(
              Locale.ROOT, "| %s | %s | | %s | | | | | |", deviceId, dtype, e.getMessage()));
    } finally {
      bareOnes.forEach(BareMatMul::close);
      kernels.forEach(Kernel::close);
      buffers.forEach(CpuBuffer::close);
    }
  }

  private List<String> rows(DType dtype, Map<String, Rounds.Rates> rates) {
    List<String> rows = new ArrayList<>();
    for (Lane lane : List.of(Lane.PLAIN, Lane.PACKED)) {
      Rounds.Rates own = rates.get(throughSpi(lane));
      rows.add(
          row(
              dtype,
              lane,
              "GoodFLOPS ÷ bare oneDNN",
              LEAST_OVERHEAD_RATIO,
              own,
              rates.get(bare(lane))));
      if (rates.containsKey(BLAS)) {
        rows.add(row(dtype, lane, "GoodFLOPS ÷ OpenBLAS", LEAST_BLAS_RATIO, own, rates.get(BLAS)));
      }
      if (rates.containsKey(FMA) && lane == Lane.PACKED) {
        rows.add(
            row(dtype, lane, overPeak(own, rates.get(FMA)), LEAST_PEAK_RATIO, own, rates.get(FMA)));
      }
    }
    return rows;
  }

  private String row(
      DType dtype,
      Lane lane,
      String what,
      double wanted,
      Rounds.Rates dividend,
      Rounds.Rates divisor) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | ≥ %.2f | %.3f | %.3f | %.3f | %.1f ÷ %.1f |",
        deviceId,
        dtype,
        lane.name().toLowerCase(Locale.ROOT),
        what,
        wanted,
        dividend.median() / divisor.median(),
        dividend.best() / divisor.best(),
        dividend.over(divisor).median(),
        dividend.median(),
        divisor.median());
  }

  /** A product cannot be faster than the peak: if it seems so, the figure is void. */
  private static String overPeak(Rounds.Rates product, Rounds.Rates chain) {
    boolean impossible = product.median() > chain.median() || product.best() > chain.best();
    return "GoodFLOPS ÷ FMA peak" + (impossible ? " (void: above the peak)" : "");
  }

  private static String throughSpi(Lane lane) {
    return "SPI " + lane;
  }

  private static String bare(Lane lane) {
    return "bare " + lane;
  }

  /** The engine's batch: enqueue all, finish once. */
  private IntConsumer batch(Launch launch) {
    return launches -> {
      for (int i = 0; i < launches; i++) {
        launch.enqueue(queue);
      }
      queue.finish();
    };
  }

  private Bound bind(Op op, Lane lane, List<CpuBuffer> toClose) throws UnsupportedOpException {
    Kernel kernel = device.compile(op, lane);
    List<Buffer> inputs = new ArrayList<>();
    for (Operand operand : op.inputs()) {
      inputs.add(BareLoop.random(device, operand.spec()));
    }
    Buffer output = device.allocate(op.outputs().get(0).spec());
    Optional<Buffer> workspace =
        kernel.workspaceBytes() == 0
            ? Optional.empty()
            : Optional.of(device.allocate(TensorSpec.bytes(kernel.workspaceBytes())));
    Launch launch = kernel.bind(inputs, List.of(output), workspace);
    List<CpuBuffer> buffers = new ArrayList<>();
    inputs.forEach(buffer -> buffers.add((CpuBuffer) buffer));
    buffers.add((CpuBuffer) output);
    Optional<CpuBuffer> room = workspace.map(CpuBuffer.class::cast);
    toClose.addAll(buffers);
    room.ifPresent(toClose::add);
    return new Bound(kernel, buffers, room, launch);
  }

  private IntConsumer sgemm(Bound bound) {
    device.natives().setBlasThreads(device.threads());
    FloatPointer a = new FloatPointer(new Address(bound.buffers().get(0).address()));
    FloatPointer b = new FloatPointer(new Address(bound.buffers().get(1).address()));
    FloatPointer c = new FloatPointer(new Address(bound.output().address()));
    int n = options.size();
    return launches -> {
      for (int i = 0; i < launches; i++) {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, b, n, 0, c, n);
      }
    };
  }

  /** Two ways that do not calculate the same thing are not to be compared. */
  private void requireSameAnswer(Bound bound, IntConsumer other, double tolerance) {
    byte[] expected = new byte[(int) bound.output().spec().bytes()];
    byte[] actual = new byte[expected.length];
    batch(bound.launch()).accept(1);
    bound.output().read(0, ByteBuffer.wrap(expected));
    Arrays.fill(actual, (byte) 0xff);
    bound.output().write(0, ByteBuffer.wrap(actual));
    other.accept(1);
    bound.output().read(0, ByteBuffer.wrap(actual));
    if (!Arrays.equals(expected, actual) && !(differenceOf(expected, actual) <= tolerance)) {
      throw new IllegalStateException("the answers differ: " + bound.kernel().description());
    }
  }

  private static double differenceOf(byte[] expected, byte[] actual) {
    FloatBuffer left = ByteBuffer.wrap(expected).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    FloatBuffer right = ByteBuffer.wrap(actual).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    double largest = 0;
    for (int i = 0; i < left.limit(); i++) {
      // Math.max hands a NaN on
      largest = Math.max(largest, Math.abs(left.get(i) - right.get(i)));
    }
    return largest;
  }

  private static String blasVersion() {
    File glue = new File(Loader.load(openblas_nolapack.class));
    NativeLibrary library =
        NativeLibrary.getInstance(
            new File(glue.getParentFile(), "libopenblas_nolapack.so.0").getPath());
    return BlasMatMul.versionText()
        + " for "
        + library.getFunction("openblas_get_corename").invokeString(new Object[0], false);
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
