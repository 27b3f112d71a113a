package io.goodflops.engine.check;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a child is to check.
 *
 * @param rules their numbers
 * @param device empty where the host knows of none: the kit takes the first that it finds
 * @param ruleSeconds longest time that one rule may take
 * @param messages file for what it finds
 * @param log file that its output goes to
 */
record CheckOrder(
    List<String> jars,
    Optional<String> device,
    List<String> rules,
    List<String> opKinds,
    long seed,
    double ruleSeconds,
    String messages,
    String log) {
  CheckOrder {
    jars = List.copyOf(jars);
    Objects.requireNonNull(device, "device");
    rules = List.copyOf(rules);
    opKinds = List.copyOf(opKinds);
    Objects.requireNonNull(messages, "messages");
    Objects.requireNonNull(log, "log");
  }
}
