package io.goodflops.ledger.accept;

import io.goodflops.ledger.ForkTimes;
import io.goodflops.ledger.compare.Column;
import io.goodflops.ledger.compare.Ratio;
import io.goodflops.ledger.compare.Ratios;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All pairs of units on each case that has a criterion. */
final class Spreads {
  private Spreads() {}

  /**
   * Two units on one case.
   *
   * @param ratio (1 + allowed spread) · slower one's rate ÷ faster one's rate
   */
  record Pair(Asked asked, Column faster, Column slower, Ratio ratio) {}

  /** A unit's forks on a case. */
  private record Arm(Column unit, ForkTimes times) {
    double mean() {
      return Arrays.stream(times.nanos()).average().orElseThrow();
    }
  }

  /** None if the tender allows any spread. */
  static List<Pair> pairs(Terms terms, List<Finding> findings) {
    List<Pair> pairs = new ArrayList<>();
    if (terms.tender().maxSpread().isEmpty()) {
      return pairs;
    }
    double allowed = 1 + terms.tender().maxSpread().getAsDouble();
    for (Asked asked : terms.asked()) {
      List<Arm> arms = arms(asked, findings);
      for (int fast = 0; fast < arms.size(); fast++) {
        double[] limit =
            Arrays.stream(arms.get(fast).times.nanos()).map(t -> t * allowed).toArray();
        for (int slow = fast + 1; slow < arms.size(); slow++) {
          Column faster = arms.get(fast).unit;
          Column slower = arms.get(slow).unit;
          Ratios.apart(limit, arms.get(slow).times.nanos(), asked.name().hashCode())
              .ifPresent(ratio -> pairs.add(new Pair(asked, faster, slower, ratio)));
        }
      }
    }
    return pairs;
  }

  /** The fastest first; one for each unit that has sound figures. */
  private static List<Arm> arms(Asked asked, List<Finding> findings) {
    Map<Integer, Arm> arms = new LinkedHashMap<>();
    for (Finding each : findings) {
      if (each.asked().equals(asked) && each.open()) {
        double precision = each.unit().run().settings().precision();
        arms.computeIfAbsent(
            each.unit().number(),
            number -> new Arm(each.unit(), ForkTimes.of(each.record().orElseThrow(), precision)));
      }
    }
    return arms.values().stream().sorted(Comparator.comparingDouble(Arm::mean)).toList();
  }

  /** One for each case: its worst pair, ruled as all of its pairs together. */
  static List<Spread> ruled(List<Pair> pairs, List<Ruling> rulings) {
    Map<Asked, Spread> spreads = new LinkedHashMap<>();
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      Spread own = new Spread(pair.asked, pair.faster, pair.slower, rulings.get(i), pair.ratio);
      spreads.merge(pair.asked, own, Spreads::worse);
    }
    return List.copyOf(spreads.values());
  }

  private static Spread worse(Spread one, Spread other) {
    Spread wider = one.ratio().value() <= other.ratio().value() ? one : other;
    return new Spread(
        wider.asked(),
        wider.faster(),
        wider.slower(),
        Ruling.worst(List.of(one.ruling(), other.ruling())),
        wider.ratio());
  }
}
