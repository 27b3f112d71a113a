package io.goodflops.report;

import static io.goodflops.report.SampleComparison.gemm;
import static io.goodflops.report.SampleComparison.run;
import static io.goodflops.report.SampleComparison.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.ledger.compare.Comparison;
import io.goodflops.report.text.Lang;
import io.goodflops.result.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareReportTest {
  private static final RunRecord BASE =
      run("base", "Chip One", gemm("gemm-a", 0.6), gemm("gemm-b", 0.6), gemm("gemm-c", 0.6));
  private static final RunRecord OTHER =
      run("other", "Chip Two", gemm("gemm-a", 0.8), gemm("gemm-b", 0.4), wrong("gemm-c"));

  @TempDir private Path folder;

  private static Comparison compare(RunRecord... runs) {
    return Comparison.of(List.of(runs), 0, device -> true, 0.02);
  }

  @Test
  void thePageSaysWhatDiffersBeforeItSaysWhoIsFaster() throws IOException {
    assertThat(CompareReport.write(compare(BASE, OTHER), CompareExtras.NONE, "0.1.0", folder))
        .isEmpty();
    String page = Files.readString(folder.resolve("compare.html"));
    assertThat(page)
        .containsSubsequence(
            "Not like for like", "Chip Two", "Verdicts by device", "Workload by workload")
        .contains("v-FASTER", "v-SLOWER", "result wrong", "结果错误", "更快", "2 of 3", "3 of 3")
        .doesNotContain("NaN", "Infinity", "%%", "<link", "@import", "src=\"http");
    assertThat(page.indexOf("Geometric mean")).isGreaterThan(page.indexOf("Verdicts by device"));
  }

  @Test
  void theTableForProgramsHasALineForEachCell() throws IOException {
    CompareReport.write(compare(BASE, OTHER), CompareExtras.NONE, "0.1.0", folder);
    List<String> lines = Files.readAllLines(folder.resolve("compare.csv"));
    assertThat(lines).hasSize(1 + 3 * 2);
    assertThat(lines.get(2)).contains(",FASTER,").contains("bootstrap-t");
    assertThat(lines.get(4)).contains(",SLOWER,");
    assertThat(lines.get(6)).contains(",WRONG,");
  }

  @Test
  void theTerminalNamesDevicesDifferencesAndVerdicts() {
    List<String> lines = CompareSummary.lines(compare(BASE, OTHER), Lang.EN, 100);
    assertThat(lines).anyMatch(line -> line.matches("A  Chip One .* base  baseline"));
    assertThat(lines).anyMatch(line -> line.startsWith("  Driver differs: Chip One | Chip Two"));
    assertThat(lines).anyMatch(line -> line.matches("gemm-a .*×1\\.33\\d \\[1\\.3.*  faster"));
    assertThat(lines)
        .anyMatch(line -> line.startsWith("B ÷ A: faster on 1, slower on 1, equivalent on 0"));
    assertThat(CompareSummary.lines(compare(BASE, OTHER), Lang.ZH, 100))
        .anyMatch(line -> line.startsWith("B ÷ A：更快 1，更慢 1"));
  }

  @Test
  void fiftyRunsWithHostileNamesAreInert() throws Exception {
    List<RunRecord> runs = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String name = List.of(SampleRun.HOSTILE, "=1+1", "a\u0000|b`c", "@x\u202e").get(i % 4) + i;
      runs.add(run(name, name, gemm("gemm-a", 0.5), gemm(name.substring(0, 3), 0.5)));
    }
    Comparison comparison = compare(runs.toArray(new RunRecord[0]));
    CompareReport.write(comparison, CompareExtras.NONE, "0.1.0", folder);
    String page = Files.readString(folder.resolve("compare.html"));
    assertThat(page)
        .doesNotContain("<script>alert", "<img src=x", "\u0000", "\u202e")
        .contains("&lt;script&gt;alert(1)", ">AX</b>");
    assertThat(Files.size(folder.resolve("compare.html"))).isLessThan(2_000_000);
    for (String chart : List.of("compare-share", "compare-absolute.zh")) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(folder.resolve("charts/" + chart + ".svg").toFile());
    }
    try (ZipFile book = new ZipFile(folder.resolve("compare.xlsx").toFile())) {
      String all =
          book.stream()
              .filter(entry -> entry.getName().endsWith(".xml"))
              .map(
                  entry -> {
                    try {
                      return new String(
                          book.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  })
              .collect(Collectors.joining());
      assertThat(all).contains("=1+1").doesNotContain("<f>", "<script>", "\u0000");
    }
    assertThat(Files.readAllLines(folder.resolve("compare.csv")))
        .noneMatch(line -> line.matches("(.*,)?[=@].*"));
    assertThat(CompareSummary.lines(comparison, Lang.EN, 100))
        .noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
  }
}
