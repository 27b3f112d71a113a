package io.goodflops.report;

import static io.goodflops.report.SampleComparison.gemm;
import static io.goodflops.report.SampleComparison.run;
import static io.goodflops.report.SampleComparison.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.ledger.compare.Comparison;
import io.goodflops.ledger.price.Pricing;
import io.goodflops.ledger.price.Weighing;
import io.goodflops.report.text.Lang;
import io.goodflops.result.Prices;
import io.goodflops.result.Profile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceReportTest {
  private static final String HOSTILE = "=1+1<img src=x>\u0000\u202e";

  @TempDir private Path folder;

  private static Comparison comparison() {
    return Comparison.of(
        List.of(
            run("base", "Chip One", gemm("gemm-a", 0.6), gemm("gemm-b", 0.6)),
            run("other", HOSTILE, gemm("gemm-a", 0.8), wrong("gemm-b"))),
        0,
        device -> true,
        0.02);
  }

  private static CompareExtras extras(Comparison comparison) {
    Prices prices =
        new Prices(
            Optional.of("CNY"),
            Optional.of("2026-11-28"),
            Optional.of("<b>lab</b>"),
            OptionalDouble.of(4),
            OptionalDouble.of(8000),
            OptionalDouble.of(0.5),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            List.of(
                new Prices.Offer(
                    List.of("*"),
                    List.of(
                        new Prices.Item(
                            HOSTILE.replace("\u0000", ""),
                            OptionalDouble.of(64000),
                            OptionalDouble.empty(),
                            Optional.empty(),
                            Optional.empty())),
                    OptionalDouble.empty(),
                    Optional.empty())));
    Profile profile =
        new Profile(
            "mix",
            Optional.of("Mix <i>"),
            Optional.empty(),
            "counted <u>",
            List.of(
                new Profile.Part(
                    "gemm-a", Optional.empty(), OptionalDouble.of(12), Optional.of("layers <u>")),
                new Profile.Part(
                    "gemm-b", Optional.empty(), OptionalDouble.of(1), Optional.empty())));
    Pricing pricing = Pricing.of(comparison, prices, "ab".repeat(32));
    return new CompareExtras(
        Optional.of(pricing),
        Optional.of(Weighing.of(comparison, profile, "cd".repeat(32), Optional.of(pricing))));
  }

  @Test
  void pageTableAndWorkbookSayWhatIsKnownAndWhatIsMissing() throws IOException {
    Comparison comparison = comparison();
    CompareReport.write(comparison, extras(comparison), "0.1.0", folder);
    String page = Files.readString(folder.resolve("compare.html"));
    assertThat(page)
        .contains("Price and energy", "价格与能耗", "line items", "采购项")
        .contains("not computed: missing tariffPerKwh, pue, idleWatts, measured power")
        .contains("未计算：缺少电价", "without electricity: missing", "Hours without work")
        .contains("not computed: missing a sound figure", "not computed: missing gemm-b")
        .contains("&lt;b&gt;lab", "Mix &lt;i&gt;", "counted &lt;u&gt;", "layers &lt;u&gt;")
        .doesNotContain("<img src=x", "\u0000", "\u202e", "NaN", "Infinity", "%%", "<b>lab");
    List<String> lines = Files.readAllLines(folder.resolve("prices.csv"));
    assertThat(lines).hasSize(1 + 2 * 2);
    assertThat(lines.get(1)).startsWith("gemm-a,").contains("TARIFF PUE IDLE_POWER");
    assertThat(lines.get(4)).contains("FIGURE");
    assertThat(lines).noneMatch(line -> line.matches("(.*,)?[=@].*"));
    try (ZipFile book = new ZipFile(folder.resolve("compare.xlsx").toFile())) {
      String all =
          new String(
              book.getInputStream(book.getEntry("xl/worksheets/sheet4.xml")).readAllBytes(),
              StandardCharsets.UTF_8);
      assertThat(all).contains("<v>").doesNotContain("<f>");
    }
  }

  @Test
  void theTerminalSaysItInALine() {
    Comparison comparison = comparison();
    List<String> lines = PriceSummary.lines(comparison, extras(comparison), Lang.EN);
    assertThat(lines).anyMatch(line -> line.matches(".*gemm-a.* A: Total: not computed.*"));
    assertThat(lines).anyMatch(line -> line.contains("; line items "));
    assertThat(lines).anyMatch(line -> line.startsWith("  B: not computed: missing gemm-b"));
    assertThat(lines)
        .noneMatch(line -> line.chars().anyMatch(Character::isISOControl))
        .noneMatch(line -> line.contains("\u202e"));
    assertThat(PriceSummary.lines(comparison, CompareExtras.NONE, Lang.ZH)).isEmpty();
  }
}
