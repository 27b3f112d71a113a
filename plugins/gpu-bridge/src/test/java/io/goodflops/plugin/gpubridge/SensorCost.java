package io.goodflops.plugin.gpubridge;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What one reading of all sensors costs on the emulated runtimes; started by hand. */
final class SensorCost {
  private static final int READINGS = 2000;

  private SensorCost() {}

  /** No arguments; the current folder is that of this module. */
  public static void main(String[] args) throws Exception {
    for (String name : List.of("nvidia", "hygon", "metax", "moorethreads", "iluvatar")) {
      Path folder = Files.createTempDirectory("sensor-cost");
      try (GpuTelemetry telemetry = GpuTelemetry.open(EmulatedVendor.of(name, folder), 0)) {
        long[] nanos = new long[READINGS];
        for (int round = 0; round < 2; round++) {
          for (int i = 0; i < READINGS; i++) {
            long start = System.nanoTime();
            telemetry.read();
            nanos[i] = System.nanoTime() - start;
          }
        }
        Arrays.sort(nanos);
        System.out.printf(
            Locale.ROOT,
            "%s: median %.1f µs (%s)%n",
            name,
            nanos[READINGS / 2] / 1e3,
            telemetry.words());
      }
    }
  }
}
