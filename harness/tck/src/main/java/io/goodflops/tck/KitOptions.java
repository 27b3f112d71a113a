package io.goodflops.tck;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the kit looks at.
 *
 * @param rules those to check
 * @param opKinds kinds of op to check, for example {@code matmul}; empty means all
 * @param deviceId which device; empty means the first one that is found
 * @param seed from which inputs are made: the same seed makes the same inputs
 */
public record KitOptions(
    Set<Rule> rules, Set<String> opKinds, Optional<String> deviceId, long seed) {
  public KitOptions {
    rules = Set.copyOf(rules);
    opKinds = Set.copyOf(opKinds);
    Objects.requireNonNull(deviceId, "deviceId");
  }

  /** Every rule, every kind of op, the first device. */
  public static KitOptions all() {
    return new KitOptions(EnumSet.allOf(Rule.class), Set.of(), Optional.empty(), 20260101);
  }

  /** Kinds of op that the kit knows, sorted. */
  public static SortedSet<String> knownOpKinds() {
    return Catalogue.all().stream()
        .map(one -> one.op().kind())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  public KitOptions withRules(Set<Rule> value) {
    return new KitOptions(value, opKinds, deviceId, seed);
  }

  public KitOptions withOpKinds(Set<String> value) {
    return new KitOptions(rules, value, deviceId, seed);
  }

  public KitOptions withDeviceId(String value) {
    return new KitOptions(rules, opKinds, Optional.of(value), seed);
  }

  public KitOptions withSeed(long value) {
    return new KitOptions(rules, opKinds, deviceId, value);
  }

  /** Why there is nothing to look at where no op compiles. */
  String nothing() {
    return opKinds.isEmpty()
        ? "no op compiles"
        : "no " + String.join(" or ", new TreeSet<>(opKinds)) + " compiles, which was asked for";
  }

  boolean wants(String opKind) {
    return opKinds.isEmpty() || opKinds.contains(opKind);
  }
}
