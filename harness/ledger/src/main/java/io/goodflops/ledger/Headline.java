package io.goodflops.ledger;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Basis;
import io.goodflops.result.LedgerRecord.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one sentence of a run: of 100 units of peak, what reached the work. It stands on one device,
 * one lane and one basis, that with the most ranking cases, and says which.
 *
 * @param cases that it sums up
 * @param leftOut ranking cases of the same device, lane and basis whose books are invalid
 * @param groups shares over all of them: sum of numerators ÷ sum of denominators
 */
public record Headline(
    String device, String lane, Basis basis, List<CaseRecord> cases, int leftOut, Groups groups) {

  /** The headline of a set of cases with closed books; empty if none of them ranks. */
  public static Optional<Headline> of(List<CaseRecord> cases) {
    Map<Key, List<CaseRecord>> byKey = new LinkedHashMap<>();
    for (CaseRecord record : cases) {
      if (Ranking.eligible(record) && record.ledger().isPresent()) {
        Key key = new Key(record.device(), record.lane(), record.ledger().get().basis());
        byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(record);
      }
    }
    return byKey.entrySet().stream()
        .filter(e -> e.getValue().stream().anyMatch(Headline::valid))
        .max(
            Comparator.comparingLong(
                    (Map.Entry<Key, List<CaseRecord>> e) ->
                        e.getValue().stream().filter(Headline::valid).count())
                .thenComparing(e -> capacity(e.getValue()))
                .thenComparing(e -> e.getKey().device() + " " + e.getKey().lane()))
        .map(e -> of(e.getKey(), e.getValue()));
  }

  /** Effective, avoidable, hardware limit, unexplained: whole units that add up to 100. */
  public long[] units() {
    return DisplayShares.whole(
        new double[] {
          groups.share(Group.EFFECTIVE),
          groups.avoidable(),
          groups.structural(),
          groups.share(Group.UNEXPLAINED)
        },
        100);
  }

  private static Headline of(Key key, List<CaseRecord> all) {
    List<CaseRecord> cases = all.stream().filter(Headline::valid).toList();
    List<LedgerRecord> ledgers = cases.stream().map(c -> c.ledger().orElseThrow()).toList();
    return new Headline(
        key.device(),
        key.lane(),
        key.basis(),
        cases,
        all.size() - cases.size(),
        Groups.of(ledgers));
  }

  private static boolean valid(CaseRecord record) {
    return record.ledger().map(l -> l.status() != Status.INVALID).orElse(false);
  }

  private static double capacity(List<CaseRecord> cases) {
    return cases.stream()
        .filter(Headline::valid)
        .mapToDouble(c -> c.ledger().orElseThrow().capacityFlop())
        .sum();
  }

  private record Key(String device, String lane, Basis basis) {}
}
