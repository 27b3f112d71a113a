package io.goodflops.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import gg.jte.output.StringOutput;
import io.goodflops.ledger.accept.Acceptance;
import io.goodflops.ledger.compare.Column;
import io.goodflops.ledger.compare.Ratio;
import io.goodflops.report.text.Lang;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.Json;
import io.goodflops.result.Tender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes an acceptance as a page for people and as JSON for programs. */
public final class AcceptReport {
  /** The page's file name. */
  public static final String PAGE = "accept.html";

  /** The other file's name. */
  public static final String JSON = "accept.json";

  private AcceptReport() {}

  /**
   * Writes both into a directory that is there.
   *
   * @param toolVersion of what writes it
   */
  public static void write(Acceptance acceptance, String toolVersion, Path directory)
      throws IOException {
    StringOutput page = new StringOutput(1 << 16);
    HtmlPage.engine().render("accept.jte", view(acceptance, toolVersion), page);
    Files.write(directory.resolve(PAGE), page.toString().getBytes(UTF_8));
    Json.write(directory.resolve(JSON), map(acceptance, toolVersion));
  }

  private static AcceptView view(Acceptance acceptance, String toolVersion) {
    Tender tender = acceptance.terms().tender();
    String title = tender.title().orElse(tender.tender());
    return new AcceptView(
        AcceptLine.title(acceptance),
        acceptance.ruling().name(),
        AcceptWords.of(acceptance.ruling()),
        new Phrase(title, tender.titleZh().orElse(title)),
        AcceptLine.counts(acceptance),
        AcceptLine.against(acceptance),
        AcceptLine.challenge(acceptance),
        acceptance.units().stream().map(AcceptReport::unit).toList(),
        acceptance.units().stream().allMatch(Column::real)
            ? List.of()
            : List.of(CompareWords.WARN_SIMULATED),
        AcceptLine.of(acceptance),
        toolVersion);
  }

  private static AcceptView.Unit unit(Column column) {
    return new AcceptView.Unit(
        CompareViews.tag(column.number() - 1),
        column.device().model(),
        column.device().id() + " \u00b7 " + Acceptance.unit(column),
        column.run().runId());
  }

  private static Map<String, Object> map(Acceptance acceptance, String toolVersion) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("ruling", acceptance.ruling().name());
    map.put("tender", acceptance.terms().tender().tender());
    map.put("tenderSha256", acceptance.terms().sha256());
    map.put("challenge", acceptance.terms().challenge());
    map.put("runs", acceptance.units().stream().map(u -> u.run().runId()).distinct().toList());
    map.put("toolVersion", toolVersion);
    map.put("tests", AcceptLine.of(acceptance).stream().map(AcceptReport::map).toList());
    return map;
  }

  private static Map<String, Object> map(AcceptLine line) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("ruling", line.ruling().name());
    map.put("kind", line.kind());
    map.put("unit", line.unit());
    map.put("test", line.test().in(Lang.EN));
    map.put("wanted", line.wanted().in(Lang.EN));
    map.put("found", line.found().in(Lang.EN));
    map.put("overNeeded", line.ratio().map(Ratio::value));
    map.put("overNeededLow", line.ratio().map(ratio -> ratio.two90().low()));
    map.put("overNeededHigh", line.ratio().map(ratio -> ratio.two90().high()));
    map.put("why", line.why().in(Lang.EN));
    return map;
  }
}
