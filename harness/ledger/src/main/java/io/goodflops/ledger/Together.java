package io.goodflops.ledger;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.RankRecord;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The same case on several devices at once. Each device works on data of its own: what is shared is
 * what the devices share, such as memory, power and the host. It is not parallel training.
 *
 * @param members the cases, one a device, whose ranks are closed
 */
public record Together(List<CaseRecord> members) {
  public Together {
    members = List.copyOf(members);
  }

  /** All that a closed run has run together, in its order. */
  public static List<Together> of(RunRecord run) {
    Map<List<String>, List<CaseRecord>> byShape = new LinkedHashMap<>();
    for (CaseRecord record : run.cases()) {
      if (!record.ranks().isEmpty()) {
        byShape
            .computeIfAbsent(
                List.of(record.workload(), record.lane(), record.pattern()),
                key -> new ArrayList<>())
            .add(record);
      }
    }
    return byShape.values().stream().map(Together::new).toList();
  }

  /** What a member's device did beside the others. */
  public static RankRecord rank(CaseRecord member) {
    return member.ranks().get(0);
  }

  /**
   * Concurrent efficiency: the rates of all devices together, summed, ÷ their rates alone, summed.
   * None if a device has no efficiency of its own.
   */
  public OptionalDouble efficiency() {
    if (members.size() < 2 || members.stream().anyMatch(m -> rank(m).efficiency().isEmpty())) {
      return OptionalDouble.empty();
    }
    double alone = 0;
    double together = 0;
    for (CaseRecord member : members) {
      alone += 1 / rank(member).aloneNanos().orElseThrow().value();
      together += 1 / rank(member).togetherNanos().orElseThrow().value();
    }
    return OptionalDouble.of(together / alone);
  }

  /** Largest efficiency of a device less the smallest; none where {@link #efficiency} is none. */
  public OptionalDouble spread() {
    if (efficiency().isEmpty()) {
      return OptionalDouble.empty();
    }
    double least = Double.MAX_VALUE;
    double most = 0;
    for (CaseRecord member : members) {
      double share = rank(member).efficiency().orElseThrow().share();
      least = Math.min(least, share);
      most = Math.max(most, share);
    }
    return OptionalDouble.of(most - least);
  }
}
