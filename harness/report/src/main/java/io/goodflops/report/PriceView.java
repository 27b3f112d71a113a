package io.goodflops.report;

import io.goodflops.report.PageView.Fact;
import io.goodflops.report.text.Phrase;
import java.util.List;

/**
 * Prices as the page prints them.
 *
 * @param groups heads of the second table
 */
record PriceView(
    String currency, List<Fact> inputs, List<Work> works, List<Phrase> groups, List<Money> money) {

  /** One workload. */
  record Work(String name, List<Box> boxes) {}

  /**
   * One workload on one device.
   *
   * @param first what is printed large; empty if it is not known
   * @param others below it
   */
  record Box(Phrase first, List<Phrase> others) {}

  /**
   * A year's money of one workload on one device.
   *
   * @param parts one for each group; empty if there is none, for which {@code note} says why
   */
  record Money(String name, String tag, List<Part> parts, Phrase note) {}

  /**
   * Money of one group, in the list's currency.
   *
   * @param interval empty where there is none
   */
  record Part(String value, String interval) {}
}
