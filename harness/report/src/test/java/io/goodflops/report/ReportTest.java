package io.goodflops.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.report.text.Lang;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReportTest {
  @Test
  void writesAll() throws Exception {
    assertThat(Report.write(SampleRun.mixed(), Path.of("target/look"))).isEmpty();
    for (Lang lang : Lang.values()) {
      Files.write(
          Path.of("target/look/term" + lang.fileSuffix() + ".txt"),
          TerminalSummary.lines(SampleRun.mixed(), lang, 110, false));
    }
    for (int i = 0; i < 3; i++) {
      long t = System.nanoTime();
      Report.write(SampleRun.large(1000), Path.of("target/large"));
      System.out.println(
          "LARGE "
              + (System.nanoTime() - t) / 1e9
              + " s "
              + Files.size(Path.of("target/large/report.html")));
    }
  }
}
