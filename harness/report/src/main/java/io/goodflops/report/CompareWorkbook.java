package io.goodflops.report;

import io.goodflops.ledger.compare.Cell;
import io.goodflops.ledger.compare.Cell.PlainRatio;
import io.goodflops.ledger.compare.Comparison;
import io.goodflops.ledger.compare.Ratio;
import io.goodflops.ledger.compare.Row;
import io.goodflops.ledger.price.Pricing;
import io.goodflops.report.text.Phrase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** A comparison as an Excel workbook. Text is text: no cell holds a formula. */
final class CompareWorkbook {
  /** Excel's own limit of a cell's length. */
  private static final int LONGEST = 32_767;

  private static final int REPLACEMENT = 0xfffd;
  private static final String VERSION = "01.0000";

  private CompareWorkbook() {}

  static void write(Comparison comparison, CompareExtras extras, CompareView view, Path file)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        Workbook book = new Workbook(out, "GoodFLOPS", VERSION)) {
      book.setGlobalDefaultFont("Microsoft YaHei", 10);
      figures(book, comparison, view);
      differences(book, view);
      summary(book, view);
      extras.pricing().ifPresent(pricing -> prices(book, comparison, pricing));
    }
  }

  private static void prices(Workbook book, Comparison comparison, Pricing pricing) {
    Worksheet sheet = book.newWorksheet("Prices 价格");
    List<String> heads = PriceTable.heads();
    for (int i = 0; i < heads.size(); i++) {
      text(sheet, 0, i, heads.get(i));
    }
    bold(sheet, heads.size());
    int line = 1;
    for (List<Object> row : PriceTable.rows(comparison, pricing)) {
      for (int i = 0; i < row.size(); i++) {
        if (row.get(i) instanceof Double number) {
          sheet.value(line, i, number);
        } else if (row.get(i) != null) {
          text(sheet, line, i, row.get(i).toString());
        }
      }
      line++;
    }
    sheet.freezePane(1, 1);
    sheet.width(0, 44);
  }

  private static void figures(Workbook book, Comparison comparison, CompareView view) {
    Worksheet sheet = book.newWorksheet("Figures 数据");
    heads(
        sheet,
        List.of(
            CompareWords.WORKLOAD,
            Words.DEVICE,
            Words.MODEL,
            CompareWords.RUN,
            new Phrase("Effective TFLOP/s", "有效 TFLOP/s"),
            new Phrase("low", "下限"),
            new Phrase("high", "上限"),
            new Phrase("GB/s", "带宽 GB/s"),
            new Phrase("ratio", "比值"),
            new Phrase("low", "下限"),
            new Phrase("high", "上限"),
            Words.VERDICT));
    int line = 1;
    for (Row row : comparison.rows()) {
      for (int i = 0; i < row.cells().size(); i++) {
        figures(sheet, line++, row, row.cells().get(i), view.devices().get(i));
      }
    }
    sheet.freezePane(1, 1);
    sheet.width(0, 44);
    sheet.width(2, 30);
    sheet.width(3, 30);
    sheet.width(11, 60);
  }

  private static void figures(
      Worksheet sheet, int line, Row row, Cell cell, CompareView.Device device) {
    text(sheet, line, 0, CompareViews.name(row));
    text(sheet, line, 1, device.tag() + " " + device.id());
    text(sheet, line, 2, device.model());
    text(sheet, line, 3, device.run());
    Optional<CaseFigures> figures = cell.subject().map(CaseFigures::of);
    figures
        .flatMap(CaseFigures::flops)
        .ifPresent(
            f -> {
              sheet.value(line, 4, f.value() / 1e12);
              sheet.value(line, 5, f.low() / 1e12);
              sheet.value(line, 6, f.high() / 1e12);
            });
    figures.flatMap(CaseFigures::bytes).ifPresent(f -> sheet.value(line, 7, f.value() / 1e9));
    cell.ratio().map(PlainRatio::value).ifPresent(value -> sheet.value(line, 8, value));
    cell.ratio()
        .flatMap(PlainRatio::estimate)
        .map(Ratio::two95)
        .ifPresent(
            interval -> {
              sheet.value(line, 9, interval.low());
              sheet.value(line, 10, interval.high());
            });
    text(sheet, line, 11, both(CompareViews.verdict(cell)));
  }

  private static void differences(Workbook book, CompareView view) {
    Worksheet sheet = book.newWorksheet("Not alike 差异");
    text(sheet, 0, 0, both(CompareWords.ASPECT));
    sheet.width(0, 34);
    for (int i = 0; i < view.devices().size(); i++) {
      CompareView.Device device = view.devices().get(i);
      text(sheet, 0, i + 1, device.tag() + " " + device.model() + " " + device.id());
      sheet.width(i + 1, 30);
    }
    bold(sheet, view.devices().size() + 1);
    int line = 1;
    for (List<CompareView.Aspect> aspects : List.of(view.differing(), view.alike())) {
      for (CompareView.Aspect aspect : aspects) {
        text(sheet, line, 0, both(aspect.name()));
        for (int i = 0; i < aspect.values().size(); i++) {
          text(sheet, line, i + 1, both(aspect.values().get(i)));
        }
        line++;
      }
      line++; // a blank line before what is alike
    }
    sheet.freezePane(1, 1);
  }

  private static void summary(Workbook book, CompareView view) {
    Worksheet sheet = book.newWorksheet("Verdicts 结论");
    heads(
        sheet,
        List.of(
            Words.DEVICE,
            CompareWords.FASTER_COUNT,
            CompareWords.EQUIVALENT_COUNT,
            CompareWords.SLOWER_COUNT,
            CompareWords.INCONCLUSIVE_COUNT,
            CompareWords.NO_VERDICT_COUNT,
            CompareWords.COVERED,
            CompareWords.GEOMETRIC));
    int line = 1;
    for (CompareView.Line each : view.lines()) {
      text(sheet, line, 0, each.tag() + " " + each.model());
      List<String> counts =
          List.of(each.wins(), each.ties(), each.losses(), each.inconclusive(), each.undecided());
      for (int i = 0; i < counts.size(); i++) {
        if (!counts.get(i).isEmpty()) {
          sheet.value(line, i + 1, Integer.parseInt(counts.get(i)));
        }
      }
      text(sheet, line, 6, both(each.coverage()));
      text(sheet, line, 7, both(each.geometric()));
      line++;
    }
    sheet.width(0, 34);
    sheet.width(7, 50);
  }

  private static void heads(Worksheet sheet, List<Phrase> heads) {
    for (int i = 0; i < heads.size(); i++) {
      text(sheet, 0, i, both(heads.get(i)));
    }
    bold(sheet, heads.size());
  }

  private static void bold(Worksheet sheet, int columns) {
    sheet.range(0, 0, 0, columns - 1).style().bold().wrapText(true).set();
  }

  private static String both(Phrase phrase) {
    return phrase.en().equals(phrase.zh()) ? phrase.en() : phrase.en() + " · " + phrase.zh();
  }

  /** XML 1.0 knows no other control characters, and Excel cuts what is longer. */
  private static void text(Worksheet sheet, int line, int column, String text) {
    StringBuilder legal = new StringBuilder();
    text.codePoints()
        .map(c -> Character.isISOControl(c) || (c >= 0xd800 && c <= 0xdfff) ? REPLACEMENT : c)
        .map(c -> c == 0xfffe || c == 0xffff ? REPLACEMENT : c)
        .forEach(legal::appendCodePoint);
    sheet.value(
        line, column, legal.length() > LONGEST ? legal.substring(0, LONGEST) : legal.toString());
  }
}
