package io.goodflops.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import gg.jte.output.StringOutput;
import io.goodflops.ledger.compare.Cell;
import io.goodflops.ledger.compare.Comparison;
import io.goodflops.ledger.compare.Row;
import io.goodflops.report.chart.Charts;
import io.goodflops.report.chart.CompareCharts;
import io.goodflops.report.chart.ComparePanel;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes everything a reader of a comparison wants: page, charts, workbook and table. */
public final class CompareReport {
  /** The page's file name. */
  public static final String PAGE = "compare.html";

  private CompareReport() {}

  /**
   * Writes {@code compare.html}, {@code compare.csv}, {@code compare.xlsx} and {@code charts/} into
   * a directory; with prices {@code prices.csv} as well.
   *
   * @param extras of the same comparison
   * @param toolVersion of what writes it
   * @return what could not be drawn and how to mend it; empty if all went well
   * @throws IOException if a file cannot be written
   */
  public static List<Phrase> write(
      Comparison comparison, CompareExtras extras, String toolVersion, Path directory)
      throws IOException {
    System.setProperty("java.awt.headless", "true");
    List<Phrase> warnings = new ArrayList<>();
    Optional<CompareCharts> charts =
        Report.attempt(Charts::probe, Report.NO_DRAWING, warnings)
            .flatMap(
                fonts -> Report.attempt(() -> charts(comparison), Report.DRAWING_FAILED, warnings));
    Path folder = Files.createDirectories(directory.resolve("charts"));
    ChartPair shares = pair(charts, CompareCharts::sharesSvg, warnings);
    ChartPair absolute = pair(charts, CompareCharts::absoluteSvg, warnings);
    Report.writeSvg(folder, "compare-share", shares);
    Report.writeSvg(folder, "compare-absolute", absolute);
    for (Map.Entry<String, byte[]> picture : pictures(charts, warnings).entrySet()) {
      Files.write(folder.resolve(picture.getKey() + ".png"), picture.getValue());
    }
    CompareView view = CompareViews.of(comparison, extras, shares, absolute, toolVersion);
    StringOutput page = new StringOutput(1 << 18);
    HtmlPage.engine().render("compare.jte", view, page);
    Files.write(directory.resolve(PAGE), page.toString().getBytes(UTF_8));
    Files.write(directory.resolve("compare.csv"), CompareCsv.of(comparison));
    CompareWorkbook.write(comparison, extras, view, directory.resolve("compare.xlsx"));
    if (extras.pricing().isPresent()) {
      Files.write(
          directory.resolve("prices.csv"), PriceTable.csv(comparison, extras.pricing().get()));
    }
    return warnings;
  }

  private static CompareCharts charts(Comparison comparison) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < comparison.columns().size(); i++) {
      labels.add(CompareViews.tag(i) + " " + comparison.columns().get(i).device().model());
    }
    List<ComparePanel> panels = new ArrayList<>();
    for (Row row : comparison.rows()) {
      panels.addAll(
          ComparePanel.of(
              CompareViews.name(row), labels, row.cells().stream().map(Cell::subject).toList()));
    }
    return new CompareCharts(
        panels,
        comparison.columns().stream().map(c -> c.run().evidence()).collect(Collectors.toSet()));
  }

  /** A chart in one language. */
  private interface Drawn<T> {
    T in(CompareCharts charts, Lang lang);
  }

  private static ChartPair pair(
      Optional<CompareCharts> charts, Drawn<String> chart, List<Phrase> warnings) {
    return charts
        .flatMap(
            c ->
                Report.attempt(
                    () -> new ChartPair(chart.in(c, Lang.EN), chart.in(c, Lang.ZH)),
                    Report.DRAWING_FAILED,
                    warnings))
        .orElse(ChartPair.NONE);
  }

  private static Map<String, byte[]> pictures(
      Optional<CompareCharts> charts, List<Phrase> warnings) {
    Map<String, byte[]> pictures = new TreeMap<>();
    for (Lang lang : Lang.values()) {
      picture(charts, "compare-share", CompareCharts::sharesPng, lang, pictures, warnings);
      picture(charts, "compare-absolute", CompareCharts::absolutePng, lang, pictures, warnings);
    }
    return pictures;
  }

  private static void picture(
      Optional<CompareCharts> charts,
      String name,
      Drawn<byte[]> chart,
      Lang lang,
      Map<String, byte[]> pictures,
      List<Phrase> warnings) {
    charts
        .flatMap(c -> Report.attempt(() -> chart.in(c, lang), Report.DRAWING_FAILED, warnings))
        .ifPresent(bytes -> pictures.put(name + lang.fileSuffix(), bytes));
  }
}
