package io.goodflops.tck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BrokenLaunchRulesTest extends BreaksOneRule {
  private static final String LETTERS = "KQT";

  BrokenLaunchRulesTest() {
    super(LETTERS);
  }

  @Test
  void noRuleIsLeftOut() {
    assertThat(checkedRules())
        .allMatch(
            rule -> (BrokenDeviceRulesTest.LETTERS + LETTERS).indexOf(rule.id().charAt(0)) >= 0);
  }
}
