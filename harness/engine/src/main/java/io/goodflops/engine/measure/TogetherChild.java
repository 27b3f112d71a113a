package io.goodflops.engine.measure;

import io.goodflops.engine.child.ForkGuard;
import io.goodflops.engine.measure.TogetherReport.Stretch;
import io.goodflops.result.Json;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * One case in its own process, beside others that run the same on other devices: warm, it keeps the
 * load up until all are, times its batches, and keeps the load up until all have timed theirs.
 * Arguments: the order's file, the plugin's jars as a path, the device.
 */
final class TogetherChild {
  private final Path folder;
  private final CaseFork fork;
  private final List<Stretch> timed = new ArrayList<>();
  private final List<Stretch> load = new ArrayList<>();

  private TogetherChild(Path order) {
    folder = order.toAbsolutePath().getParent();
    fork = new CaseFork(order);
  }

  public static void main(String[] arguments) throws IOException {
    ForkGuard.arm();
    List<Path> jars = new ArrayList<>();
    for (String jar : arguments[1].split(File.pathSeparator)) {
      jars.add(Path.of(jar));
    }
    try {
      new TogetherChild(Path.of(arguments[0])).run(jars, arguments[2]);
    } catch (CaseFork.CaseEnded e) {
      // the report says why
    }
    Runtime.getRuntime().halt(0);
  }

  private void run(List<Path> jars, String device) throws IOException {
    fork.open(jars, device);
    TogetherSign.READY.give(folder);
    while (!TogetherSign.GO.isGiven(folder)) {
      if (TogetherSign.STOP.isGiven(folder)) {
        return;
      }
      load();
    }
    while (!fork.done()) {
      long from = micros();
      fork.batch();
      timed.add(new Stretch(from, micros()));
      fork.afterBatch();
    }
    TogetherSign.TIMED.give(folder);
    // what will be judged is written by batches that run beside the others'
    fork.beforeBatch();
    do {
      load();
    } while (!TogetherSign.STOP.isGiven(folder));
    Json.write(folder.resolve(TogetherReport.FILE), new TogetherReport(timed, load));
    fork.close();
  }

  private void load() {
    long from = micros();
    fork.load();
    load.add(new Stretch(from, micros()));
  }

  private static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
