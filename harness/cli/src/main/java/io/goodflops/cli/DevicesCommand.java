package io.goodflops.cli;

import io.goodflops.engine.child.Words;
import io.goodflops.engine.probe.Probe;
import io.goodflops.engine.run.Engine;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.Json;
import io.goodflops.result.PluginRecord;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists devices, and why there are no others. */
@Command(name = "devices", mixinStandardHelpOptions = true)
final class DevicesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PluginOptions plugins;

  @Option(names = "--json")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.println(
          plugins.names().isEmpty()
              ? Texts.get("devices.in", Version.number(), Home.plugins())
              : Texts.get(
                  "devices.of", Version.number(), Words.clean(String.join(", ", plugins.names()))));
    }
    Probe.Found found = Engine.devices(Home.plugins(), plugins.names(), plugins.trust());
    if (json) {
      Map<String, Object> answer = new TreeMap<>();
      answer.put("plugins", found.plugins());
      answer.put("devices", found.devices().stream().map(Probe.Device::record).toList());
      out.print(Json.pretty(answer));
    } else {
      found.plugins().forEach(plugin -> print(plugin, found, out));
    }
    out.flush();
    return found.devices().isEmpty() ? ExitCode.ENVIRONMENT : ExitCode.OK;
  }

  private static void print(PluginRecord plugin, Probe.Found found, PrintWriter out) {
    out.println();
    String version = plugin.version().isEmpty() ? "" : " " + plugin.version();
    String hash = plugin.sha256().isEmpty() ? "" : ", sha256 " + plugin.sha256().substring(0, 12);
    out.println(plugin.name() + version + hash);
    for (Probe.Device device : found.devices()) {
      if (device.plugin().name().equals(plugin.name())) {
        print(device.record(), out);
      }
    }
    PluginRecord.Environment environment = plugin.environment();
    if (!environment.asked().isEmpty() || !environment.given().isEmpty()) {
      out.println("  " + Texts.get("devices.asks", words(environment.asked())));
      out.println("    " + Texts.get("devices.given", words(environment.given())));
    }
    if (plugin.absence().isPresent()) {
      PluginRecord.Absence absence = plugin.absence().get();
      out.println("  " + Texts.get("devices.none", absence.reason()));
      absence
          .lookedFor()
          .forEach(place -> out.println("    " + Texts.get("devices.lookedFor", place)));
    }
  }

  private static String words(List<String> names) {
    return names.isEmpty() ? Texts.get("devices.nothing") : String.join(", ", names);
  }

  private static void print(DeviceRecord device, PrintWriter out) {
    StringBuilder line = new StringBuilder();
    line.append("  ").append(device.id()).append("  ");
    if (!device.model().startsWith(device.vendor())) {
      line.append(device.vendor()).append(' ');
    }
    line.append(device.model());
    if (device.memoryBytes().isPresent()) {
      line.append(
          String.format(
              Locale.ROOT, ", %.1f GiB", device.memoryBytes().getAsLong() / (double) (1L << 30)));
    }
    if (!device.driver().isEmpty()) {
      line.append(", ").append(device.driver());
    }
    out.println(line);
    device.properties().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> out.println("    " + entry.getKey() + ": " + entry.getValue()));
    if (!device.physicalId().equals(device.id())) {
      out.println("    " + Texts.get("devices.chip", device.physicalId()));
    }
  }
}
