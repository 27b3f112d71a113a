package io.goodflops.result;

import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.CaseRecord.Verification;
import io.goodflops.result.LedgerRecord.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One device of several that ran a case at the same time, each with inputs and results of its own.
 *
 * @param rank 0-based among them
 * @param host name of the host in this record, {@code local} for the one that wrote it
 * @param beside the devices that ran the same at the same time
 * @param busyNanos time of its timed batches
 * @param waitNanos time it kept the load up until the others were ready
 * @param samples number of its timed batches
 * @param outcome the worst of its forks
 * @param reason one sentence, empty when MEASURED
 * @param suspect why the number must not be ranked
 * @param forks one a round
 * @param overlapShares for each fork, the share of its timed batches' time in which all others were
 *     at work too; 0 if it timed nothing
 * @param verification of its results, checked like those of a case that runs alone
 * @param overlapShare the same share over the forks that count
 * @param aloneNanos time of one launch alone, the case's own
 * @param togetherNanos time of one launch beside the others
 * @param efficiency rate together ÷ rate alone
 */
public record RankRecord(
    int rank,
    String host,
    String device,
    List<String> beside,
    long busyNanos,
    long waitNanos,
    int samples,
    Outcome outcome,
    String reason,
    List<String> suspect,
    List<ForkRecord> forks,
    List<Double> overlapShares,
    Optional<Verification> verification,
    OptionalDouble overlapShare,
    Optional<TimeEstimate> aloneNanos,
    Optional<TimeEstimate> togetherNanos,
    Optional<Share> efficiency) {
  public RankRecord {
    beside = List.copyOf(beside);
    suspect = List.copyOf(suspect);
    forks = List.copyOf(forks);
    overlapShares = List.copyOf(overlapShares);
  }

  /** The same rank with its books closed. */
  public RankRecord closed(
      String reasonNow,
      OptionalDouble overlap,
      Optional<TimeEstimate> alone,
      Optional<TimeEstimate> together,
      Optional<Share> efficiencyNow) {
    return new RankRecord(
        rank,
        host,
        device,
        beside,
        busyNanos,
        waitNanos,
        samples,
        outcome,
        reasonNow,
        suspect,
        forks,
        overlapShares,
        verification,
        overlap,
        alone,
        together,
        efficiencyNow);
  }

  /** What no run writes, though the schema allows it; empty if there is nothing. */
  String contradiction() {
    if (forks.size() != overlapShares.size()) {
      return "ranks with " + forks.size() + " forks and " + overlapShares.size() + " overlapShares";
    }
    List<Double> shares = new ArrayList<>(overlapShares);
    overlapShare.ifPresent(shares::add);
    boolean outside = shares.stream().anyMatch(share -> !(share >= 0 && share <= 1));
    if (outside) {
      return "ranks with an overlap share outside 0 to 1";
    }
    if (busyNanos < 0 || waitNanos < 0) {
      return "ranks with a negative time";
    }
    if (outcome == Outcome.MEASURED && verification.map(check -> !check.passed()).orElse(false)) {
      return "ranks that are MEASURED although their verification did not pass";
    }
    if (efficiency.isPresent() && (aloneNanos.isEmpty() || togetherNanos.isEmpty())) {
      return "ranks with an efficiency and without the times that it is the ratio of";
    }
    return "";
  }
}
