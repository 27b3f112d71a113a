package io.goodflops.workload.suite;

import java.util.List;
import java.util.Objects;

/**
 * A list of cases.
 *
 * @param name one word
 * @param title one line in English
 * @param titleZh the same in Chinese
 */
public record Suite(
    String name, String title, String titleZh, Policy policy, List<CaseShape> shapes) {
  public Suite {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(titleZh, "titleZh");
    Objects.requireNonNull(policy, "policy");
    shapes = List.copyOf(shapes);
  }
}
