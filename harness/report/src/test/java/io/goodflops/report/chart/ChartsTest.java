package io.goodflops.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.report.SampleRun;
import io.goodflops.report.text.Lang;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ChartsTest {
  @Test
  void draws() throws Exception {
    Charts charts = new Charts(SampleRun.mixed());
    Path out = Files.createDirectories(Path.of("target/look"));
    for (Lang lang : Lang.values()) {
      Files.writeString(out.resolve("ledger" + lang.fileSuffix() + ".svg"), charts.ledgerSvg(lang));
      Files.writeString(
          out.resolve("cat" + lang.fileSuffix() + ".svg"), charts.categoriesSvg(lang));
      Files.write(out.resolve("ledger" + lang.fileSuffix() + ".png"), charts.ledgerPng(lang));
      Files.write(out.resolve("roof" + lang.fileSuffix() + ".png"), charts.rooflinePng(lang));
      Files.writeString(out.resolve("roof" + lang.fileSuffix() + ".svg"), charts.rooflineSvg(lang));
    }
    assertThat(out).isNotEmptyDirectory();
  }
}
