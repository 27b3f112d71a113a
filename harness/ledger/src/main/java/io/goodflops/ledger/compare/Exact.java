package io.goodflops.ledger.compare;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.ForkRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A quantity that does not scatter, and so gates without statistics.
 *
 * @param baseline of one launch
 * @param candidate of one launch
 */
public record Exact(Quantity quantity, long baseline, long candidate) {
  private static final Pattern COUNT = Pattern.compile("\\d{1,18}");

  /** What is counted. */
  public enum Quantity {
    /** Operations the algorithm needs: part of what the work is. */
    ALGORITHMIC_FLOP(true),
    /** Bytes the algorithm moves: the same. */
    BYTES(true),
    /** Operations the device executes. */
    EXECUTED_FLOP(false),
    /** Operations on padding. */
    PADDING_FLOP(false),
    /** Launches of one step, as traced. */
    LAUNCHES(false);

    private final boolean work;

    Quantity(boolean work) {
      this.work = work;
    }

    /** True if another number means other work, whether more or less. */
    public boolean work() {
      return work;
    }
  }

  /** Whether the gate closes on it. */
  public boolean fails() {
    return quantity.work() ? candidate != baseline : candidate > baseline;
  }

  /** All that both records tell. */
  static List<Exact> of(CaseRecord baseline, CaseRecord candidate) {
    List<Exact> all = new ArrayList<>();
    all.add(new Exact(Quantity.ALGORITHMIC_FLOP, baseline.flops(), candidate.flops()));
    all.add(new Exact(Quantity.BYTES, baseline.bytes(), candidate.bytes()));
    if (baseline.flopsExecuted().isPresent() && candidate.flopsExecuted().isPresent()) {
      all.add(
          new Exact(
              Quantity.EXECUTED_FLOP,
              baseline.flopsExecuted().get(),
              candidate.flopsExecuted().get()));
    }
    add(all, Quantity.PADDING_FLOP, padding(baseline), padding(candidate));
    add(all, Quantity.LAUNCHES, launches(baseline), launches(candidate));
    return all;
  }

  private static void add(
      List<Exact> all, Quantity quantity, OptionalLong baseline, OptionalLong candidate) {
    if (baseline.isPresent() && candidate.isPresent()) {
      all.add(new Exact(quantity, baseline.getAsLong(), candidate.getAsLong()));
    }
  }

  private static OptionalLong padding(CaseRecord record) {
    String counted = record.op().getOrDefault("paddingFlops", "");
    return COUNT.matcher(counted).matches()
        ? OptionalLong.of(Long.parseLong(counted))
        : OptionalLong.empty();
  }

  private static OptionalLong launches(CaseRecord record) {
    return record.forks().stream()
        .map(ForkRecord::step)
        .flatMap(Optional::stream)
        .mapToLong(step -> step.ops().size())
        .findFirst();
  }
}
