package io.goodflops.ledger;

import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Basis;
import io.goodflops.result.LedgerRecord.Booking;
import io.goodflops.result.LedgerRecord.Share;
import io.goodflops.result.LedgerRecord.Status;
import io.goodflops.result.LedgerRecord.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Turns an account and its replicates into the record of a ledger. */
final class LedgerWriter {
  /** Books whose remainder is within this share of capacity are balanced. */
  static final double BALANCED = 0.02;

  /** Books whose remainder is within this share are provisional. */
  static final double PROVISIONAL = 0.05;

  /** A level this many standard deviations out of order proves the calibration wrong. */
  static final double INVALID_Z = 3;

  /** Share of capacity that clocks and ceilings are good for at best, as a standard deviation. */
  static final double RESOLUTION = 0.002;

  /** What rounding alone may do to an inequality. */
  private static final double ROUNDING = 1e-9;

  private LedgerWriter() {}

  /**
   * A ledger with intervals.
   *
   * @param capacity of the window, in the ledger's unit
   * @param point the account, in any unit: only its shares count
   * @param replicate chain of a bootstrap replicate; looked at before the next one is asked for
   */
  static LedgerRecord steady(
      String unit,
      Basis basis,
      double capacity,
      Account point,
      IntFunction<Chain> replicate,
      Function<Category, String> evidence) {
    int n = Bootstrap.REPLICATES;
    Category[] all = Category.values();
    double[][] booked = new double[all.length][];
    double[][] net = new double[all.length][];
    for (Category c : point.losses().keySet()) {
      booked[c.index()] = new double[n];
    }
    for (Category c : point.violations().keySet()) {
      net[c.index()] = new double[n];
    }
    double[] effective = new double[n];
    Category[] known = point.losses().keySet().toArray(new Category[0]);
    for (int b = 0; b < n; b++) {
      Chain chain = replicate.apply(b);
      double total = chain.total();
      effective[b] = chain.effective() / total;
      for (Category c : known) {
        int i = c.index();
        booked[i][b] = chain.booked(c) / total;
        if (net[i] != null) {
          net[i][b] = (chain.booked(c) + chain.violated(c)) / total;
        }
      }
    }
    List<Violation> violations = new ArrayList<>();
    for (Map.Entry<Category, Double> e : point.violations().entrySet()) {
      double share = e.getValue() / point.total();
      if (share < -ROUNDING) {
        double sigma = Math.hypot(Moments.deviation(net[e.getKey().index()]), RESOLUTION);
        violations.add(new Violation(e.getKey().id(), share, share / sigma));
      }
    }
    return record("steady", unit, basis, capacity, point, evidence, violations, effective, booked);
  }

  /** A ledger of what happened once: accounts, not estimates, so its intervals have no width. */
  static LedgerRecord once(
      String window,
      String unit,
      Basis basis,
      double capacity,
      Account point,
      Function<Category, String> evidence,
      List<Violation> violations) {
    return record(
        window,
        unit,
        basis,
        capacity,
        point,
        evidence,
        violations,
        new double[0],
        new double[Category.values().length][]);
  }

  private static LedgerRecord record(
      String window,
      String unit,
      Basis basis,
      double capacity,
      Account point,
      Function<Category, String> evidence,
      List<Violation> violations,
      double[] effective,
      double[][] booked) {
    double total = point.total();
    Map<String, Optional<Booking>> categories = new LinkedHashMap<>();
    for (Category c : Category.values()) {
      if (c.runOnly() && window.equals("steady")) {
        continue;
      }
      Double loss = point.losses().get(c);
      if (loss == null) {
        categories.put(c.id(), Optional.empty());
        continue;
      }
      double share = loss / total;
      Share interval = interval(share, booked[c.index()]);
      categories.put(
          c.id(),
          Optional.of(
              new Booking(
                  share * capacity, share, interval.low(), interval.high(), evidence.apply(c))));
    }
    double effectiveShare = point.effectiveShare();
    double remainder = point.unattributed() / total;
    return new LedgerRecord(
        window,
        unit,
        basis,
        status(effectiveShare, remainder, violations),
        capacity,
        effectiveShare * capacity,
        interval(effectiveShare, effective),
        categories,
        Math.abs(remainder) < 1e-15 ? 0 : remainder,
        Category.ORDER_ID,
        violations);
  }

  /** More effective work than capacity is an error of the peak, however the books balance. */
  static Status status(double effectiveShare, double remainder, List<Violation> violations) {
    boolean impossible = effectiveShare > 1 + ROUNDING;
    if (impossible || violations.stream().anyMatch(v -> v.z() < -INVALID_Z)) {
      return Status.INVALID;
    }
    double size = Math.abs(remainder);
    return size <= BALANCED
        ? Status.BALANCED
        : size <= PROVISIONAL ? Status.PROVISIONAL : Status.UNBALANCED;
  }

  private static Share interval(double point, double[] replicates) {
    if (replicates == null || constant(replicates)) {
      return new Share(point, point, point);
    }
    double tail = (1 - StudentT.CONFIDENCE) / 2;
    return new Share(
        point,
        Math.min(point, Moments.lowerQuantile(replicates, tail)),
        Math.max(point, Moments.upperQuantile(replicates, tail)));
  }

  /** Most leaves are zero in every replicate: not worth looking for a tail. */
  private static boolean constant(double[] values) {
    for (double v : values) {
      if (v != values[0]) {
        return false;
      }
    }
    return true;
  }
}
