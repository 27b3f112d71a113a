package io.goodflops.cli;

import java.nio.file.Path;

/** Where this installation keeps its things; the launcher says so. */
final class Home {
  private Home() {}

  /** The unpacked layout with {@code lib} and {@code plugins}. */
  static Path folder() {
    return Path.of(System.getProperty("goodflops.home", ".")).toAbsolutePath().normalize();
  }

  /** How the user called the launcher, if that works for others too. */
  static String program() {
    String command = System.getProperty("goodflops.command", "");
    return command.matches("(\\./)?(bin/)?goodflops") ? command : "goodflops";
  }

  static Path plugins() {
    return folder().resolve("plugins");
  }

  /** Where new runs go. */
  static Path results() {
    return Path.of(System.getProperty("goodflops.results", "results/local")).toAbsolutePath();
  }
}
