package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.goodflops.result.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The conformance kit on the accelerators of this machine, through the plugins that are shipped.
 * Where there is none each says so. {@code hardware/carry} does the same where there is no Java.
 */
@Undisturbed
@Tag("gpu")
class HardwareIT {
  static final List<String> PLUGINS =
      List.of("nvidia", "hygon", "metax", "moorethreads", "iluvatar");

  @TempDir private static Path folder;
  private static final Map<String, List<String>> FOUND = new HashMap<>();

  @BeforeAll
  static void look() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("devices", "--json"));
    PLUGINS.forEach(plugin -> arguments.addAll(List.of("--plugin", plugin)));
    Outcome outcome = Goodflops.run(folder, arguments.toArray(String[]::new));
    Map<String, Object> answer = Json.parseObject(outcome.out());
    assertThat(all(answer, "plugins")).as(outcome.err()).hasSize(PLUGINS.size());
    for (Map<?, ?> device : all(answer, "devices")) {
      // that of the emulated runtime is none
      if (!((Map<?, ?>) device.get("properties")).containsKey("evidence")) {
        FOUND
            .computeIfAbsent((String) device.get("plugin"), key -> new ArrayList<>())
            .add((String) device.get("id"));
      }
    }
  }

  private static List<Map<?, ?>> all(Map<String, Object> answer, String key) {
    List<Map<?, ?>> all = new ArrayList<>();
    ((List<?>) answer.get(key)).forEach(one -> all.add((Map<?, ?>) one));
    return all;
  }

  @ParameterizedTest
  @FieldSource("PLUGINS")
  void everyRuleIsKeptOnRealDevices(String plugin) throws Exception {
    List<String> devices = FOUND.getOrDefault(plugin, List.of());
    assumeFalse(devices.isEmpty(), () -> "there is no device of plugin " + plugin);
    List<String> arguments = new ArrayList<>(List.of("plugin", "check", plugin));
    devices.forEach(device -> arguments.addAll(List.of("--device", device)));
    Outcome outcome = Goodflops.run(folder, arguments.toArray(String[]::new));
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
  }
}
