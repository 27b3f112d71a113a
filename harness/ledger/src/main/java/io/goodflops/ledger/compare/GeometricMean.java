package io.goodflops.ledger.compare;

import java.util.List;
import java.util.Optional;

/**
 * Geometric mean of a column's ratios, over those rows alone that every column has a trusted figure
 * for: a device does not gain by what it cannot do.
 *
 * @param rows how many
 */
public record GeometricMean(double ratio, int rows) {

  static Optional<GeometricMean> of(List<Row> all, int column, int baseline) {
    List<Row> rows =
        all.stream().filter(r -> r.cells().stream().allMatch(Comparison::trusted)).toList();
    if (rows.isEmpty() || column == baseline) {
      return Optional.empty();
    }
    double logs = 0;
    for (Row row : rows) {
      logs += Math.log(row.cells().get(column).ratio().orElseThrow().value());
    }
    return Optional.of(new GeometricMean(Math.exp(logs / rows.size()), rows.size()));
  }
}
