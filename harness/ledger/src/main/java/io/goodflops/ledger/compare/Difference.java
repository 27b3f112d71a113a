package io.goodflops.ledger.compare;

import java.util.List;

/**
 * One thing that should be alike for a fair comparison.
 *
 * @param values one for each column; empty where a run does not tell
 */
public record Difference(Aspect aspect, List<String> values) {
  public Difference {
    values = List.copyOf(values);
  }

  /** Whether all columns say the same, or all say nothing. */
  public boolean alike() {
    return values.stream().distinct().count() == 1;
  }

  /** Whether nobody says anything. */
  public boolean untold() {
    return values.stream().allMatch(String::isEmpty);
  }

  /** What is looked at, in the order of the page. */
  public enum Aspect {
    EVIDENCE,
    STATUS,
    DTYPES,
    MODES,
    LANES,
    DENSITY,
    PEAK_BASIS,
    COUNT,
    POWER_LIMIT,
    DRIVER,
    FIRMWARE,
    PLUGIN,
    TOOL,
    SCHEMA,
    SUITE,
    TENDER,
    CHALLENGE,
    FORKS,
    HOST_CPU,
    OS,
    VIRTUALIZATION,
    JAVA,
    STOLEN,
    DISTURBED,
    DATE;

    /** False for what a gate is asked about, and for what its cases say themselves. */
    public boolean surroundings() {
      return switch (this) {
        case PLUGIN, DTYPES, MODES, LANES, FORKS, DATE -> false;
        default -> true;
      };
    }
  }
}
