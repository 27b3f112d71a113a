package io.goodflops.engine.check;

import io.goodflops.engine.child.ChildJvm;
import io.goodflops.engine.child.ForkGuard;
import io.goodflops.engine.plugin.PluginFolder;
import io.goodflops.result.Json;
import io.goodflops.result.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One child that checks, from its start to its end; what it tells is heard as it comes. */
final class CheckProcess {
  private static final long POLL_MILLIS = 100;

  private final PluginFolder plugin;
  private final Path folder;
  private final MessageFile messages;
  private final ChildLog log;

  CheckProcess(PluginFolder plugin, Path folder) {
    this.plugin = plugin;
    this.folder = folder;
    this.messages = new MessageFile(folder.resolve("messages.jsonl"));
    this.log = new ChildLog(folder.resolve("log.txt"));
  }

  ChildLog log() {
    return log;
  }

  Path folder() {
    return folder;
  }

  /**
   * Runs it.
   *
   * @return its exit code
   */
  int run(
      Optional<String> device,
      List<String> rules,
      CheckRequest request,
      double ruleSeconds,
      Duration deadline,
      Consumer<CheckMessage> listener,
      Runnable tick)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path order = folder.resolve("order.json");
    Json.write(
        order,
        new CheckOrder(
            plugin.jars().stream().map(Path::toString).toList(),
            device,
            rules,
            request.opKinds().stream().sorted().toList(),
            request.seed(),
            ruleSeconds,
            folder.resolve("messages.jsonl").toString(),
            log.file().toString()));
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> exit =
          thread.submit(
              () ->
                  ChildJvm.run(
                      CheckChild.class, List.of(order.toString()), plugin, folder, deadline));
      while (true) {
        Optional<Integer> code = ended(exit);
        for (CheckMessage message : messages.news()) {
          listener.accept(message);
        }
        if (code.isPresent()) {
          if (code.get() == ForkGuard.CHANGED_EXIT) {
            throw UserException.environment(
                "The files of plugin "
                    + plugin.name()
                    + " changed while it was checked; try again.");
          }
          return code.get();
        }
        tick.run();
      }
    } finally {
      thread.shutdownNow();
    }
  }

  private static Optional<Integer> ended(Future<Integer> exit) throws InterruptedException {
    try {
      return Optional.of(exit.get(POLL_MILLIS, TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw UserException.environment(
          "The process that checks cannot be started: " + e.getCause().getMessage() + ".");
    }
  }
}
