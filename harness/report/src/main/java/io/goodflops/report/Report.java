package io.goodflops.report;

import io.goodflops.report.chart.Charts;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Writes everything a reader of a closed run wants: page, charts and table. */
public final class Report {
  /** What a JVM without fonts throws are errors, not exceptions. */
  private static final Phrase NO_DRAWING =
      new Phrase(
          "Charts were not drawn (%s): this machine has no usable fonts. Install them (apt-get"
              + " install fontconfig fonts-dejavu-core) and run 'goodflops report' again.",
          "未能绘制图表（%s）：本机没有可用字体。请安装后重新运行 goodflops report："
              + "apt-get install fontconfig fonts-dejavu-core。");

  private Report() {}

  /**
   * Writes {@code report.html}, {@code cases.csv} and {@code charts/} into a directory. The same
   * record gives the same bytes, pictures in PNG aside.
   *
   * @return what could not be drawn and how to mend it; empty if all went well
   * @throws IOException if a file cannot be written
   */
  public static List<Phrase> write(RunRecord run, Path directory) throws IOException {
    System.setProperty("java.awt.headless", "true");
    List<Phrase> warnings = new ArrayList<>();
    Path folder = Files.createDirectories(directory.resolve("charts"));
    ChartPair ledger = pair(run, Charts::ledgerSvg, warnings);
    ChartPair categories = pair(run, Charts::categoriesSvg, warnings);
    ChartPair roofline = pair(run, Charts::rooflineSvg, warnings);
    writeSvg(folder, "ledger", ledger);
    writeSvg(folder, "roofline", roofline);
    Files.writeString(
        directory.resolve("report.html"),
        HtmlPage.of(PageViews.of(run, ledger, categories, roofline)));
    Files.write(directory.resolve("cases.csv"), CasesCsv.of(run));
    for (Lang lang : Lang.values()) {
      writePng(folder, "ledger", lang, () -> new Charts(run).ledgerPng(lang), warnings);
      writePng(folder, "roofline", lang, () -> new Charts(run).rooflinePng(lang), warnings);
    }
    return warnings.stream().distinct().toList();
  }

  private static ChartPair pair(
      RunRecord run,
      java.util.function.BiFunction<Charts, Lang, String> chart,
      List<Phrase> warnings) {
    Function<Lang, String> draw = lang -> chart.apply(new Charts(run), lang);
    return attempt(() -> new ChartPair(draw.apply(Lang.EN), draw.apply(Lang.ZH)), warnings)
        .orElse(ChartPair.NONE);
  }

  private static void writeSvg(Path folder, String name, ChartPair chart) throws IOException {
    if (chart.drawn()) {
      write(folder.resolve(name + Lang.EN.fileSuffix() + ".svg"), chart.en());
      write(folder.resolve(name + Lang.ZH.fileSuffix() + ".svg"), chart.zh());
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void writePng(
      Path folder, String name, Lang lang, Supplier<byte[]> drawing, List<Phrase> warnings)
      throws IOException {
    java.util.Optional<byte[]> bytes = attempt(drawing, warnings);
    if (bytes.isPresent()) {
      Files.write(folder.resolve(name + lang.fileSuffix() + ".png"), bytes.get());
    }
  }

  /** Font support fails with InternalError, NoClassDefFoundError or UnsatisfiedLinkError. */
  @SuppressWarnings("CatchingThrowable")
  private static <T> java.util.Optional<T> attempt(Supplier<T> drawing, List<Phrase> warnings) {
    try {
      return java.util.Optional.of(drawing.get());
    } catch (LinkageError | InternalError | RuntimeException e) {
      warnings.add(NO_DRAWING.with(e.getClass().getSimpleName()));
    } catch (Error e) {
      if (e instanceof VirtualMachineError) {
        throw e;
      }
      warnings.add(NO_DRAWING.with(e.getClass().getSimpleName()));
    }
    return java.util.Optional.empty();
  }
}
