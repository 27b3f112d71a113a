package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.Triad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * What the bridge costs beside the vendor's own functions: a call that only looks an object up, and
 * {@link Launch#enqueue} against the same calls of the launch function in a loop in C. The EMULATED
 * launch does nothing here ({@code lie}), so that the ratio is the worst there can be: a driver's
 * own launch takes microseconds. Prints rows for docs/DIALECTS.md; takes seconds.
 *
 * <p>From the repository's root, after {@code mvn -q -pl plugins/gpu-bridge -am package
 * -Dtest=LeaksTest -Dsurefire.failIfNoSpecifiedTests=false}:
 *
 * <pre>
 * (cd plugins/gpu-bridge &amp;&amp; java -XX:+UseSerialGC -cp "target/test-classes:target/classes:../../harness/spi/target/classes:$JUNIT" io.goodflops.plugin.gpubridge.CallCost)
 * </pre>
 *
 * <p>{@code JUNIT} names junit-jupiter-api and opentest4j, as they lie in Maven's repository.
 */
final class CallCost {
  /** Answered by the emulated runtime alone: nanoseconds of 1000 launches like the last one. */
  private static final int THOUSAND_LAUNCHES = (1 << 20) + 1;

  private static final int CALLS = 200_000;
  private static final int ROUNDS = 15;

  private CallCost() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("goodflops-call-cost");
    Emulated emulated = Emulated.in(folder, "lie cuLaunchKernel");
    DialectPlugin plugin = emulated.plugin();
    VendorRuntime runtime = emulated.runtime();
    Discovery.Found found = (Discovery.Found) plugin.discover();
    try (Device device = plugin.open(found.devices().get(0));
        Queue queue = device.openQueue();
        Kernel kernel = device.compile(new Triad(DType.FP32, 64), Lane.PLAIN)) {
      Buffer buffer = device.allocate(TensorSpec.of(DType.FP32, 64L));
      Launch launch = kernel.bind(List.of(buffer, buffer), List.of(buffer), Optional.empty());
      long stream = withoutBlas();
      DoubleSupplier lookUp = () -> timed(() -> Bridge.blasVersion(stream));
      DoubleSupplier enqueue = () -> timed(() -> launch.enqueue(queue));
      DoubleSupplier inC = () -> launches(runtime);
      List<DoubleSupplier> all = List.of(lookUp, enqueue, inC);
      double[][] nanos = new double[all.size()][ROUNDS];
      // the first round is for the compiler
      for (int round = -1; round < ROUNDS; round++) {
        for (int i = 0; i < all.size(); i++) {
          nanos[i][Math.max(0, round)] = all.get(i).getAsDouble();
        }
      }
      double[] medians = Arrays.stream(nanos).mapToDouble(CallCost::median).toArray();
      System.out.printf(
          Locale.ROOT,
          "a call that looks one object up: %.0f ns%n"
              + "Launch.enqueue: %.0f ns; the launch function in a loop in C: %.0f ns;"
              + " added: %.0f ns; ratio %.2f%n",
          medians[0],
          medians[1],
          medians[2],
          medians[1] - medians[2],
          medians[1] / medians[2]);
    }
  }

  /** A stream of which the bridge can say without the vendor that it has no BLAS. */
  private static long withoutBlas() throws IOException {
    Path folder = Files.createTempDirectory("goodflops-call-cost");
    VendorRuntime runtime = Emulated.in(folder).without(Emulated.NAMES.get(2)).runtime();
    return Bridge.openStream(Bridge.openSession(runtime.table(), 0));
  }

  private static double timed(Runnable call) {
    long start = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      call.run();
    }
    return (System.nanoTime() - start) / (double) CALLS;
  }

  private static double launches(VendorRuntime runtime) {
    long nanos = 0;
    for (int i = 0; i < CALLS; i += 1000) {
      nanos += Bridge.attribute(runtime.table(), THOUSAND_LAUNCHES, 0);
    }
    return nanos / (double) CALLS;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
