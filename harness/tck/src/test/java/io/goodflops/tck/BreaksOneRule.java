package io.goodflops.tck;

import static io.goodflops.tck.Failures.failed;
import static io.goodflops.tck.Failures.failures;
import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.DevicePlugin;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A plugin that breaks one rule, by rule: two classes, so that they can be tested side by side. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BreaksOneRule {
  private static final Map<Rule, DevicePlugin> BROKEN = BrokenPlugins.all();

  private final String letters;

  /**
   * Tests a part of the rules.
   *
   * @param letters what their ids begin with
   */
  BreaksOneRule(String letters) {
    this.letters = letters;
  }

  static Stream<Rule> checkedRules() {
    return Arrays.stream(Rule.values()).filter(rule -> rule.whyNotChecked().isEmpty());
  }

  Stream<Rule> rules() {
    return checkedRules().filter(rule -> letters.indexOf(rule.id().charAt(0)) >= 0);
  }

  @AfterEach
  void dropWhatWasLeaked() {
    BrokenDevices.LEAKED.clear();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void failsThatRuleAlone(Rule rule) {
    KitReport report = Kit.check(BROKEN.get(rule), KitOptions.all(), finding -> {});
    assertThat(failed(report)).as("%s", failures(report)).containsExactly(rule);
    assertThat(report.conforms()).isEqualTo(rule.level() == Level.SHOULD);
  }
}
