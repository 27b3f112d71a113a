package io.goodflops.report.chart;

import io.goodflops.ledger.OpLedger;
import io.goodflops.ledger.StepLedger;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A traced step along time: one bar for each op, broken into lines like a text where there are
 * many. Where nothing ran the lane below the bars is seen.
 */
final class StepChart implements Drawing {
  private static final int WIDTH = 900;
  private static final int MARGIN = 20;
  private static final int LANE = 34;
  private static final int ROW = 74;
  private static final int OPS_IN_A_ROW = 18;
  private static final int MOST_ROWS = 8;
  private static final double SEPARATION = 0.8;
  private static final Font LABEL = Typeface.regular(12);

  private final StepLedger ledger;
  private final List<Placed> ops;
  private final double span;
  private final int rows;
  private final Heading heading;
  private final Legend legend;
  private final Lang lang;

  /**
   * @param name of the case
   */
  StepChart(StepLedger ledger, String name, Lang lang) {
    this.ledger = ledger;
    this.lang = lang;
    ops = placed(ledger);
    span =
        Math.max(
            (double) ledger.step().tracedNanos(),
            ops.stream().mapToDouble(Placed::end).max().orElse(0));
    rows = Math.max(1, Math.min(MOST_ROWS, (ops.size() + OPS_IN_A_ROW - 1) / OPS_IN_A_ROW));
    heading = new Heading(ChartWords.STEP_TITLE.with(name), notes(), WIDTH - 2 * MARGIN, lang);
    legend = new Legend(entries(), WIDTH - 2 * MARGIN);
  }

  /**
   * An op in the order of time.
   *
   * @param rank its place in the table, from 1
   * @param gap nanoseconds in which nothing ran before it, marks included
   */
  private record Placed(int rank, OpLedger op, OpGroup group, double gap) {
    double start() {
      return op.op().startNanos();
    }

    double end() {
      return start() + op.op().nanos();
    }
  }

  private static List<Placed> placed(StepLedger ledger) {
    List<OpLedger> byLoss = ledger.ops();
    List<OpLedger> byStart =
        byLoss.stream().sorted(Comparator.comparingInt(OpLedger::index)).toList();
    int[] ranks = new int[byLoss.size()];
    for (int i = 0; i < ranks.length; i++) {
      ranks[byLoss.get(i).index()] = i + 1;
    }
    List<Placed> placed = new ArrayList<>();
    double end = 0;
    for (OpLedger op : byStart) {
      Placed next =
          new Placed(
              ranks[op.index()],
              op,
              OpGroup.of(op.op().kind()),
              Math.max(0, op.op().startNanos() - end));
      placed.add(next);
      end = Math.max(end, next.end());
    }
    return placed;
  }

  private List<Phrase> notes() {
    List<Phrase> notes = new ArrayList<>();
    notes.add(ChartWords.STEP_SUBTITLE.with(ledger.step().steps()));
    if (rows > 1) {
      notes.add(ChartWords.STEP_GOES_ON);
    }
    notes.add(ChartWords.STEP_NUMBERS);
    return notes;
  }

  private List<Legend.Entry> entries() {
    Map<OpGroup, Double> nanos = new EnumMap<>(OpGroup.class);
    ops.forEach(op -> nanos.merge(op.group(), op.op().op().nanos(), Double::sum));
    List<Legend.Entry> entries = new ArrayList<>();
    nanos.forEach((group, time) -> entries.add(entry(group.label(), time, group.colour())));
    double gaps = ops.stream().mapToDouble(Placed::gap).sum() + tail();
    entries.add(entry(ChartWords.NOTHING_RAN, gaps, Palette.GRID));
    return entries;
  }

  private double tail() {
    return span - ops.stream().mapToDouble(Placed::end).max().orElse(0);
  }

  private Legend.Entry entry(Phrase name, double nanos, Color colour) {
    String share = Figures.percent(nanos / ledger.step().tracedNanos());
    return new Legend.Entry(Typeface.drawable(name.in(lang) + " " + share), colour, false);
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int height() {
    return (int) Math.ceil(MARGIN + heading.height() + rows * ROW + legend.height()) + MARGIN;
  }

  @Override
  public Phrase description() {
    return heading.title();
  }

  @Override
  public List<Tip> draw(Graphics2D g) {
    g.setPaint(Palette.PAPER);
    g.fill(new Rectangle2D.Double(0, 0, width(), height()));
    double y = heading.draw(g, MARGIN, MARGIN);
    List<Tip> tips = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      row(g, y, span * row / rows, span * (row + 1) / rows, tips);
      y += ROW;
    }
    legend.draw(g, MARGIN, y);
    return tips;
  }

  private void row(Graphics2D g, double top, double from, double to, List<Tip> tips) {
    double scale = (WIDTH - 2.0 * MARGIN) / (to - from);
    g.setPaint(Palette.GRID);
    g.fill(new Rectangle2D.Double(MARGIN, top, WIDTH - 2.0 * MARGIN, LANE));
    for (Placed op : ops) {
      double left = Math.max(op.start(), from);
      double right = Math.min(op.end(), to);
      boolean begins = op.start() >= from && op.start() < to;
      if (right > left || begins) {
        double x = MARGIN + (left - from) * scale;
        double length = Math.max(0.5, (right - left) * scale);
        Rectangle2D box = new Rectangle2D.Double(x, top, length, LANE);
        bar(g, box, op);
        tips.add(new Tip(box, tip(op)));
      }
    }
    axis(g, top + LANE, from, to, scale);
  }

  private void bar(Graphics2D g, Rectangle2D box, Placed op) {
    double gap = box.getWidth() > 4 * SEPARATION ? SEPARATION : 0;
    g.setPaint(op.group().colour());
    g.fill(new Rectangle2D.Double(box.getX(), box.getY(), box.getWidth() - gap, box.getHeight()));
    String rank = Integer.toString(op.rank());
    String named = rank + " " + Typeface.drawable(op.op().op().kind());
    double room = box.getWidth() - 6;
    String text = Typeface.width(LABEL, named) <= room ? named : rank;
    double width = Typeface.width(LABEL, text);
    if (width <= room) {
      g.setFont(LABEL);
      g.setPaint(Palette.labelOn(op.group().colour()));
      g.drawString(text, (float) (box.getCenterX() - width / 2), (float) (box.getCenterY() + 4.5));
    }
  }

  private String tip(Placed op) {
    return ChartWords.STEP_TIP
        .with(
            op.rank(),
            op.op().op().kind(),
            op.op().op().writes(),
            Figures.time(op.op().op().nanos()),
            Figures.percent(op.op().op().nanos() / ledger.step().tracedNanos()),
            Figures.time(op.start()),
            Figures.time(op.gap()))
        .in(lang);
  }

  private static void axis(Graphics2D g, double top, double from, double to, double scale) {
    double tick = tick((to - from) / 7);
    g.setFont(LABEL);
    for (long i = (long) Math.ceil(from / tick - 1e-9); i * tick <= to * (1 + 1e-9); i++) {
      double x = MARGIN + (i * tick - from) * scale;
      g.setPaint(Palette.MUTED);
      g.fill(new Rectangle2D.Double(x - 0.5, top, 1, 5));
      String text = i == 0 ? "0" : Typeface.drawable(Figures.time(i * tick));
      double width = Typeface.width(LABEL, text);
      double at = Math.max(MARGIN, Math.min(x - width / 2, WIDTH - MARGIN - width));
      g.drawString(text, (float) at, (float) (top + 19));
    }
  }

  /** The next of 1, 2, 5 and their tenfolds. */
  private static double tick(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    double digit = least / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }
}
