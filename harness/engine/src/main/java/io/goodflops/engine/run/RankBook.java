package io.goodflops.engine.run;

import io.goodflops.engine.run.JournalEntry.Together;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.RankRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** What a case's device did while others ran the same, round by round. */
final class RankBook {
  private final String device;
  private final List<Together.Rank> rounds = new ArrayList<>();
  private final Set<String> beside = new LinkedHashSet<>();
  private int rank;

  RankBook(String device) {
    this.device = device;
  }

  void add(Together round, int index) {
    rank = index;
    rounds.add(round.ranks().get(index));
    round.ranks().stream()
        .map(Together.Rank::device)
        .filter(other -> !other.equals(device))
        .forEach(beside::add);
  }

  /** Empty if the device never ran beside others. */
  Optional<RankRecord> record() {
    if (rounds.isEmpty()) {
      return Optional.empty();
    }
    ForkRecord worst =
        rounds.stream()
            .map(Together.Rank::fork)
            .max(Comparator.comparingInt(f -> CaseBook.BAD_TO_WORSE.indexOf(f.outcome())))
            .orElseThrow();
    Set<String> suspect = new LinkedHashSet<>();
    rounds.forEach(round -> suspect.addAll(round.suspect()));
    List<ForkRecord> measured =
        rounds.stream()
            .map(Together.Rank::fork)
            .filter(fork -> fork.outcome() == Outcome.MEASURED)
            .toList();
    return Optional.of(
        new RankRecord(
            rank,
            "local",
            device,
            List.copyOf(beside),
            measured.stream()
                .flatMap(fork -> fork.samples().stream())
                .mapToLong(ForkRecord.Sample::wallNanos)
                .sum(),
            rounds.stream().mapToLong(Together.Rank::waitNanos).sum(),
            measured.stream().mapToInt(fork -> fork.samples().size()).sum(),
            worst.outcome(),
            worst.reason(),
            List.copyOf(suspect),
            rounds.stream().map(Together.Rank::fork).toList(),
            rounds.stream().map(round -> round.overlapShare().orElse(0)).toList(),
            CaseBook.worst(
                rounds.stream().map(Together.Rank::verification).flatMap(Optional::stream)),
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }
}
