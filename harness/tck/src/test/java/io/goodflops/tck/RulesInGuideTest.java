package io.goodflops.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guide shows the rules as they are worded in the code. */
class RulesInGuideTest {
  private static final Path GUIDE = Path.of("..", "..", "docs", "PLUGIN_GUIDE.md");

  @Test
  void theGuideHasEveryRuleAndNoOther() throws IOException {
    List<String> rows =
        Files.readAllLines(GUIDE).stream()
            .filter(line -> line.matches("\\| [A-Z]\\d+ \\|.*"))
            .toList();
    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(Rule.values()).map(RulesInGuideTest::row).toList());
  }

  private static String row(Rule rule) {
    return String.format(
        "| %s | %s | %s | %s |",
        rule.id(), rule.level(), rule.wording(), rule.whyNotChecked().isEmpty() ? "kit" : "—");
  }
}
