package io.goodflops.ledger;

import io.goodflops.result.CaseRecord;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Operations that a workload executes beyond need, by cause. */
final class Redundancy {
  private static final Pattern COUNT = Pattern.compile("\\d{1,18}");

  private Redundancy() {}

  /**
   * As the workload counts them, for example {@code maskedFlops}; what it does not name is missing.
   *
   * @param extra executed less needed operations; never more than these are named
   */
  static Map<Category, Double> of(CaseRecord record, double extra) {
    Map<Category, Double> redundant = new EnumMap<>(Category.class);
    double left = Math.max(0, extra);
    for (Category category : Category.values()) {
      String counted = category.redundant() ? record.op().get(name(category)) : null;
      if (counted != null && COUNT.matcher(counted).matches()) {
        double flops = Math.min(left, Double.parseDouble(counted));
        redundant.put(category, flops);
        left -= flops;
      }
    }
    return redundant;
  }

  private static String name(Category category) {
    return category.id().substring(category.id().indexOf('.') + 1) + "Flops";
  }
}
