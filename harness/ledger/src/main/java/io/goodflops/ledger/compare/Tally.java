package io.goodflops.ledger.compare;

import java.util.List;

/**
 * The verdicts of one column.
 *
 * @param undecided cells with a figure and no verdict
 * @param measured cells with a verified figure
 * @param asked rows of the comparison
 */
public record Tally(
    int wins, int losses, int ties, int inconclusive, int undecided, int measured, int asked) {

  static Tally of(List<Row> rows, int column) {
    List<Cell> cells = rows.stream().map(row -> row.cells().get(column)).toList();
    int measured = (int) cells.stream().filter(cell -> !cell.blank()).count();
    int claimed = (int) cells.stream().filter(cell -> cell.claim().isPresent()).count();
    return new Tally(
        count(cells, Claim.FASTER),
        count(cells, Claim.SLOWER),
        count(cells, Claim.EQUIVALENT),
        count(cells, Claim.INCONCLUSIVE),
        measured - claimed,
        measured,
        cells.size());
  }

  private static int count(List<Cell> cells, Claim claim) {
    return (int) cells.stream().filter(c -> c.claim().filter(claim::equals).isPresent()).count();
  }
}
