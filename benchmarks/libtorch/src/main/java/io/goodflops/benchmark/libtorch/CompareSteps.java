package io.goodflops.benchmark.libtorch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The same training step here and in libtorch: same shapes, same optimizer, FP32, each in a process
 * of its own, in turns, on as many threads. Prints the medians of the rounds and their ratio.
 *
 * <p>From the repository's root:
 *
 * <pre>
 * mvn -q -Plibtorch -pl benchmarks/libtorch,plugins/cpu -am package -DskipTests
 * java -cp 'benchmarks/libtorch/target/classes:benchmarks/libtorch/target/lib/*:plugins/cpu/target/plugin/*' io.goodflops.benchmark.libtorch.CompareSteps
 * </pre>
 *
 * <p>Arguments: rounds (5), seconds of a round (2).
 */
final class CompareSteps {
  private CompareSteps() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    String seconds = arguments.length > 1 ? arguments[1] : "2";
    for (String model : List.of("mlp", "decoder", "gpt2-block")) {
      for (String threads : List.of("1", "2")) {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
          ours.add(child(OurSteps.class, model, threads, seconds));
          theirs.add(child(TorchSteps.class, model, threads, seconds));
        }
        System.out.printf(
            Locale.ROOT,
            "%s FP32, %s thread(s): GoodFLOPS %.1f ms, libtorch %.1f ms, ratio %.2f%n",
            model,
            threads,
            median(ours),
            median(theirs),
            median(theirs) / median(ours));
      }
    }
  }

  /** Median milliseconds of a step, as the child says in its last line. */
  private static double child(Class<?> main, String model, String threads, String seconds)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "-XX:+UseSerialGC",
            "-Xmx4g",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            model,
            threads,
            seconds);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // what the plugin's manifest sets, and OpenMP's threads as both are asked for
    builder.environment().put("OMP_NUM_THREADS", threads);
    if (main == OurSteps.class) {
      builder.environment().put("GOMP_SPINCOUNT", "2000");
    }
    Process process = builder.start();
    String last = "";
    StringBuilder all = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
        all.append(line).append('\n');
      }
    }
    if (process.waitFor() != 0) {
      throw new IOException(main.getSimpleName() + " failed:\n" + all);
    }
    return Double.parseDouble(last);
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  /** Runs steps until the time is over, a fifth of it to warm up, and prints the median. */
  static void time(double seconds, Runnable step) {
    List<Double> millis = new ArrayList<>();
    long start = System.nanoTime();
    while (System.nanoTime() - start < seconds * 1e9) {
      long before = System.nanoTime();
      step.run();
      long after = System.nanoTime();
      if (after - start > seconds * 0.2e9) {
        millis.add((after - before) / 1e6);
      }
    }
    System.out.println(median(millis));
  }
}
