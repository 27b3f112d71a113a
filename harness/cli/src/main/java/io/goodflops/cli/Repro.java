package io.goodflops.cli;

import io.goodflops.engine.check.RuleFinding;
import io.goodflops.engine.check.RuleFinding.Where;
import io.goodflops.engine.child.Words;

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
    StringBuilder command = new StringBuilder(Home.program()).append(" plugin check ");
    command.append(Words.quoted(plugin)).append(" --rule ").append(finding.rule());
    finding
        .where()
        .map(Where::opKind)
        .ifPresent(kind -> command.append(" --op ").append(Words.quoted(kind)));
    if (!device.isEmpty()) {
      command.append(" --device ").append(Words.quoted(device));
    }
    return command.append(" --seed ").append(seed).toString();
  }
}
