package io.goodflops.cli;

import io.goodflops.engine.check.RuleFinding;
import io.goodflops.engine.check.RuleFinding.Repeats;
import io.goodflops.engine.check.RuleFinding.Where;
import io.goodflops.engine.child.Words;
import java.util.List;
import java.util.Optional;

/**
 * Commands that show a broken rule again, under what the whole check was asked for.
 *
 * @param plugin as the user wrote it
 * @param rules those that the user asked for; empty means all
 * @param opKinds those that the user asked for; empty means all
 * @param seed of the whole check, from which those of the inputs follow
 * @param timeout as the user wrote it, if he did
 */
record Repro(
    String plugin, List<String> rules, List<String> opKinds, long seed, Optional<String> timeout) {
  Repro {
    rules = List.copyOf(rules);
    opKinds = List.copyOf(opKinds);
  }

  /**
   * The command: the rule and its op alone, unless it is known to pass then.
   *
   * @param device empty if there is none
   */
  String of(String device, RuleFinding finding) {
    boolean alone = finding.repeats() != Repeats.AFTER_OTHERS;
    StringBuilder command = new StringBuilder(Home.program()).append(" plugin check ");
    command.append(Words.quoted(plugin));
    option(command, "--rule", alone ? List.of(finding.rule()) : rules);
    Optional<String> kind = finding.where().map(Where::opKind).filter(one -> alone);
    option(command, "--op", kind.map(List::of).orElse(opKinds));
    if (!device.isEmpty()) {
      option(command, "--device", List.of(device));
    }
    option(command, "--seed", List.of(Long.toString(seed)));
    option(command, "--timeout", timeout.map(List::of).orElse(List.of()));
    return command.toString();
  }

  private static void option(StringBuilder command, String name, List<String> values) {
    values.forEach(
        value -> command.append(' ').append(name).append(' ').append(Words.quoted(value)));
  }
}
