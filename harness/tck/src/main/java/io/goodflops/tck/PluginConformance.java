package io.goodflops.tck;

import io.goodflops.spi.DevicePlugin;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The kit as JUnit tests: a vendor extends it, says which plugin, and gets one test for each rule,
 * named {@code K3 MUST ...}.
 *
 * <p>A broken MUST fails. A broken SHOULD and a rule that could not be verified are shown as
 * aborted, with the evidence or the reason. A plugin that does not answer fails the rule it does so
 * in, by name and with the op; the rules after it are aborted. One that crashes or ends the process
 * takes the tests with it: {@code goodflops plugin check} says in which rule and op.
 */
public abstract class PluginConformance {

  /** The plugin under test. */
  protected abstract DevicePlugin plugin();

  /** What to look at; everything, unless overridden. */
  protected KitOptions options() {
    return KitOptions.all();
  }

  /** How long one rule may take before the plugin counts as hung; generous for slow devices. */
  protected Duration longestRule() {
    return Duration.ofMinutes(3);
  }

  @TestFactory
  Stream<DynamicTest> rules() throws InterruptedException {
    return GuardedKit.check(plugin(), options(), longestRule()).stream()
        .map(finding -> DynamicTest.dynamicTest(finding.rule().toString(), () -> show(finding)));
  }

  /** A failure begins with the rule's number: Maven's console shows it without the test's name. */
  private static void show(Finding finding) {
    if (finding instanceof Finding.Failed failed) {
      String rule = finding.rule().id() + ": ";
      String text =
          rule + failed.text() + failed.where().map(where -> " (" + where + ")").orElse("");
      if (finding.breaksConformance()) {
        Assertions.fail(text);
      }
      Assumptions.abort("SHOULD " + text);
    }
    if (finding instanceof Finding.NotVerified) {
      Assumptions.abort("not verified: " + finding.text());
    }
  }
}
