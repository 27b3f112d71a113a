package io.goodflops.engine.measure;

import static io.goodflops.engine.child.ChildWatch.Verdict.TOO_LONG;

import io.goodflops.engine.child.BoundedLog;
import io.goodflops.engine.child.ChildEnvironment;
import io.goodflops.engine.child.ChildJvm;
import io.goodflops.engine.child.ChildWatch;
import io.goodflops.engine.child.Children;
import io.goodflops.engine.child.ForkGuard;
import io.goodflops.engine.child.LogPipe;
import io.goodflops.engine.plugin.PluginFolder;
import io.goodflops.result.Json;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** One case, one JMH fork, watched. */
final class JmhFork {
  /** Iterations after enough was timed cost half a millisecond each, so a few spare ones do. */
  private static final int MOST_BATCHES = 32;

  private static final Pattern EXIT_CODE = Pattern.compile("exit code ([0-9]+)");

  static {
    // our lock is per device; the blackhole probe would start two more JVMs
    System.setProperty("jmh.ignoreLock", "true");
    System.setProperty("jmh.blackhole.autoDetect", "false");
  }

  private final PluginFolder plugin;
  private final String device;
  private final Duration deadline;

  JmhFork(PluginFolder plugin, String device, Duration deadline) {
    this.plugin = plugin;
    this.device = device;
    this.deadline = deadline;
  }

  /**
   * How the fork ended, and what the host's clock saw of it.
   *
   * @param spanNanos host time from the end of the first timed iteration to that of the last
   * @param claimedNanos what the fork says the batches after the first took
   */
  record End(ForkEnd process, long spanNanos, long claimedNanos) {}

  End run(ForkOrder order, String caseId, Runnable onSample) throws IOException {
    Path folder = Path.of(order.folder());
    Files.createDirectories(folder);
    Path orderFile = folder.resolve("order.json");
    Json.write(orderFile, order);
    List<String> options = new ArrayList<>(ChildJvm.options(plugin, folder, deadline));
    options.add("-D" + CaseBenchmark.ORDER + "=" + orderFile);
    options.add("-D" + CaseBenchmark.DEVICE + "=" + device);
    options.add("-D" + CaseBenchmark.JARS + "=" + joined(plugin.jars()));
    options.add("-Djmh.shutdownTimeout=2");
    options.add("-Djmh.shutdownTimeout.step=1");
    Options jmh =
        new OptionsBuilder()
            .include("^" + Pattern.quote(CaseBenchmark.class.getName() + ".batch") + "$")
            .param("caseId", caseId)
            .forks(1)
            .warmupIterations(0)
            .measurementIterations(MOST_BATCHES)
            .timeout(TimeValue.seconds(deadline.toSeconds() + 60))
            .shouldFailOnError(true)
            .jvm(ChildJvm.java())
            .jvmArgs(options.toArray(String[]::new))
            .addProfiler(ForkPrefix.class)
            .build();
    long start = System.nanoTime();
    PrintStream out = System.out;
    PrintStream err = System.err;
    try (BoundedLog log = BoundedLog.to(folder.resolve(ChildJvm.LOG));
        PrintStream text = new PrintStream(log, true, StandardCharsets.UTF_8);
        LogPipe pipe = LogPipe.open(folder, log)) {
      JmhListener listener = new JmhListener(log, onSample);
      List<String> prefix = new ArrayList<>(pipe.prefix());
      prefix.addAll(ChildEnvironment.prefix(plugin));
      ForkPrefix.set(prefix, new JmhFiles()::note);
      // without a pipe, what the fork prints arrives at ours
      System.setOut(text);
      System.setErr(text);
      OptionalInt exitCode = OptionalInt.empty();
      ChildWatch watch = ChildWatch.ofNext(deadline);
      try (watch) {
        new Runner(jmh, listener).run();
      } catch (RunnerException e) {
        exitCode = exitCode(e);
      } finally {
        Children.killAll();
      }
      boolean guard = exitCode.equals(OptionalInt.of(ForkGuard.DEADLINE_EXIT));
      return new End(
          new ForkEnd(
              watch.verdict().or(() -> guard ? Optional.of(TOO_LONG) : Optional.empty()),
              watch.limit(),
              exitCode,
              System.nanoTime() - start),
          listener.spanNanos(),
          listener.claimedNanos());
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static String joined(List<Path> jars) {
    return String.join(File.pathSeparator, jars.stream().map(Path::toString).toList());
  }

  /** JMH keeps the real errors among the suppressed ones of the cause. */
  private static OptionalInt exitCode(Throwable error) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      Matcher matcher = EXIT_CODE.matcher(String.valueOf(e.getMessage()));
      if (matcher.find()) {
        return OptionalInt.of(Integer.parseInt(matcher.group(1)));
      }
      for (Throwable suppressed : e.getSuppressed()) {
        OptionalInt code = exitCode(suppressed);
        if (code.isPresent()) {
          return code;
        }
      }
    }
    return OptionalInt.empty();
  }
}
