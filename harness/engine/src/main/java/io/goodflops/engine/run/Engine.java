package io.goodflops.engine.run;

import io.goodflops.engine.host.Checkup;
import io.goodflops.engine.plan.Case;
import io.goodflops.engine.plan.Planner;
import io.goodflops.engine.plan.SuiteFiles;
import io.goodflops.engine.plugin.PluginFolder;
import io.goodflops.engine.plugin.PluginFolders;
import io.goodflops.engine.probe.Probe;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.FileTrouble;
import io.goodflops.result.Journal;
import io.goodflops.result.PluginRecord;
import io.goodflops.result.RunRecord;
import io.goodflops.result.Seeds;
import io.goodflops.result.UserException;
import io.goodflops.spi.DType;
import io.goodflops.workload.suite.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Probe, plan, calibrate, measure: from a request to a run whose books can be closed. */
public final class Engine {
  private static final Duration PROBE_DEADLINE = Duration.ofSeconds(60);
  private static final String DEFAULT_DEVICE = "cpu:0";
  private static final String DEFAULT_SUITE = "quick";
  private static final String FALLBACK_DEVICE = "reference:0";
  private static final String FALLBACK_SUITE = "smoke";

  private final String toolVersion;
  private final StoppingRule stopping;
  private final Progress progress;

  public Engine(String toolVersion, StoppingRule stopping, Progress progress) {
    this.toolVersion = toolVersion;
    this.stopping = stopping;
    this.progress = progress;
  }

  /** Asks all selected plugins for their devices. */
  public static Probe.Found devices(Path pluginFolder, List<String> plugins, Optional<Path> trust) {
    return devices(pluginFolder, plugins, trust, PROBE_DEADLINE);
  }

  private static Probe.Found devices(
      Path pluginFolder, List<String> plugins, Optional<Path> trust, Duration deadline) {
    List<PluginFolder> folders = PluginFolders.scan(pluginFolder, plugins);
    return new Probe(deadline).find(folders, trust.map(PluginFolders::trusted));
  }

  /** Besides the devices of a candidate, under its alias. */
  private static Probe.Found devices(
      Path pluginFolder,
      List<String> plugins,
      Optional<String> candidate,
      Optional<Path> trust,
      Duration deadline) {
    Probe.Found found = devices(pluginFolder, plugins, trust, deadline);
    return candidate
        .map(path -> devices(pluginFolder, List.of(path), trust, deadline).asCandidates())
        .map(found::plus)
        .orElse(found);
  }

  /**
   * The devices that a request is about. Ids begin with their plugin's name: where that tells all
   * plugins that are needed, no other one is started; where it does not lead to the devices, all
   * are.
   */
  private static Probe.Found found(RunRequest request) {
    List<String> globs = request.devices().isEmpty() ? List.of(DEFAULT_DEVICE) : request.devices();
    List<String> owners =
        request.plugins().isEmpty()
            ? Planner.owners(globs, PluginFolders.names(request.pluginFolder()))
            : List.of();
    if (!owners.isEmpty()) {
      Probe.Found found = found(request, owners);
      if (Planner.allMatch(baselines(found).devices(), globs)) {
        return found;
      }
    }
    return found(request, request.plugins());
  }

  private static Probe.Found found(RunRequest request, List<String> plugins) {
    return devices(
        request.pluginFolder(),
        plugins,
        request.against(),
        request.trust(),
        shorter(request.forkTimeout()));
  }

  private static Duration shorter(Duration forkTimeout) {
    return forkTimeout.compareTo(PROBE_DEADLINE) < 0 ? forkTimeout : PROBE_DEADLINE;
  }

  /**
   * Runs a new run to its end.
   *
   * @throws UserException if the request makes no sense or the machine does not let us
   */
  public OpenRun run(RunRequest request) {
    Instant startedAt = Instant.now();
    SuiteFiles.Loaded wanted =
        request
            .tender()
            .map(RunRequest.TenderOrder::suite)
            .orElseGet(() -> SuiteFiles.load(request.suite().orElse(DEFAULT_SUITE)));
    Set<DType> dtypes = dtypes(request.dtypes());
    progress.phase("looking for devices");
    long probeStart = System.nanoTime();
    Probe.Found found = found(request);
    Checkup.disturbance()
        .ifPresent(what -> progress.note("This machine is not quiet: " + what + "."));
    long probeNanos = System.nanoTime() - probeStart;
    Map<String, String> labels = new HashMap<>(request.labels());
    List<Probe.Device> chosen = choose(request, baselines(found), labels);
    List<Probe.Device> devices =
        request.against().map(path -> besides(chosen, found, path)).orElse(chosen);
    SuiteFiles.Loaded suite =
        labels.containsKey("fallback") && request.suite().isEmpty() && request.tender().isEmpty()
            ? SuiteFiles.load(FALLBACK_SUITE)
            : wanted;
    List<Case> cases = Planner.plan(suite.suite(), devices, dtypes, request.cases());
    if (request.together()) {
      requireSeveral(chosen, cases);
    }
    long drawn = new SecureRandom().nextLong();
    String runId = runId(startedAt, drawn);
    RunFolder folder =
        RunFolder.create(
            request.out().orElseGet(() -> request.results().resolve(runId)).toAbsolutePath());
    JournalEntry.Start start =
        new JournalEntry.Start(
            JournalEntry.Start.TYPE,
            runId,
            startedAt.truncatedTo(ChronoUnit.SECONDS).toString(),
            toolVersion,
            labels,
            new RunRecord.SuiteRecord(suite.suite().name(), suite.suite().title(), suite.sha256()),
            suite.json(),
            request.repro(suite.suite().name()),
            settings(request, suite.suite().policy()),
            found.plugins(),
            elsewhere(devices, request.pluginFolder()),
            devices.stream().map(Probe.Device::record).toList(),
            dtypes.stream().map(DType::name).sorted().toList(),
            request.cases(),
            request.together(),
            request.forkTimeout().toSeconds(),
            request.challenge().map(Seeds::ofChallenge).orElse(drawn));
    return hold(
        folder,
        devices,
        journal -> {
          journal.append(start);
          progress.started(folder.path());
          return new Session(start, folder, devices, cases, journal, stopping, progress, List.of())
              .measure(probeNanos);
        });
  }

  /**
   * Goes on with a run that was cut off. Forks in its journal stay as they are.
   *
   * @throws UserException if there is no such run, or the devices or plugins are not the same
   */
  public OpenRun resume(Path path, Path pluginFolder, Optional<Path> trust) {
    RunFolder folder = RunFolder.resume(path.toAbsolutePath());
    List<JournalEntry> entries = entries(folder);
    if (entries.isEmpty() || !(entries.get(0) instanceof JournalEntry.Start start)) {
      throw UserException.usage(
          folder.journal() + " does not begin with the start of a run; nothing was measured yet.");
    }
    if (!start.toolVersion().equals(toolVersion)) {
      throw UserException.usage(
          "The run was started by GoodFLOPS "
              + start.toolVersion()
              + ", this is "
              + toolVersion
              + "; samples of two versions are not mixed.");
    }
    progress.phase("looking for devices");
    long probeStart = System.nanoTime();
    Probe.Found found =
        devices(
            pluginFolder,
            paths(start, plugin -> !plugin.isCandidate()),
            paths(start, PluginRecord::isCandidate).stream().findFirst(),
            trust,
            PROBE_DEADLINE);
    long probeNanos = System.nanoTime() - probeStart;
    List<Probe.Device> devices = same(start, found);
    SuiteFiles.Loaded suite = SuiteFiles.parse(start.suite().name(), start.suiteJson());
    Set<DType> dtypes = dtypes(Set.copyOf(start.dtypes()));
    List<Case> cases = Planner.plan(suite.suite(), devices, dtypes, start.cases());
    return hold(
        folder,
        devices,
        journal -> {
          progress.started(folder.path());
          return new Session(start, folder, devices, cases, journal, stopping, progress, entries)
              .measure(probeNanos);
        });
  }

  /** Where the plugins lie whose devices the run uses. */
  private static List<String> paths(JournalEntry.Start start, Predicate<PluginRecord> wanted) {
    return start.plugins().stream()
        .filter(wanted)
        .filter(plugin -> used(plugin, start.devices()))
        .map(plugin -> start.pluginPaths().getOrDefault(plugin.name(), plugin.name()))
        .toList();
  }

  private static Probe.Found baselines(Probe.Found found) {
    return new Probe.Found(
        found.plugins().stream().filter(plugin -> !plugin.isCandidate()).toList(),
        found.devices().stream().filter(d -> d.record().baselineId().isEmpty()).toList());
  }

  /** The devices, and each once more as the candidate drives it. */
  private static List<Probe.Device> besides(
      List<Probe.Device> chosen, Probe.Found found, String candidate) {
    List<Probe.Device> devices = new ArrayList<>(chosen);
    for (Probe.Device device : chosen) {
      Optional<String> id = Optional.of(device.record().id());
      devices.add(
          found.devices().stream()
              .filter(other -> other.record().baselineId().equals(id))
              .findFirst()
              .orElseThrow(
                  () ->
                      UserException.environment(
                          "The plugin "
                              + candidate
                              + " has no device "
                              + device.record().id()
                              + " to be run against the other version's"
                              + found.plugins().stream()
                                  .filter(PluginRecord::isCandidate)
                                  .flatMap(plugin -> plugin.absence().stream())
                                  .map(absence -> " (" + absence.reason() + ")")
                                  .findFirst()
                                  .orElse("")
                              + "; 'goodflops devices --plugin "
                              + candidate
                              + "' lists those that it has.")));
    }
    return devices;
  }

  private static void requireSeveral(List<Probe.Device> devices, List<Case> cases) {
    if (devices.size() < 2) {
      throw UserException.usage(
          "--together needs at least two devices and "
              + devices.get(0).record().id()
              + " is the only one chosen; give --device once for each.");
    }
    if (cases.stream().map(Case::shapeId).distinct().count() == cases.size()) {
      throw UserException.usage(
          "--together has nothing to run: --case leaves no case on two devices.");
    }
  }

  private List<JournalEntry> entries(RunFolder folder) {
    Path journal = folder.journal();
    List<Journal.Line> lines;
    try {
      lines = Journal.lines(journal);
      if (Journal.isCutOff(journal)) {
        progress.note(
            "The last line of "
                + journal
                + " was cut off while it was written and is left out; what it held is measured"
                + " again.");
      }
    } catch (IOException e) {
      throw UserException.environment(journal + " cannot be read: " + FileTrouble.reason(e) + ".");
    }
    List<JournalEntry> entries = new ArrayList<>();
    for (Journal.Line line : lines) {
      try {
        entries.add(JournalEntry.parse(line.text(), line.number()));
      } catch (IOException e) {
        throw UserException.usage(
            journal
                + " is damaged in line "
                + line.number()
                + ": "
                + e.getMessage().replace("(line " + line.number() + ", ", "(")
                + ".");
      }
    }
    return entries;
  }

  private interface Sitting {
    OpenRun with(Journal journal) throws IOException;
  }

  /** Runs with the devices locked and the journal open. */
  private static OpenRun hold(RunFolder folder, List<Probe.Device> devices, Sitting sitting) {
    DeviceLocks locks = DeviceLocks.take(devices);
    try (Journal journal = Journal.open(folder.journal())) {
      return sitting.with(journal);
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    } finally {
      locks.close();
    }
  }

  private List<Probe.Device> choose(
      RunRequest request, Probe.Found found, Map<String, String> labels) {
    if (!request.devices().isEmpty()) {
      return Planner.select(found.devices(), request.devices(), found.plugins());
    }
    if (has(found, DEFAULT_DEVICE)) {
      return Planner.select(found.devices(), List.of(DEFAULT_DEVICE), found.plugins());
    }
    if (!request.plugins().isEmpty() && !found.devices().isEmpty()) {
      return List.of(found.devices().get(0));
    }
    if (has(found, FALLBACK_DEVICE)) {
      String reason =
          found.plugins().stream()
              .filter(plugin -> plugin.name().equals("cpu"))
              .flatMap(plugin -> plugin.absence().stream())
              .map(PluginRecord.Absence::reason)
              .findFirst()
              .orElse("plugin cpu is not installed");
      progress.note(
          "cpu:0 is not available ("
              + reason
              + "); measuring the plain Java reference instead. Its numbers say little about the"
              + " chip.");
      labels.put("fallback", "reference");
      return Planner.select(found.devices(), List.of(FALLBACK_DEVICE), found.plugins());
    }
    if (found.devices().isEmpty() && !request.plugins().isEmpty()) {
      throw UserException.environment(
          "There is no device: "
              + found.plugins().stream()
                  .map(
                      plugin ->
                          plugin.name()
                              + ": "
                              + plugin.absence().map(PluginRecord.Absence::reason).orElse("none"))
                  .collect(Collectors.joining("; "))
              + ".");
    }
    throw UserException.environment(
        "There is no device "
            + DEFAULT_DEVICE
            + " on this machine; "
            + Planner.whatThereIs(found.devices())
            + ". Choose one by --device; 'goodflops devices' says what was looked for.");
  }

  private static Set<DType> dtypes(Set<String> names) {
    Set<DType> dtypes = EnumSet.noneOf(DType.class);
    for (String name : names) {
      try {
        dtypes.add(DType.valueOf(name.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw UserException.usage(
            "There is no dtype '"
                + name
                + "'; there are FP64, FP32, BF16, FP16, INT8, FP8_E4M3, FP8_E5M2.");
      }
    }
    return dtypes;
  }

  private static boolean has(Probe.Found found, String id) {
    return found.devices().stream().anyMatch(device -> device.record().id().equals(id));
  }

  private static boolean used(PluginRecord plugin, List<DeviceRecord> devices) {
    return plugin.absence().isEmpty()
        && devices.stream().anyMatch(device -> device.plugin().equals(plugin.name()));
  }

  /**
   * A run that is resumed elsewhere finds what is installed by name, all else by its path alone.
   */
  private static Map<String, String> elsewhere(List<Probe.Device> devices, Path installed) {
    Map<String, String> paths = new HashMap<>();
    for (Probe.Device device : devices) {
      Path path = device.plugin().path().toAbsolutePath().normalize();
      if (device.record().baselineId().isPresent()
          || !installed.toAbsolutePath().normalize().equals(path.getParent())) {
        paths.put(device.record().plugin(), path.toString());
      }
    }
    return paths;
  }

  private static List<Probe.Device> same(JournalEntry.Start start, Probe.Found found) {
    List<Probe.Device> devices = new ArrayList<>();
    for (DeviceRecord before : start.devices()) {
      Probe.Device now =
          found.devices().stream()
              .filter(device -> device.record().id().equals(before.id()))
              .findFirst()
              .orElseThrow(
                  () ->
                      UserException.environment(
                          "The run cannot be resumed: device " + before.id() + " is gone."));
      String hash =
          start.plugins().stream()
              .filter(plugin -> plugin.name().equals(now.record().plugin()))
              .map(PluginRecord::sha256)
              .findFirst()
              .orElse("");
      if (!now.plugin().sha256().equals(hash) || !now.record().model().equals(before.model())) {
        throw UserException.environment(
            "The run cannot be resumed: plugin "
                + now.plugin().name()
                + " or device "
                + before.id()
                + " is not the one it was started with.");
      }
      devices.add(now);
    }
    return devices;
  }

  private static RunRecord.Settings settings(RunRequest request, Policy policy) {
    return new RunRecord.Settings(
        request.precision().orElse(policy.precision()),
        request.budgetSeconds().orElse(policy.budgetSeconds()),
        policy.minForks(),
        policy.maxForks(),
        policy.minBatches(),
        policy.minBatchSeconds(),
        policy.minTimedSeconds(),
        request.commandLine(),
        request.tender().flatMap(RunRequest.TenderOrder::record),
        request.challenge());
  }

  private static String runId(Instant at, long drawn) {
    return DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(at)
        + String.format(Locale.ROOT, "-%04x", drawn & 0xffff);
  }

  private static UserException cannotWrite(RunFolder folder, IOException e) {
    return UserException.environment(
        "The run's folder "
            + folder.path()
            + " cannot be written: "
            + FileTrouble.reason(e)
            + ". What was measured so far is in its journal; --resume "
            + folder.path()
            + " goes on.");
  }
}
