package io.goodflops.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which plugins may take part. */
final class PluginOptions {
  @Option(
      names = "--plugin",
      paramLabel = "NAME|PATH",
      description = "Only this plugin; a path to a jar or folder works too. May be repeated.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "Only plugins whose SHA-256 stands in this file; all others are not started.")
  private Optional<Path> trust = Optional.empty();

  List<String> names() {
    return names;
  }

  Optional<Path> trust() {
    return trust;
  }
}
