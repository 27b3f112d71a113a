package io.goodflops.engine.probe;

import io.goodflops.engine.child.ChildAnswer;
import io.goodflops.engine.child.ChildEnvironment;
import io.goodflops.engine.child.ChildJvm;
import io.goodflops.engine.child.ForkGuard;
import io.goodflops.engine.child.MemoryLimit;
import io.goodflops.engine.child.Scratch;
import io.goodflops.engine.child.Words;
import io.goodflops.engine.plugin.PluginFolder;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.PluginRecord;
import io.goodflops.result.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Finds the devices of all plugins, each asked in a child JVM of its own. */
public final class Probe {
  private static final int CRASH_EXIT = 134;

  private final Duration deadline;

  public Probe(Duration deadline) {
    this.deadline = deadline;
  }

  /**
   * What the plugins answered.
   *
   * @param plugins one record for each folder, in order; absent ones say why
   * @param devices in the order of their plugins
   */
  public record Found(List<PluginRecord> plugins, List<Device> devices) {
    public Found {
      plugins = List.copyOf(plugins);
      devices = List.copyOf(devices);
    }

    /** The same as candidates, to be held against another version's devices. */
    public Found asCandidates() {
      return new Found(
          plugins.stream().map(PluginRecord::asCandidate).toList(),
          devices.stream().map(d -> new Device(d.plugin(), d.record().asCandidate())).toList());
    }

    /** Both. */
    public Found plus(Found other) {
      return new Found(
          Stream.concat(plugins.stream(), other.plugins.stream()).toList(),
          Stream.concat(devices.stream(), other.devices.stream()).toList());
    }
  }

  /** A device with the plugin that drives it. */
  public record Device(PluginFolder plugin, DeviceRecord record) {
    /** What its plugin calls it. */
    public String own() {
      return record.baselineId().orElse(record.id());
    }
  }

  /**
   * Asks every plugin, several at a time.
   *
   * @param trusted SHA-256 of the only plugins that may be started; empty: any
   */
  public Found find(List<PluginFolder> folders, Optional<Set<String>> trusted) {
    MemoryLimit.check();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<ProbeReport>> reports = new ArrayList<>();
      for (PluginFolder folder : folders) {
        reports.add(threads.submit(() -> ask(folder, trusted)));
      }
      List<PluginRecord> plugins = new ArrayList<>();
      List<Device> devices = new ArrayList<>();
      Set<String> ids = new HashSet<>();
      for (int i = 0; i < folders.size(); i++) {
        PluginFolder folder = folders.get(i);
        ProbeReport report = reports.get(i).get();
        Optional<PluginRecord.Absence> absence = report.absence();
        for (DeviceRecord device : report.devices()) {
          if (device.baselineId().isPresent()) {
            absence =
                Optional.of(
                    new PluginRecord.Absence(
                        "device id "
                            + device.id()
                            + " begins with "
                            + DeviceRecord.CANDIDATE
                            + ", which is kept for 'run --against'",
                        List.of()));
          } else if (ids.add(device.id())) {
            devices.add(new Device(folder, device.ofPlugin(Words.clean(folder.name()))));
          } else {
            absence =
                Optional.of(
                    new PluginRecord.Absence(
                        "device id " + device.id() + " is already taken by another plugin",
                        List.of()));
          }
        }
        plugins.add(
            new PluginRecord(
                Words.clean(folder.name()),
                report.version(),
                Words.clean(folder.spiVersion()),
                folder.sha256(),
                absence,
                ChildEnvironment.disclosed(folder)));
      }
      return new Found(plugins, devices);
    } catch (ExecutionException e) {
      throw UserException.environment("Plugins cannot be probed: " + Words.of(e.getCause()) + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserException.environment("Probing was interrupted.");
    } finally {
      threads.shutdownNow();
    }
  }

  private ProbeReport ask(PluginFolder folder, Optional<Set<String>> trusted)
      throws IOException, InterruptedException {
    if (folder.defect().isPresent()) {
      return absent(folder.defect().get());
    }
    if (trusted.isPresent() && !trusted.get().contains(folder.sha256().toLowerCase(Locale.ROOT))) {
      return absent("not trusted: SHA-256 " + folder.sha256() + " is not in the trust file");
    }
    Path work = Scratch.newFolder("probe-");
    try {
      Path file = work.resolve("probe.json");
      List<String> arguments = new ArrayList<>();
      arguments.add(file.toString());
      folder.jars().forEach(jar -> arguments.add(jar.toString()));
      int exit = ChildJvm.run(ProbeChild.class, arguments, folder, work, deadline);
      Optional<String> changed = folder.seal().broken();
      if (changed.isPresent()) {
        return absent("its file " + changed.get() + " changed while its devices were looked for");
      }
      if (Files.exists(file)) {
        return read(file);
      }
      return absent(died(exit, work));
    } finally {
      Scratch.delete(work);
    }
  }

  /** Vendor code shares the process that wrote it. */
  private static ProbeReport read(Path file) {
    try {
      return ChildAnswer.read(file, ProbeReport.class);
    } catch (IOException e) {
      return absent("its process left an answer that cannot be read, because " + e.getMessage());
    }
  }

  private String died(int exit, Path work) {
    if (exit == ForkGuard.DEADLINE_EXIT) {
      return "discover() did not return within "
          + deadline.toSeconds()
          + " s and its process was killed";
    }
    if (exit == ForkGuard.MEMORY_EXIT) {
      return "its process took more memory than it may have in discover() and was killed";
    }
    if (exit == CRASH_EXIT || Files.exists(ChildJvm.crashFile(work))) {
      return "its process crashed in discover()";
    }
    return "its process ended with exit code " + exit + " in discover()";
  }

  private static ProbeReport absent(String reason) {
    return new ProbeReport(
        "", List.of(), Optional.of(new PluginRecord.Absence(Words.clean(reason), List.of())));
  }
}
