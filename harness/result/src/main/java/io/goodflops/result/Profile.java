package io.goodflops.result;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A mix of workloads, for example one training step: how often each is launched.
 *
 * @param profile its name, one word
 * @param title one line in English
 * @param titleZh the same in Chinese
 * @param source where the counts come from
 */
public record Profile(
    String profile,
    Optional<String> title,
    Optional<String> titleZh,
    String source,
    List<Part> work) {
  public Profile {
    Needs.word(profile, "profile");
    title.ifPresent(text -> Needs.text(text, "title"));
    titleZh.ifPresent(text -> Needs.text(text, "titleZh"));
    Needs.text(source, "source");
    work = Needs.some(work, "work");
    long different =
        work.stream().map(part -> part.workload + " " + part.lane.orElse("")).distinct().count();
    if (different < work.size()) {
      throw new IllegalArgumentException("work lists a workload twice; add up its counts");
    }
  }

  /**
   * One workload of the mix.
   *
   * @param workload name as {@code suites} lists it
   * @param lane needed where it was measured in several
   * @param count launches in one unit of the mix
   * @param what it is in the model
   */
  public record Part(
      String workload, Optional<String> lane, OptionalDouble count, Optional<String> what) {
    public Part {
      Needs.text(workload, "workload");
      if (count.isEmpty()) {
        throw new IllegalArgumentException("the field count of " + workload + " is missing");
      }
      Needs.positive(count, "count of " + workload);
      what.ifPresent(text -> Needs.text(text, "what"));
    }
  }
}
