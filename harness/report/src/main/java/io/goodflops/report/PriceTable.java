package io.goodflops.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.goodflops.ledger.Group;
import io.goodflops.ledger.compare.Bounds;
import io.goodflops.ledger.compare.Column;
import io.goodflops.ledger.compare.Comparison;
import io.goodflops.ledger.compare.Row;
import io.goodflops.ledger.price.CaseCost;
import io.goodflops.ledger.price.Estimate;
import io.goodflops.ledger.price.Missing;
import io.goodflops.ledger.price.Priced;
import io.goodflops.ledger.price.Pricing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Prices as a table for programs and for workbooks: numbers, texts, and blanks for unknown. */
final class PriceTable {
  private PriceTable() {}

  /** The table's heads, in English. */
  static List<String> heads() {
    List<String> heads =
        new ArrayList<>(
            List.of(
                "workload",
                "lane",
                "device",
                "model",
                "run",
                "currency",
                "cost_per_pflop_hour",
                "cost_per_pflop_hour_low",
                "cost_per_pflop_hour_high",
                "items_per_pflop_hour",
                "electricity_per_pflop_hour",
                "cost_per_eflop",
                "joules_per_pflop",
                "joules_per_pflop_low",
                "joules_per_pflop_high"));
    Group.SIX.forEach(group -> heads.add("year_" + group.id()));
    heads.add("year_without_work");
    heads.add("missing");
    return heads;
  }

  /** One row for each workload and device; a {@link Double}, a text, or null. */
  static List<List<Object>> rows(Comparison comparison, Pricing pricing) {
    List<List<Object>> rows = new ArrayList<>();
    for (int r = 0; r < comparison.rows().size(); r++) {
      for (int i = 0; i < comparison.columns().size(); i++) {
        rows.add(
            row(
                comparison.rows().get(r),
                comparison.columns().get(i),
                pricing.prices().currency().orElse(""),
                pricing.costs().get(r).get(i)));
      }
    }
    return rows;
  }

  /** The same as CSV. */
  static byte[] csv(Comparison comparison, Pricing pricing) {
    StringBuilder out = new StringBuilder("\ufeff").append(String.join(",", heads()));
    for (List<Object> row : rows(comparison, pricing)) {
      out.append("\r\n");
      for (int i = 0; i < row.size(); i++) {
        out.append(i == 0 ? "" : ",").append(CasesCsv.quoted(text(row.get(i))));
      }
    }
    return out.append("\r\n").toString().getBytes(UTF_8);
  }

  private static String text(Object cell) {
    if (cell == null) {
      return "";
    }
    return cell instanceof Double number
        ? CasesCsv.number(number)
        : CasesCsv.inert(cell.toString());
  }

  private static List<Object> row(Row row, Column column, String currency, CaseCost cost) {
    List<Object> cells = new ArrayList<>();
    cells.add(row.key().workload());
    cells.add(row.key().lane());
    cells.add(column.device().id());
    cells.add(column.device().model());
    cells.add(column.run().runId());
    cells.add(currency);
    three(cells, cost.total());
    cells.add(value(cost.items()));
    cells.add(value(cost.electricity()));
    cells.add(
        cost.total().value().map(v -> v.value() / CaseCost.EFLOP_PER_PFLOP_HOUR).orElse(null));
    three(cells, cost.energy());
    for (int i = 0; i <= Group.SIX.size(); i++) {
      cells.add(
          cost.money().parts().isEmpty() ? null : cost.money().parts().get(i).money().value());
    }
    cells.add(
        String.join(
            " ",
            Stream.of(cost.total(), cost.energy())
                .flatMap(priced -> priced.missing().stream())
                .distinct()
                .map(Missing::name)
                .toList()));
    return cells;
  }

  private static Double value(Priced priced) {
    return priced.value().map(Estimate::value).orElse(null);
  }

  private static void three(List<Object> cells, Priced priced) {
    Optional<Bounds> bounds = priced.value().flatMap(Estimate::interval);
    cells.add(value(priced));
    cells.add(bounds.map(Bounds::low).orElse(null));
    cells.add(bounds.map(Bounds::high).orElse(null));
  }
}
