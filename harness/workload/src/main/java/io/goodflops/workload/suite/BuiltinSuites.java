package io.goodflops.workload.suite;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The suites that come along. */
public final class BuiltinSuites {
  private static final List<String> NAMES =
      List.of(
          "smoke", "quick", "standard", "training-ops", "training", "deepbench", "llm", "transfer");

  private BuiltinSuites() {}

  /** Their names, the smallest first. */
  public static List<String> names() {
    return NAMES;
  }

  /** The JSON text of a suite, UTF-8; empty if there is none of that name. */
  public static Optional<InputStream> open(String name) {
    if (!NAMES.contains(name)) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        BuiltinSuites.class.getResourceAsStream("/io/goodflops/workload/suites/" + name + ".json"));
  }
}
