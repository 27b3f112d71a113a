package io.goodflops.report;

import io.goodflops.ledger.BiggestLosses;
import io.goodflops.ledger.Group;
import io.goodflops.report.chart.CaseLabels;
import io.goodflops.report.chart.Modes;
import io.goodflops.report.chart.Panels;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Share;
import java.util.Optional;

/**
 * The figures of one case that page, terminal and CSV share.
 *
 * @param flops FLOP/s; empty where there is no time or no FLOP
 * @param bytes byte/s; empty where there is no time or no byte
 * @param ledger the ledger to show: bandwidth where the case is bound by it
 */
record CaseFigures(
    CaseRecord subject,
    Optional<Interval> flops,
    Optional<Interval> bytes,
    Optional<LedgerRecord> ledger) {

  /** A value between its bounds. */
  record Interval(double value, double low, double high) {}

  /**
   * The speed as readers see it.
   *
   * @param value with its unit
   * @param low without
   * @param high without
   * @param remark the other figure of a case that is bound by bandwidth
   */
  record Rate(Interval perSecond, String value, String low, String high, String remark) {
    /** The interval's larger side in per cent of the value. */
    String plusMinus() {
      double side =
          Math.max(perSecond.high - perSecond.value, perSecond.value - perSecond.low)
              / perSecond.value;
      return "\u00b1" + Figures.significant(side * 100, 2) + Figures.NO_BREAK_SPACE + "%";
    }
  }

  /**
   * What took most of the capacity.
   *
   * @param group as charts name it
   * @param sign "at least" or "at most" where the share is a bound
   */
  record Loss(Phrase group, Phrase name, double share, String sign) {
    /** What is unexplained is called so first, as in the chart. */
    Phrase words() {
      return unexplained()
          ? new Phrase(group.en() + ": " + name.en(), group.zh() + "\uff1a" + name.zh())
          : name;
    }

    boolean unexplained() {
      return group.equals(Phrase.of(Group.UNEXPLAINED.label()));
    }

    /** With the sign of a bound before it. */
    String percent() {
      return sign + Figures.percent(share);
    }
  }

  static CaseFigures of(CaseRecord subject) {
    // the speed of a wrong result is no figure
    Optional<TimeEstimate> time =
        subject
            .timeNanos()
            .filter(t -> t.value() > 0 && subject.outcome() == CaseRecord.Outcome.MEASURED);
    return new CaseFigures(
        subject,
        time.filter(t -> subject.flops() > 0).map(t -> rate(subject.flops(), t)),
        time.filter(t -> subject.bytes() > 0).map(t -> rate(subject.bytes(), t)),
        Panels.shown(subject));
  }

  private static Interval rate(long amount, TimeEstimate time) {
    return new Interval(
        amount / time.value() * 1e9, amount / time.high() * 1e9, amount / time.low() * 1e9);
  }

  /** FLOP/s, and byte/s of what hardly calculates. */
  Optional<Rate> rate() {
    if (CaseLabels.isStream(subject) || flops.isEmpty()) {
      return bytes.map(
          b ->
              new Rate(
                  b,
                  gigabytes(b.value()) + Figures.NO_BREAK_SPACE + "GB/s",
                  gigabytes(b.low()),
                  gigabytes(b.high()),
                  ""));
    }
    String moved =
        onBandwidth()
            ? bytes.map(b -> " \u00b7 " + Figures.bytesPerSecond(b.value())).orElse("")
            : "";
    return flops.map(
        f ->
            new Rate(
                f,
                Figures.tera(f.value()) + Figures.NO_BREAK_SPACE + Modes.teraUnit(subject.dtype()),
                Figures.tera(f.low()),
                Figures.tera(f.high()),
                moved));
  }

  private static String gigabytes(double perSecond) {
    return Figures.rate(perSecond / 1e9);
  }

  Optional<Share> effective() {
    return ledger.map(LedgerRecord::effective);
  }

  boolean onBandwidth() {
    return ledger.map(l -> l.unit().equals("byte")).orElse(false);
  }

  /** The largest known loss, the remainder included; empty where nothing is lost. */
  Optional<Loss> largestLoss() {
    return ledger.flatMap(CaseFigures::largest);
  }

  private static Optional<Loss> largest(LedgerRecord ledger) {
    Optional<Loss> known =
        BiggestLosses.of("", ledger).stream()
            .findFirst()
            .map(
                loss ->
                    new Loss(
                        Phrase.of(loss.category().group().label()),
                        Phrase.of(loss.category().label()),
                        loss.share(),
                        loss.sign()));
    double remainder = ledger.unattributedShare();
    return remainder > known.map(Loss::share).orElse(0.005)
        ? Optional.of(
            new Loss(Phrase.of(Group.UNEXPLAINED.label()), Words.REMAINDER, remainder, ""))
        : known;
  }
}
