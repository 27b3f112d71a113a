package io.goodflops.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "cpu:0, cpu:0, true",
    "cpu:*, cpu:0, true",
    "cpu:*, cpu:0/1t, true",
    "CPU:0, cpu:0, true",
    "cpu:?, cpu:0, true",
    "cpu:?, cpu:10, false",
    "cpu:0, cpu:0/1t, false",
    "c.u:0, cpu:0, false",
    "*, anything, true"
  })
  void matchesWholeNames(String glob, String name, boolean matches) {
    assertThat(Glob.matches(glob, name)).isEqualTo(matches);
  }
}
