package io.goodflops.cli;

import io.goodflops.engine.host.Checkup;
import io.goodflops.engine.host.Checkup.Finding;
import io.goodflops.engine.host.Checkup.Verdict;
import io.goodflops.engine.probe.Probe;
import io.goodflops.engine.run.Engine;
import io.goodflops.report.Report;
import io.goodflops.report.text.TextWidth;
import io.goodflops.result.Json;
import io.goodflops.result.PluginRecord;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is missing or noisy, and how to mend it. */
@Command(name = "doctor", mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private static final int MARK_WIDTH = 7;

  @Spec private CommandSpec spec;
  @Mixin private PluginOptions plugins;

  @Option(names = "--json")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Finding> findings = new ArrayList<>();
    findings.add(folder());
    Probe.Found found = Engine.devices(Home.plugins(), plugins.names(), plugins.trust());
    found.plugins().forEach(plugin -> findings.add(devices(plugin, found)));
    found.devices().forEach(device -> findings.add(SensorFindings.of(device)));
    findings.add(pictures());
    // last, so that our own work is over when the CPUs are watched
    findings.addAll(Checkup.run(Home.results()));
    if (json) {
      out.print(Json.pretty(Map.of("findings", findings)));
    } else {
      int subjectWidth =
          findings.stream()
              .mapToInt(finding -> TextWidth.of(Texts.translated(finding.subject())))
              .max()
              .orElse(0);
      findings.forEach(finding -> print(finding, subjectWidth, out));
    }
    out.flush();
    boolean noDevice = found.devices().isEmpty();
    return noDevice || findings.stream().anyMatch(finding -> finding.verdict() == Verdict.MISSING)
        ? ExitCode.ENVIRONMENT
        : ExitCode.OK;
  }

  private static Finding folder() {
    return Files.isDirectory(Home.plugins())
        ? new Finding("Plugins", Verdict.OK, Home.plugins().toString(), "")
        : new Finding(
            "Plugins",
            Verdict.MISSING,
            Home.plugins() + " does not exist",
            "unpack the distribution again, or start it with its own launcher");
  }

  private static Finding devices(PluginRecord plugin, Probe.Found found) {
    String subject = "Plugin " + plugin.name();
    if (plugin.absence().isPresent()) {
      // a chip that is not there is no fault of the machine
      return new Finding(
          subject, Verdict.ABSENT, "no device: " + plugin.absence().get().reason(), "");
    }
    List<String> ids =
        found.devices().stream()
            .filter(device -> device.plugin().name().equals(plugin.name()))
            .map(device -> device.record().id())
            .toList();
    return new Finding(subject, Verdict.OK, String.join(", ", ids), "");
  }

  private Finding pictures() {
    return Report.cannotDraw()
        .map(
            defect ->
                new Finding(
                    "Pictures",
                    Verdict.MISSING,
                    json ? defect.en() : defect.in(Language.current()),
                    "apt-get install fontconfig fonts-dejavu-core"))
        .orElseGet(() -> new Finding("Pictures", Verdict.OK, "charts can be drawn", ""));
  }

  private static void print(Finding finding, int subjectWidth, PrintWriter out) {
    String mark =
        switch (finding.verdict()) {
          case OK -> Texts.get("doctor.ok");
          case ABSENT -> Texts.get("doctor.absent");
          case NOISY -> Texts.get("doctor.noisy");
          case MISSING -> Texts.get("doctor.missing");
        };
    String start =
        TextWidth.padRight(mark, MARK_WIDTH)
            + "  "
            + TextWidth.padRight(Texts.translated(finding.subject()), subjectWidth)
            + " ";
    out.println(start + Texts.translated(finding.text()));
    if (!finding.remedy().isEmpty()) {
      String remedy = Texts.get("doctor.mend", Texts.translated(finding.remedy()));
      out.println(" ".repeat(TextWidth.of(start) + 2) + remedy);
    }
  }
}
