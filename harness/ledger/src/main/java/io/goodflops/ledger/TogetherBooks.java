package io.goodflops.ledger;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.LedgerRecord.Share;
import io.goodflops.result.RankRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How fast a case's device was while others ran the same, against the case itself, which ran alone.
 * The interval of the ratio joins those of both times on logarithms (method of variance estimates
 * recovery; G. Zou and A. Donner, Statistics in Medicine 27, 2008).
 */
final class TogetherBooks {
  /** Below this share of its time beside all others, a fork says little about being together. */
  static final double LEAST_OVERLAP = 0.9;

  private TogetherBooks() {}

  /** Closes the ranks of all cases; a device beside a wrong result has no efficiency. */
  static List<CaseRecord> close(List<CaseRecord> records) {
    List<CaseRecord> closed = records.stream().map(TogetherBooks::close).toList();
    return closed.stream()
        .map(
            record ->
                record.ranks().isEmpty()
                    ? record
                    : record.withRanks(
                        record.ranks().stream()
                            .map(rank -> besideWrong(rank, record, closed))
                            .toList()))
        .toList();
  }

  private static RankRecord besideWrong(RankRecord rank, CaseRecord record, List<CaseRecord> all) {
    Optional<String> wrong =
        all.stream()
            .filter(c -> rank.beside().contains(c.device()) && sameWork(c, record))
            .filter(c -> c.ranks().stream().anyMatch(r -> r.outcome() == Outcome.WRONG))
            .map(CaseRecord::device)
            .findFirst();
    return wrong.isEmpty() || rank.outcome() != Outcome.MEASURED
        ? rank
        : rank.closed(
            "beside it the result of "
                + wrong.get()
                + " was wrong, and nobody knows how much that one really did",
            rank.overlapShare(),
            rank.aloneNanos(),
            rank.togetherNanos(),
            Optional.empty());
  }

  private static boolean sameWork(CaseRecord a, CaseRecord b) {
    return a.workload().equals(b.workload())
        && a.lane().equals(b.lane())
        && a.pattern().equals(b.pattern());
  }

  static CaseRecord close(CaseRecord record) {
    return record.ranks().isEmpty()
        ? record
        : record.withRanks(record.ranks().stream().map(rank -> close(rank, record)).toList());
  }

  private static RankRecord close(RankRecord rank, CaseRecord record) {
    List<ForkRecord> counted = new ArrayList<>();
    double shared = 0;
    double timed = 0;
    double leastShared = 1;
    for (int i = 0; i < rank.forks().size(); i++) {
      ForkRecord fork = rank.forks().get(i);
      if (fork.outcome() != Outcome.MEASURED) {
        continue;
      }
      double share = rank.overlapShares().get(i);
      leastShared = Math.min(leastShared, share);
      if (share >= LEAST_OVERLAP) {
        double nanos = fork.samples().stream().mapToDouble(ForkRecord.Sample::wallNanos).sum();
        counted.add(fork);
        shared += share * nanos;
        timed += nanos;
      }
    }
    Optional<TimeEstimate> together = TimeEstimates.of(Columns.of(counted));
    String reason = rank.reason();
    if (leastShared < LEAST_OVERLAP && rank.outcome() == Outcome.MEASURED) {
      int rounds = rank.forks().size();
      reason =
          String.format(
              Locale.ROOT,
              "%d of %d rounds do not count: the others were at work beside it for %.0f %% of"
                  + " its time, %.0f %% is the least",
              rounds - counted.size(),
              rounds,
              100 * leastShared,
              100 * LEAST_OVERLAP);
    }
    boolean believed =
        rank.suspect().isEmpty()
            && rank.outcome() == Outcome.MEASURED
            && record.outcome() == Outcome.MEASURED;
    return rank.closed(
        reason,
        timed > 0 ? OptionalDouble.of(Math.min(1, shared / timed)) : OptionalDouble.empty(),
        record.timeNanos(),
        together,
        believed && together.isPresent()
            ? record.timeNanos().map(alone -> ratio(alone, together.get()))
            : Optional.empty());
  }

  static Share ratio(TimeEstimate alone, TimeEstimate together) {
    double ratio = alone.value() / together.value();
    double down =
        Math.hypot(
            Math.log(alone.value() / alone.low()), Math.log(together.high() / together.value()));
    double up =
        Math.hypot(
            Math.log(alone.high() / alone.value()), Math.log(together.value() / together.low()));
    return new Share(ratio, ratio * Math.exp(-down), ratio * Math.exp(up));
  }
}
