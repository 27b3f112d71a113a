package io.goodflops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** For those who write plugins. */
@Command(
    name = "plugin",
    mixinStandardHelpOptions = true,
    subcommands = {PluginNewCommand.class, PluginCheckCommand.class})
final class PluginCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
