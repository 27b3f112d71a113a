package io.goodflops.ledger.compare;

import io.goodflops.ledger.ForkTimes;
import io.goodflops.ledger.compare.Cell.PlainRatio;
import io.goodflops.ledger.compare.Refusal.Why;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.RunRecord;
import io.goodflops.result.UserException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Several runs against a baseline, workload by workload.
 *
 * @param columns the devices of all runs
 * @param baseline index of the column that all others are divided by
 * @param margin differences up to this are of no practical interest
 */
public record Comparison(
    List<Column> columns,
    int baseline,
    double margin,
    List<Difference> differences,
    List<Row> rows) {
  /** Fewest and most runs. */
  public static final int LEAST_RUNS = 2;

  public static final int MOST_RUNS = 50;

  public Comparison {
    columns = List.copyOf(columns);
    differences = List.copyOf(differences);
    rows = List.copyOf(rows);
  }

  /**
   * Compares runs.
   *
   * @param runs with closed books
   * @param baselineRun index of the run whose first device all others are divided by
   * @param devices which of the runs' devices
   * @throws UserException if there is nothing to compare
   */
  public static Comparison of(
      List<RunRecord> runs, int baselineRun, Predicate<DeviceRecord> devices, double margin) {
    requireDistinct(runs, LEAST_RUNS);
    List<Column> columns = Column.of(runs, devices);
    int baseline = first(columns, runs.get(baselineRun));
    List<Row> rows = rows(columns, baseline);
    requireShared(columns, rows);
    return new Comparison(columns, baseline, margin, Differences.of(columns), judged(rows, margin));
  }

  /** Whether some runs are about hardware and others are not. */
  public static boolean mixesEvidence(List<RunRecord> runs) {
    return runs.stream().map(Column::real).distinct().count() > 1;
  }

  /** The verdicts of one column. */
  public Tally tally(int column) {
    return Tally.of(rows, column);
  }

  /** The mean of one column's ratios; empty for the baseline, and if no row is full. */
  public Optional<GeometricMean> geometricMean(int column) {
    return GeometricMean.of(rows, column, baseline);
  }

  /** Refuses too few runs, too many, and the same twice. */
  public static void requireDistinct(List<RunRecord> runs, int least) {
    if (runs.size() < least || runs.size() > MOST_RUNS) {
      throw UserException.usage(
          "A comparison takes " + least + " to " + MOST_RUNS + " runs, not " + runs.size() + ".");
    }
    Set<String> seen = new HashSet<>();
    for (RunRecord run : runs) {
      if (!seen.add(run.runId())) {
        throw UserException.usage("Run " + run.runId() + " was given twice.");
      }
    }
  }

  private static int first(List<Column> columns, RunRecord run) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).run().runId().equals(run.runId())) {
        return i;
      }
    }
    throw new IllegalArgumentException("the baseline is none of the runs");
  }

  private static List<Row> rows(List<Column> columns, int baseline) {
    Map<WorkKey, List<Optional<CaseRecord>>> found = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      for (CaseRecord record : columns.get(i).cases()) {
        List<Optional<CaseRecord>> cells =
            found.computeIfAbsent(
                WorkKey.of(record),
                key -> new ArrayList<>(columns.stream().map(c -> NONE).toList()));
        cells.set(i, Optional.of(record));
      }
    }
    List<Row> rows = new ArrayList<>();
    found.forEach((key, records) -> rows.add(row(key, records, columns, baseline)));
    return rows;
  }

  private static final Optional<CaseRecord> NONE = Optional.empty();

  private static Row row(
      WorkKey key, List<Optional<CaseRecord>> records, List<Column> columns, int baseline) {
    CaseRecord sample = records.get(baseline).or(() -> first(records)).orElseThrow();
    Optional<CaseRecord> base = records.get(baseline).filter(c -> blank(c, sample).isEmpty());
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      cells.add(cell(records.get(i), sample, base, columns, i, baseline));
    }
    return new Row(key, sample, cells);
  }

  private static Optional<CaseRecord> first(List<Optional<CaseRecord>> records) {
    return records.stream().flatMap(Optional::stream).findFirst();
  }

  private static Cell cell(
      Optional<CaseRecord> record,
      CaseRecord sample,
      Optional<CaseRecord> base,
      List<Column> columns,
      int column,
      int baseline) {
    if (record.isEmpty()) {
      return new Cell(record, Optional.empty(), Optional.empty(), refused(Why.NOT_RUN, ""));
    }
    Optional<Refusal> blank = blank(record.get(), sample);
    if (blank.isPresent()) {
      return new Cell(Optional.empty(), Optional.empty(), Optional.empty(), blank);
    }
    if (column == baseline) {
      Optional<Refusal> own =
          baselineRefusal(record.get(), columns.get(column).run().settings().precision());
      return new Cell(record, Optional.empty(), Optional.empty(), own);
    }
    if (base.isEmpty()) {
      return new Cell(record, Optional.empty(), Optional.empty(), refused(Why.NO_BASELINE, ""));
    }
    double precision = columns.get(column).run().settings().precision();
    double basePrecision = columns.get(baseline).run().settings().precision();
    ForkTimes own = ForkTimes.of(record.get(), precision);
    ForkTimes other = ForkTimes.of(base.get(), basePrecision);
    PlainRatio ratio =
        new PlainRatio(
            nanos(base.get()) / nanos(record.get()),
            Ratios.apart(other.nanos(), own.nanos(), record.get().id().hashCode()));
    boolean real = columns.get(column).real() && columns.get(baseline).real();
    return new Cell(
        record,
        Optional.of(ratio),
        Optional.empty(),
        doubt(base.get(), other, record.get(), own, real));
  }

  /** The baseline's own cell says what stands against its number, as every other does. */
  private static Optional<Refusal> baselineRefusal(CaseRecord record, double precision) {
    return doubt(record, ForkTimes.of(record, precision)).or(() -> refused(Why.BASELINE, ""));
  }

  private static double nanos(CaseRecord record) {
    return record.timeNanos().map(TimeEstimate::value).orElseThrow();
  }

  /** Why a case has no figure; empty if it has one. */
  public static Optional<Refusal> blank(CaseRecord record, CaseRecord sample) {
    if (record.outcome() == Outcome.UNSUPPORTED) {
      return refused(Why.UNSUPPORTED, record.reason());
    }
    if (record.outcome() == Outcome.WRONG) {
      return refused(Why.WRONG, record.reason());
    }
    if (record.outcome() != Outcome.MEASURED
        || record.timeNanos().filter(t -> t.value() > 0).isEmpty()) {
      return refused(Why.NOT_MEASURED, record.reason());
    }
    return record.flops() != sample.flops() || record.bytes() != sample.bytes()
        ? refused(Why.OTHER_WORK, record.flops() + " FLOP, " + record.bytes() + " B")
        : Optional.empty();
  }

  /** What forbids a verdict on a measured case; empty if nothing does. */
  public static Optional<Refusal> doubt(CaseRecord record, ForkTimes times) {
    if (!record.suspect().isEmpty()) {
      return refused(Why.SUSPECT, record.suspect().get(0));
    }
    if (!record.pattern().equals("RANDOM")) {
      return refused(Why.NOT_RANDOM, "");
    }
    if (record.timeNanos().map(TimeEstimate::indicative).orElse(true)) {
      return refused(Why.INDICATIVE, Integer.toString(times.nanos().length));
    }
    return times.unsteady().isEmpty()
        ? Optional.empty()
        : refused(Why.UNSTEADY, times.unsteady().get(0));
  }

  /** What forbids a verdict on a pair; what the record itself has against it comes first. */
  public static Optional<Refusal> doubt(
      CaseRecord baseline, ForkTimes base, CaseRecord record, ForkTimes own, boolean real) {
    if (!real) {
      return refused(Why.NOT_REAL, "");
    }
    int least = Math.min(base.nanos().length, own.nanos().length);
    return doubt(record, own)
        .or(() -> doubt(baseline, base).flatMap(r -> refused(Why.NO_BASELINE, r.detail())))
        .or(
            () ->
                least < Ratios.LEAST_FORKS
                    ? refused(Why.INDICATIVE, Integer.toString(least))
                    : Optional.empty());
  }

  /** A reason, as an optional. */
  public static Optional<Refusal> refused(Why why, String detail) {
    return Optional.of(new Refusal(why, detail));
  }

  /** A figure that may enter a mean: verified, on random inputs, and not suspect. */
  static boolean trusted(Cell cell) {
    return cell.subject().map(io.goodflops.ledger.Ranking::eligible).orElse(false);
  }

  private static void requireShared(List<Column> columns, List<Row> rows) {
    boolean shared =
        rows.stream()
            .anyMatch(
                row ->
                    row.cells().stream()
                            .filter(
                                cell ->
                                    cell.refusal()
                                        .map(refusal -> refusal.why() != Why.NOT_RUN)
                                        .orElse(true))
                            .count()
                        > 1);
    if (columns.size() < 2) {
      throw UserException.usage(
          "There is one device only, and so nothing to compare; give runs of several.");
    }
    if (!shared) {
      throw UserException.usage(
          "The runs share no workload; measure the same suite, types and lanes on each device.");
    }
  }

  private static List<Row> judged(List<Row> rows, double margin) {
    List<Ratio> family = new ArrayList<>();
    for (Row row : rows) {
      row.cells().stream().filter(Comparison::open).map(Comparison::ratio).forEach(family::add);
    }
    List<Claim> claims = Claims.of(family, margin);
    List<Row> judged = new ArrayList<>();
    int next = 0;
    for (Row row : rows) {
      List<Cell> cells = new ArrayList<>();
      for (Cell cell : row.cells()) {
        cells.add(open(cell) ? cell.claiming(claims.get(next++)) : cell);
      }
      judged.add(new Row(row.key(), row.sample(), cells));
    }
    return judged;
  }

  private static boolean open(Cell cell) {
    return cell.refusal().isEmpty() && cell.ratio().flatMap(PlainRatio::estimate).isPresent();
  }

  private static Ratio ratio(Cell cell) {
    return cell.ratio().flatMap(PlainRatio::estimate).orElseThrow();
  }
}
