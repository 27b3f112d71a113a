package io.goodflops.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.goodflops.report.chart.Charts;
import io.goodflops.report.chart.TogetherChart;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Writes everything a reader of a closed run wants: page, charts and table. */
public final class Report {
  static final Phrase NO_DRAWING =
      new Phrase(
          "Charts were not drawn (%s): this machine has no usable fonts. Install them (apt-get"
              + " install fontconfig fonts-dejavu-core) and run 'goodflops report' again.",
          "未能绘制图表（%s）：本机没有可用字体。请安装后重新运行 goodflops report："
              + "apt-get install fontconfig fonts-dejavu-core。");

  static final Phrase DRAWING_FAILED =
      new Phrase(
          "A chart was not drawn: GoodFLOPS failed (%s). Please report it together with run.json.",
          "有图表未能绘制：GoodFLOPS 出错（%s）。请附上 run.json 反馈此问题。");

  private Report() {}

  /**
   * Writes {@code report.html}, {@code cases.csv}, {@code ops.csv} if there are steps, and {@code
   * charts/} into a directory. The same record gives the same bytes, pictures in PNG aside.
   *
   * @return what could not be drawn and how to mend it; empty if all went well
   * @throws IOException if a file cannot be written
   */
  public static List<Phrase> write(RunRecord run, Path directory) throws IOException {
    System.setProperty("java.awt.headless", "true");
    List<Phrase> warnings = Collections.synchronizedList(new ArrayList<>());
    Optional<Charts> charts =
        attempt(Charts::probe, NO_DRAWING, warnings)
            .flatMap(fonts -> attempt(() -> new Charts(run), DRAWING_FAILED, warnings));
    // compressing four pictures takes as long as all the rest
    CompletableFuture<Map<String, byte[]>> pictures =
        CompletableFuture.supplyAsync(
            () -> charts.map(c -> pictures(c, warnings)).orElseGet(TreeMap::new));
    ChartPair ledger = pair(charts, Charts::ledgerSvg, warnings);
    ChartPair categories = pair(charts, Charts::categoriesSvg, warnings);
    ChartPair roofline = pair(charts, Charts::rooflineSvg, warnings);
    Path folder = Files.createDirectories(directory.resolve("charts"));
    writeSvg(folder, "ledger", ledger);
    writeSvg(folder, "roofline", roofline);
    List<StepView> steps =
        StepView.of(
            run, (step, name) -> pair(charts, (c, lang) -> c.stepSvg(step, name, lang), warnings));
    for (StepView step : steps) {
      writeSvg(folder, "step-" + step.number(), step.chart());
    }
    List<TogetherChart.Row> bars = TogetherRow.bars(run);
    ChartPair together =
        bars.isEmpty()
            ? ChartPair.NONE
            : pair(charts, (c, lang) -> c.togetherSvg(bars, lang), warnings);
    writeSvg(folder, "together", together);
    PageView view = PageViews.of(run, ledger, categories, roofline, steps, together);
    Files.write(directory.resolve("report.html"), HtmlPage.of(view).getBytes(UTF_8));
    Files.write(directory.resolve("cases.csv"), CasesCsv.of(run));
    byte[] ops = OpsCsv.of(run);
    if (ops.length > 0) {
      Files.write(directory.resolve("ops.csv"), ops);
    }
    for (Map.Entry<String, byte[]> picture : pictures.join().entrySet()) {
      Files.write(folder.resolve(picture.getKey() + ".png"), picture.getValue());
    }
    return warnings;
  }

  /** Loads fonts beside whatever the caller does next; a failure shows when something is drawn. */
  public static void prepare() {
    System.setProperty("java.awt.headless", "true");
    Thread loading =
        new Thread(() -> attempt(Charts::probe, NO_DRAWING, new ArrayList<>()), "fonts");
    loading.setDaemon(true);
    loading.start();
  }

  /** Why charts cannot be drawn on this machine and how to mend it; empty if they can. */
  public static Optional<Phrase> cannotDraw() {
    System.setProperty("java.awt.headless", "true");
    List<Phrase> warnings = new ArrayList<>();
    attempt(Charts::probe, NO_DRAWING, warnings);
    return warnings.stream().findFirst();
  }

  private static ChartPair pair(
      Optional<Charts> charts, BiFunction<Charts, Lang, String> draw, List<Phrase> warnings) {
    return charts
        .flatMap(
            c ->
                attempt(
                    () -> new ChartPair(draw.apply(c, Lang.EN), draw.apply(c, Lang.ZH)),
                    DRAWING_FAILED,
                    warnings))
        .orElse(ChartPair.NONE);
  }

  static void writeSvg(Path folder, String name, ChartPair chart) throws IOException {
    if (chart.drawn()) {
      Files.write(folder.resolve(name + Lang.EN.fileSuffix() + ".svg"), chart.en().getBytes(UTF_8));
      Files.write(folder.resolve(name + Lang.ZH.fileSuffix() + ".svg"), chart.zh().getBytes(UTF_8));
    }
  }

  private static Map<String, byte[]> pictures(Charts charts, List<Phrase> warnings) {
    Map<String, Supplier<byte[]>> drawings = new TreeMap<>();
    for (Lang lang : Lang.values()) {
      drawings.put("ledger" + lang.fileSuffix(), () -> charts.ledgerPng(lang));
      drawings.put("roofline" + lang.fileSuffix(), () -> charts.rooflinePng(lang));
    }
    Map<String, byte[]> drawn = new ConcurrentSkipListMap<>();
    drawings.entrySet().parallelStream()
        .forEach(
            drawing ->
                attempt(drawing.getValue(), DRAWING_FAILED, warnings)
                    .ifPresent(bytes -> drawn.put(drawing.getKey(), bytes)));
    return drawn;
  }

  /**
   * A JVM without fonts throws Error, InternalError, NoClassDefFoundError, UnsatisfiedLinkError.
   */
  static <T> Optional<T> attempt(Supplier<T> drawing, Phrase failure, List<Phrase> warnings) {
    try {
      return Optional.of(drawing.get());
    } catch (OutOfMemoryError | StackOverflowError e) {
      throw e;
    } catch (Exception | Error e) {
      if (warnings.isEmpty()) { // the first failure is the cause, the others follow from it
        warnings.add(failure.with(e.getClass().getSimpleName()));
      }
      return Optional.empty();
    }
  }
}
