package io.goodflops.ledger.accept;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.Tender.Criterion;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One case of a tender's suite, before it meets a device. Lanes and patterns are words in any case.
 *
 * @param flops algorithmic operations of one launch
 * @param bytes algorithmic bytes of one launch
 */
public record Asked(String workload, String lane, String pattern, long flops, long bytes) {

  /** Whether a criterion is about it; only random inputs count. */
  public boolean meantBy(Criterion criterion) {
    return pattern.equalsIgnoreCase("RANDOM")
        && glob(criterion.workload()).matcher(workload).matches()
        && criterion.lane().map(lane::equalsIgnoreCase).orElse(true);
  }

  /** Whether a record is of this case. */
  public boolean is(CaseRecord record) {
    return record.workload().equals(workload)
        && record.lane().equalsIgnoreCase(lane)
        && record.pattern().equalsIgnoreCase(pattern);
  }

  /** As a reader sees it: workload, lane, and inputs that are not random. */
  public String name() {
    return workload + " " + lane + (pattern.equalsIgnoreCase("RANDOM") ? "" : " " + pattern);
  }

  private static Pattern glob(String text) {
    return Pattern.compile(
        Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
  }
}
