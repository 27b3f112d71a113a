package io.goodflops.ledger.compare;

import io.goodflops.result.CaseRecord;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One case at the gate.
 *
 * @param device id in the candidate's run, or in the baseline's where the case is gone
 * @param ratio candidate's rate ÷ baseline's, if both were timed often enough
 * @param exact what both records count
 * @param drop where a longer time went
 * @param refusal why the times say nothing; empty if they do
 * @param enough forks of each arm that would decide if both were equally fast; empty if decided
 */
public record GateCase(
    WorkKey key,
    String device,
    Light light,
    Cause cause,
    Optional<CaseRecord> baseline,
    Optional<CaseRecord> candidate,
    Optional<Ratio> ratio,
    List<Exact> exact,
    Optional<Drop> drop,
    Optional<Refusal> refusal,
    OptionalInt enough) {
  public GateCase {
    exact = List.copyOf(exact);
  }

  /** Why the light is what it is. */
  public enum Cause {
    /** Times within the margin. */
    WITHIN_MARGIN,
    /** Slower by more than the margin. */
    SLOWER,
    /** An exact quantity has grown or the work is another. */
    EXACT,
    /** The candidate's result is wrong, missing, or never came. */
    RESULT,
    /** Slower, but by what the machine did. */
    MACHINE,
    /** The interval is too wide. */
    WIDE,
    /** The times say nothing: see the refusal. */
    REFUSED,
    /** Nothing to hold it against. */
    NEW
  }

  /** Workload, lane and device: the same in every run. */
  public String name() {
    return key.workload()
        + (key.mathMode().equals("STRICT") ? "" : " " + key.mathMode())
        + " "
        + key.lane().toLowerCase(Locale.ROOT)
        + (key.pattern().equals("RANDOM") ? "" : " " + key.pattern().toLowerCase(Locale.ROOT))
        + " @ "
        + device;
  }
}
