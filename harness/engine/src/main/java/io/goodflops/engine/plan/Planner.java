package io.goodflops.engine.plan;

import io.goodflops.engine.measure.StepCheck;
import io.goodflops.engine.probe.Probe;
import io.goodflops.result.PluginRecord;
import io.goodflops.result.UserException;
import io.goodflops.spi.DType;
import io.goodflops.spi.Program;
import io.goodflops.workload.OpWorkload;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.program.StepJudge;
import io.goodflops.workload.program.TraceWindow;
import io.goodflops.workload.suite.CaseShape;
import io.goodflops.workload.suite.Suite;
import io.goodflops.workload.verify.Judge;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Suite × devices × dtypes → cases. */
public final class Planner {
  /** Share of a device's memory that operands may take; the rest is for packed copies. */
  private static final double USABLE_MEMORY = 0.5;

  private Planner() {}

  /**
   * Lists the cases in the suite's order, device by device.
   *
   * @param dtypes keep only these; empty: all
   * @param caseGlobs keep only cases whose id matches one; empty: all
   * @throws UserException if nothing is left
   */
  public static List<Case> plan(
      Suite suite, List<Probe.Device> devices, Set<DType> dtypes, List<String> caseGlobs) {
    List<Case> cases = new ArrayList<>();
    for (Probe.Device device : devices) {
      for (CaseShape shape : suite.shapes()) {
        if (!dtypes.isEmpty() && !dtypes.contains(shape.workload().dtype())) {
          continue;
        }
        String id = id(shape, device);
        if (!caseGlobs.isEmpty() && caseGlobs.stream().noneMatch(glob -> Glob.matches(glob, id))) {
          continue;
        }
        cases.add(new Case(id, device, shape, obstacle(shape, device)));
      }
    }
    if (cases.isEmpty()) {
      throw UserException.usage(
          "Suite '"
              + suite.name()
              + "' has no case"
              + (dtypes.isEmpty()
                  ? ""
                  : " in "
                      + dtypes.stream().map(DType::name).sorted().collect(Collectors.joining(", ")))
              + (caseGlobs.isEmpty() ? "" : " named " + String.join(", ", caseGlobs))
              + "; 'goodflops suites "
              + suite.name()
              + "' lists them.");
    }
    return List.copyOf(cases);
  }

  /**
   * Devices whose id matches one of the globs.
   *
   * @param plugins that were asked for devices
   * @throws UserException if a glob matches none: a mistake in the command if no plugin could have
   *     such a device, else the machine's lack of it
   */
  public static List<Probe.Device> select(
      List<Probe.Device> devices, List<String> globs, List<PluginRecord> plugins) {
    List<Probe.Device> selected = new ArrayList<>();
    for (String glob : globs) {
      List<Probe.Device> matching =
          devices.stream().filter(device -> Glob.matches(glob, device.record().id())).toList();
      if (matching.isEmpty()) {
        throw nothingMatches(glob, devices, plugins);
      }
      matching.stream().filter(device -> !selected.contains(device)).forEach(selected::add);
    }
    return List.copyOf(selected);
  }

  /**
   * The plugins that devices belong to, by the names before the colons of their ids.
   *
   * @param installed names of plugins
   * @return empty if a glob does not tell, or names a plugin that is not installed
   */
  public static List<String> owners(List<String> globs, List<String> installed) {
    List<String> owners = globs.stream().map(glob -> glob.split(":", 2)[0]).distinct().toList();
    boolean told = globs.stream().allMatch(glob -> glob.contains(":"));
    return told && installed.containsAll(owners) ? owners : List.of();
  }

  /** Whether each glob means some of the devices. */
  public static boolean allMatch(List<Probe.Device> devices, List<String> globs) {
    return globs.stream()
        .allMatch(glob -> devices.stream().anyMatch(d -> Glob.matches(glob, d.record().id())));
  }

  /** The ids of all devices, as the end of a sentence. */
  public static String whatThereIs(List<Probe.Device> devices) {
    return devices.isEmpty()
        ? "there is none at all"
        : "there are: "
            + devices.stream()
                .map(device -> device.record().id())
                .collect(Collectors.joining(", "));
  }

  private static UserException nothingMatches(
      String glob, List<Probe.Device> devices, List<PluginRecord> plugins) {
    Optional<PluginRecord> owner =
        plugins.stream().filter(plugin -> mayOwn(plugin.name(), glob)).findFirst();
    if (owner.isEmpty()) {
      return UserException.usage(
          "There is no device '"
              + glob
              + "', and no plugin that could have one; "
              + whatThereIs(devices)
              + ". 'goodflops devices' lists them.");
    }
    return UserException.environment(
        "Device '"
            + glob
            + "' is not on this machine"
            + owner.get().absence().map(absence -> " (" + absence.reason() + ")").orElse("")
            + "; "
            + whatThereIs(devices)
            + ". 'goodflops devices' says what was looked for.");
  }

  /** Ids begin with their plugin's name and a colon. */
  private static boolean mayOwn(String plugin, String glob) {
    int colon = glob.indexOf(':');
    if (colon >= 0) {
      return Glob.matches(glob.substring(0, colon), plugin);
    }
    return (glob.contains("*") || glob.contains("?")) && Glob.matches(glob, plugin + ":0");
  }

  private static String id(CaseShape shape, Probe.Device device) {
    String pattern =
        shape.pattern() == Pattern.RANDOM
            ? ""
            : "-" + shape.pattern().name().toLowerCase(Locale.ROOT);
    return shape.workload().name()
        + "-"
        + shape.lane().name().toLowerCase(Locale.ROOT).replace('_', '-')
        + pattern
        + "@"
        + device.record().id();
  }

  private static Optional<String> obstacle(CaseShape shape, Probe.Device device) {
    long need = shape.workload().memoryBytes();
    if (device.record().memoryBytes().isPresent()) {
      long usable = (long) (USABLE_MEMORY * device.record().memoryBytes().getAsLong());
      if (need > usable) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "does not fit the device's memory: operands take %.1f GiB, %.1f GiB may be used",
                need / (double) (1L << 30),
                usable / (double) (1L << 30)));
      }
    }
    if (shape.workload() instanceof ProgramWorkload work) {
      return cannotJudge(work);
    }
    return shape.workload() instanceof OpWorkload work
        ? Judge.cannotJudge(work.op())
        : Optional.empty();
  }

  private static Optional<String> cannotJudge(ProgramWorkload work) {
    Program program = work.step().program();
    long most = StepCheck.mostTracedBytes();
    OptionalInt large = TraceWindow.tooLarge(program, most);
    if (large.isPresent()) {
      Program.Step step = program.steps().get(large.getAsInt());
      return Optional.of(
          String.format(
              Locale.ROOT,
              "cannot be verified: op %d, %s, alone reads and writes more than the %.1f GiB that are"
                  + " kept of a step at once; give a smaller batch, or allow more bytes of disk with"
                  + " GOODFLOPS_HOST_JAVA_OPTS=-Dgoodflops.traced.bytes=...",
              large.getAsInt() + 1,
              step.op().kind(),
              most / (double) (1L << 30)));
    }
    return StepJudge.unjudged(program).stream()
        .findFirst()
        .map(
            index ->
                "cannot be verified: op "
                    + (index + 1)
                    + ", "
                    + Judge.cannotJudgeGiven(program.steps().get(index).op()).orElse(""));
  }
}
