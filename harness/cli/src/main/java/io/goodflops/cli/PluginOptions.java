package io.goodflops.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which plugins may take part. */
final class PluginOptions {
  @Option(names = "--plugin", paramLabel = "NAME|PATH")
  private List<String> names = new ArrayList<>();

  @Option(names = "--trust", paramLabel = "FILE")
  private Optional<Path> trust = Optional.empty();

  List<String> names() {
    return names;
  }

  Optional<Path> trust() {
    return trust;
  }
}
