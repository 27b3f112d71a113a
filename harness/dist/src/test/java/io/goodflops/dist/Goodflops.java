package io.goodflops.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line of the layout, started as a user's launcher starts it. */
final class Goodflops {
  /** Small products and streams in several types, each of which a fault can be tied to. */
  static final String TINY_SUITE =
      """
      {"name": "tiny", "title": "Tiny", "titleZh": "微型",
       "policy": {"minForks": 1, "maxForks": 1, "minBatches": 5, "minBatchSeconds": 0.005,
                  "minTimedSeconds": 0.2, "maxWarmupSeconds": 0.05, "precision": 0.05,
                  "budgetSeconds": 60},
       "workloads": [
         {"op": "matmul", "m": 32, "n": 32, "k": 32,
          "dtypes": ["FP32", "FP64", "BF16", "FP16", "INT8"], "source": "test"},
         {"op": "copy", "workingSets": "64KiB", "dtypes": ["FP32"], "source": "test"}]}
      """;

  /**
   * Rates for all types, so that the simulator supports them; low rates and little memory keep
   * calibration short.
   */
  static final String RATES =
      """
      rate.FP64 = 5e8
      rate.FP32 = 5e8
      rate.BF16 = 5e8
      rate.FP16 = 5e8
      rate.INT8 = 5e8
      bandwidth = 2e9
      memory.bytes = 4194304
      """;

  private static final String FORK = System.getProperty("goodflops.fork", "0");

  /** Classes ready to load, as the launcher has them: half of what a short command takes. */
  private static final Path CLASSES = archive();

  private Goodflops() {}

  /** The command to start, for example {@code devices}; what begins with -D is for its JVM. */
  static List<String> command(String... arguments) {
    return command("-XX:SharedArchiveFile=" + CLASSES, List.of(arguments));
  }

  private static Path archive() {
    Path file = Layout.home().resolveSibling("classes-" + FORK + ".jsa");
    try {
      Files.deleteIfExists(file);
      Process process =
          new ProcessBuilder(command("-XX:ArchiveClassesAtExit=" + file, List.of("suites")))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0 || !Files.exists(file)) {
        throw new IllegalStateException("no archive of classes was made");
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> command(String share, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(share);
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dgoodflops.home=" + Layout.home());
    command.add("-Djava.io.tmpdir=" + temporary());
    List<String> words = new ArrayList<>(arguments);
    words.stream().filter(word -> word.startsWith("-D")).forEach(command::add);
    words.removeIf(word -> word.startsWith("-D"));
    command.add("-cp");
    command.add(Layout.home().resolve("lib") + "/*");
    command.add("io.goodflops.cli.Main");
    command.addAll(words);
    return command;
  }

  /** Of this process alone: another's run on the same machine must not hold our devices. */
  static Path temporary() {
    try {
      return Files.createDirectories(Layout.home().resolveSibling("temporary-" + FORK));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Outcome run(Path folder, String... arguments) throws Exception {
    return Outcome.of(folder, Map.of("LC_ALL", "C.UTF-8"), command(arguments));
  }

  /** Runs with a simulated device. */
  static Outcome simulate(Path folder, String program, String... arguments) throws Exception {
    return Outcome.of(folder, simulator(folder, program), command(arguments));
  }

  static Map<String, String> simulator(Path folder, String program) throws IOException {
    Path file = Files.createTempFile(folder, "program", ".properties");
    Files.writeString(file, program);
    return Map.of("GOODFLOPS_SIMULATOR", file.toString(), "LC_ALL", "C.UTF-8");
  }

  static Path tinySuite(Path folder) throws IOException {
    return Files.writeString(folder.resolve("tiny.json"), TINY_SUITE);
  }

  /** Child JVMs of this project that are still alive. */
  static List<ProcessHandle> orphans(Path folder) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> line.contains(folder.toString()) && line.contains("goodflops"))
                    .isPresent())
        .toList();
  }
}
