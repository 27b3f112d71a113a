package io.goodflops.engine.check;

import io.goodflops.engine.plugin.PluginFolder;
import io.goodflops.result.UserException;
import io.goodflops.tck.KitOptions;
import io.goodflops.tck.Rule;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What to check.
 *
 * @param rules at least one
 * @param opKinds kinds of op to check; empty means all
 * @param devices ids; empty means all that the plugin has
 * @param timeout for each device
 */
public record CheckRequest(
    PluginFolder plugin,
    Set<Rule> rules,
    Set<String> opKinds,
    List<String> devices,
    long seed,
    Duration timeout) {
  /** Seed of inputs where nobody asks for another. */
  public static final long SEED = KitOptions.all().seed();

  public CheckRequest {
    Objects.requireNonNull(plugin, "plugin");
    rules = Set.copyOf(rules);
    opKinds = Set.copyOf(opKinds);
    devices = List.copyOf(devices);
    Objects.requireNonNull(timeout, "timeout");
  }

  /** Whether there is more to check than a rule, or no more than one of its ops. */
  boolean wider(Rule rule, Optional<String> opKind) {
    Set<Rule> others = EnumSet.copyOf(rules);
    others.removeAll(EnumSet.of(rule, Rule.P9, Rule.P13));
    return !others.isEmpty() || opKind.filter(kind -> !opKinds.equals(Set.of(kind))).isPresent();
  }

  /** With only those kinds of op, where there are any. */
  CheckRequest withOpKinds(Set<String> value) {
    return new CheckRequest(plugin, rules, value, devices, seed, timeout);
  }

  /** Whether nothing of the kit is left out. */
  boolean whole() {
    return rules.size() == Rule.values().length && opKinds.isEmpty();
  }

  /**
   * A request in a user's words.
   *
   * @param rules their numbers; empty means all
   * @throws UserException if the plugin's files, a rule or a kind of op make no sense
   */
  public static CheckRequest of(
      PluginFolder plugin,
      Collection<String> rules,
      Collection<String> opKinds,
      List<String> devices,
      long seed,
      Duration timeout) {
    plugin
        .defect()
        .ifPresent(
            defect -> {
              throw UserException.usage(
                  "The plugin " + plugin.path() + " cannot be checked: " + defect + ".");
            });
    Set<Rule> chosen = EnumSet.noneOf(Rule.class);
    rules.forEach(word -> chosen.add(rule(word)));
    Set<String> known = KitOptions.knownOpKinds();
    for (String kind : opKinds) {
      if (!known.contains(kind)) {
        throw UserException.usage(
            "There is no kind of op '" + kind + "'; there are: " + String.join(", ", known) + ".");
      }
    }
    return new CheckRequest(
        plugin,
        chosen.isEmpty() ? EnumSet.allOf(Rule.class) : chosen,
        Set.copyOf(opKinds),
        devices,
        seed,
        timeout);
  }

  private static Rule rule(String word) {
    try {
      return Rule.valueOf(word.strip().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw UserException.usage(
          "There is no rule '" + word + "'; there are: " + String.join(", ", ranges()) + ".");
    }
  }

  /** {@code P1 to P16}, and so on. */
  private static Collection<String> ranges() {
    Map<Character, String> ranges = new LinkedHashMap<>();
    for (Rule rule : EnumSet.allOf(Rule.class)) {
      ranges.merge(
          rule.id().charAt(0),
          rule.id(),
          (range, last) -> range.replaceFirst(" .*", "") + " to " + last);
    }
    return ranges.values();
  }
}
