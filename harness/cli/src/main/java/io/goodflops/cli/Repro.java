package io.goodflops.cli;

import io.goodflops.engine.check.RuleFinding;
import io.goodflops.engine.check.RuleFinding.Where;

/** The command that shows a broken rule again. */
final class Repro {
  private Repro() {}

  /**
   * The command.
   *
   * @param plugin as the user wrote it
   * @param device empty if there is none
   * @param seed of the whole check, from which those of the inputs follow
   */
  static String of(String plugin, String device, RuleFinding finding, long seed) {
    StringBuilder command = new StringBuilder("goodflops plugin check ");
    command.append(quoted(plugin)).append(" --rule ").append(finding.rule());
    finding
        .where()
        .map(Where::opKind)
        .ifPresent(kind -> command.append(" --op ").append(quoted(kind)));
    if (!device.isEmpty()) {
      command.append(" --device ").append(quoted(device));
    }
    return command.append(" --seed ").append(seed).toString();
  }

  /** As a shell takes it for one word. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:@%+=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
