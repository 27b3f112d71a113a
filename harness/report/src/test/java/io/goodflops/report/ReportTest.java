package io.goodflops.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReportTest {
  @Test
  void writesAll() throws Exception {
    assertThat(Report.write(SampleRun.mixed(), Path.of("target/look"))).isEmpty();
  }
}
