package io.goodflops.engine.child;

import io.goodflops.engine.plugin.PluginFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Command lines of child JVMs, and a child that runs to its end. */
public final class ChildJvm {
  /** In a child's folder: what it printed. */
  public static final String LOG = "log.txt";

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private ChildJvm() {}

  /** The java command of this JVM. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * JVM options of every child that loads the plugin.
   *
   * @param folder where a crash leaves its file
   */
  public static List<String> options(PluginFolder plugin, Path folder, Duration deadline) {
    List<String> options = new ArrayList<>();
    options.add("-Xms64m");
    options.add("-Xmx" + heapMegabytes() + "m");
    options.add("-XX:+UseSerialGC");
    options.add("-XX:+ExitOnOutOfMemoryError");
    options.add("-XX:-CreateCoredumpOnCrash");
    options.add("-XX:ErrorFile=" + crashFile(folder));
    options.add("-XX:-UsePerfData");
    // a child lives for seconds: compiling what runs a few hundred times costs more than it brings,
    // and the compiler's threads would take the CPUs from what is timed
    options.add("-XX:CompileThresholdScaling=4");
    options.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= 23) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    List<String> modules = new ArrayList<>();
    for (String module : plugin.addModules()) {
      if (ModuleLayer.boot().findModule(module).isPresent() || ofThisJdk(module)) {
        modules.add(module);
      }
    }
    if (!modules.isEmpty()) {
      options.add("--add-modules=" + String.join(",", modules));
    }
    options.addAll(ClassArchive.options(folder));
    ProcessHandle host = ProcessHandle.current();
    options.add("-D" + ForkGuard.HOST_PID + "=" + host.pid());
    options.add(
        "-D"
            + ForkGuard.HOST_START
            + "="
            + host.info().startInstant().map(Instant::toEpochMilli).orElse(-1L));
    options.add("-D" + ForkGuard.DEADLINE_SECONDS + "=" + Math.max(1, deadline.toSeconds()));
    options.add("-Djava.awt.headless=true");
    options.add("-Djava.io.tmpdir=" + Scratch.ofChildren());
    options.add("-Djava.library.path=" + ChildEnvironment.libraryPath(plugin));
    return options;
  }

  /** Where the JVM describes its crash. */
  public static Path crashFile(Path folder) {
    return folder.resolve("crash.log");
  }

  /**
   * Runs a child to its end, beginning and end of its output going to {@code folder/log.txt}.
   *
   * @return the exit code; {@link ForkGuard#DEADLINE_EXIT} or {@link ForkGuard#MEMORY_EXIT} if it
   *     had to be killed, {@link ForkGuard#CHANGED_EXIT} if it was not started because the plugin
   *     is no longer what was hashed
   */
  public static int run(
      Class<?> main, List<String> arguments, PluginFolder plugin, Path folder, Duration deadline)
      throws IOException, InterruptedException {
    if (plugin.seal().broken().isPresent()) {
      return ForkGuard.CHANGED_EXIT;
    }
    RunningChild child = start(main, arguments, plugin, folder, deadline, 1);
    int exit = ForkGuard.DEADLINE_EXIT;
    try (child) {
      // one that cannot even be killed, which drivers bring about, must not hold the host
      if (child.await(deadline.plus(PATIENCE))) {
        exit = child.exitCode().orElse(exit);
      }
    }
    return child.verdict().map(ChildJvm::exitCode).orElse(exit);
  }

  /**
   * Starts a child that goes on beside this process.
   *
   * @param atOnce how many children share the machine's memory, this one included
   */
  public static RunningChild start(
      Class<?> main,
      List<String> arguments,
      PluginFolder plugin,
      Path folder,
      Duration deadline,
      int atOnce)
      throws IOException {
    Files.createDirectories(folder);
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(options(plugin, folder, deadline));
    command.add("-XX:TieredStopAtLevel=" + (main.getSimpleName().startsWith("Probe") ? 1 : 4));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    return RunningChild.start(
        new ProcessBuilder(command), plugin, folder, deadline, MemoryLimit.now(atOnce));
  }

  private static int exitCode(ChildWatch.Verdict verdict) {
    return switch (verdict) {
      case TOO_LONG -> ForkGuard.DEADLINE_EXIT;
      case TOO_MUCH_MEMORY -> ForkGuard.MEMORY_EXIT;
    };
  }

  private static long heapMegabytes() {
    // data lives outside the heap; inside is only what JMH and a plain Java device need
    return Math.max(512, Math.min(4096, physicalMegabytes() / 4));
  }

  private static long physicalMegabytes() {
    return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize() >> 20
        : 4096;
  }

  private static boolean ofThisJdk(String module) {
    return java.lang.module.ModuleFinder.ofSystem().find(module).isPresent();
  }
}
