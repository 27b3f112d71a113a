package io.goodflops.ledger.price;

import io.goodflops.ledger.ForkTimes;
import io.goodflops.ledger.Ranking;
import io.goodflops.ledger.compare.Comparison;
import io.goodflops.ledger.compare.Row;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.Profile;
import io.goodflops.result.Profile.Part;
import io.goodflops.result.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a profile's mix of workloads takes on each device: the sum of counts × means, launched one
 * after the other, each as it was measured alone.
 *
 * @param totals one for each column of the comparison
 */
public record Weighing(Profile profile, String sha256, List<Total> totals) {
  public Weighing {
    totals = List.copyOf(totals);
  }

  /**
   * The mix on one device.
   *
   * @param nanos time of the whole mix; empty if something is missing
   * @param overBaseline the baseline's time ÷ its own
   * @param items money for line items; empty without a price list or where that lacks something
   * @param cost money for everything, likewise
   * @param missing workloads without a figure that may be added up
   */
  public record Total(
      Optional<Estimate> nanos,
      Optional<Estimate> overBaseline,
      Optional<Estimate> items,
      Optional<Estimate> cost,
      List<String> missing) {
    public Total {
      missing = List.copyOf(missing);
    }
  }

  /**
   * Weighs a comparison.
   *
   * @param pricing of the same comparison, if there is a price list
   * @throws UserException if the profile does not say which lane it means
   */
  public static Weighing of(
      Comparison comparison, Profile profile, String sha256, Optional<Pricing> pricing) {
    List<Optional<Integer>> rows =
        profile.work().stream().map(part -> row(comparison, part)).toList();
    List<Optional<WeightedSum>> times = new ArrayList<>();
    for (int i = 0; i < comparison.columns().size(); i++) {
      times.add(sum(comparison, profile, rows, i));
    }
    Optional<WeightedSum> base = times.get(comparison.baseline());
    List<Total> totals = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      int column = i;
      Optional<WeightedSum> own = times.get(i);
      boolean itself = i == comparison.baseline();
      totals.add(
          new Total(
              own.map(WeightedSum::estimate),
              own.flatMap(t -> base.filter(b -> !itself).map(b -> b.over(t))),
              own.flatMap(
                  t ->
                      pricing.flatMap(
                          p ->
                              money(profile, rows, line -> cost(p, line, column).itemsOfLaunch()))),
              own.flatMap(
                  t ->
                      pricing.flatMap(
                          p ->
                              money(profile, rows, line -> cost(p, line, column).totalOfLaunch()))),
              missing(comparison, profile, rows, i)));
    }
    return new Weighing(profile, sha256, totals);
  }

  private static CaseCost cost(Pricing pricing, int row, int column) {
    return pricing.costs().get(row).get(column);
  }

  /** The row that a part means; empty if the runs have none. */
  private static Optional<Integer> row(Comparison comparison, Part part) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < comparison.rows().size(); i++) {
      Row row = comparison.rows().get(i);
      if (row.key().workload().equals(part.workload())
          && row.key().pattern().equals("RANDOM")
          && part.lane().map(row.key().lane()::equalsIgnoreCase).orElse(true)) {
        found.add(i);
      }
    }
    if (found.size() > 1) {
      throw UserException.usage(
          "The profile's workload "
              + part.workload()
              + " was measured in lanes "
              + String.join(
                  ", ", found.stream().map(i -> comparison.rows().get(i).key().lane()).toList())
              + "; say which it means by its field lane.");
    }
    return found.stream().findFirst();
  }

  private static Optional<CaseRecord> figure(
      Comparison comparison, Optional<Integer> row, int column) {
    return row.flatMap(r -> comparison.rows().get(r).cells().get(column).subject())
        .filter(Ranking::eligible)
        .filter(c -> c.timeNanos().isPresent());
  }

  private static List<String> missing(
      Comparison comparison, Profile profile, List<Optional<Integer>> rows, int column) {
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (figure(comparison, rows.get(i), column).isEmpty()) {
        missing.add(profile.work().get(i).workload());
      }
    }
    return missing;
  }

  private static Optional<WeightedSum> sum(
      Comparison comparison, Profile profile, List<Optional<Integer>> rows, int column) {
    double precision = comparison.columns().get(column).run().settings().precision();
    WeightedSum sum = new WeightedSum();
    for (int i = 0; i < rows.size(); i++) {
      Optional<CaseRecord> figure = figure(comparison, rows.get(i), column);
      if (figure.isEmpty()) {
        return Optional.empty();
      }
      sum.add(
          profile.work().get(i).count().orElseThrow(),
          ForkTimes.of(figure.get(), precision).nanos());
    }
    return Optional.of(sum);
  }

  /** Money of one launch of a row, by fork. */
  private interface OfLaunch {
    Optional<double[]> of(int row);
  }

  private static Optional<Estimate> money(
      Profile profile, List<Optional<Integer>> rows, OfLaunch launch) {
    WeightedSum sum = new WeightedSum();
    for (int i = 0; i < rows.size(); i++) {
      Optional<double[]> forks = launch.of(rows.get(i).orElseThrow());
      if (forks.isEmpty()) {
        return Optional.empty();
      }
      sum.add(profile.work().get(i).count().orElseThrow(), forks.get());
    }
    return Optional.of(sum.estimate());
  }
}
