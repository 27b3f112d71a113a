package io.goodflops.ledger.price;

import io.goodflops.ledger.compare.Cell;
import io.goodflops.ledger.compare.Column;
import io.goodflops.ledger.compare.Comparison;
import io.goodflops.ledger.compare.Row;
import io.goodflops.result.Prices;
import java.util.ArrayList;
import java.util.List;

/**
 * A comparison with a price list.
 *
 * @param costs one for each column of each row
 */
public record Pricing(Prices prices, String sha256, List<List<CaseCost>> costs) {
  public Pricing {
    costs = List.copyOf(costs);
  }

  /**
   * Prices every cell.
   *
   * @param sha256 of the price list's file
   */
  public static Pricing of(Comparison comparison, Prices prices, String sha256) {
    List<Rates> rates = comparison.columns().stream().map(c -> Rates.of(prices, c)).toList();
    List<List<CaseCost>> costs = new ArrayList<>();
    for (Row row : comparison.rows()) {
      List<CaseCost> line = new ArrayList<>();
      for (int i = 0; i < row.cells().size(); i++) {
        Cell cell = row.cells().get(i);
        Column column = comparison.columns().get(i);
        line.add(CaseCost.of(rates.get(i), cell.subject(), column.run().settings().precision()));
      }
      costs.add(line);
    }
    return new Pricing(prices, sha256, costs);
  }
}
