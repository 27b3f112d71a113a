package io.goodflops.tck;

import io.goodflops.spi.DevicePlugin;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The conformance kit. It runs in one process, in the calling thread, and replaces {@link
 * System#out} and {@link System#err} while it runs; a plugin that crashes, hangs or ends the
 * process takes the kit with it, so whoever does not trust the plugin gives it a process of its
 * own.
 */
public final class Kit {
  private Kit() {}

  /**
   * Checks a plugin. No exception of the plugin comes out of here.
   *
   * @param listener hears of each finding as soon as it is there, in the order {@link
   *     Rule#CAUSES_FIRST}
   */
  public static KitReport check(
      DevicePlugin plugin, KitOptions options, Consumer<Finding> listener) {
    return checkAloud(plugin, options, listener::accept);
  }

  /** Like {@link #check}, for someone who wants to hear more than findings. */
  public static KitReport checkAloud(
      DevicePlugin plugin, KitOptions options, KitListener listener) {
    long start = System.nanoTime();
    Map<Rule, Finding> findings = new EnumMap<>(Rule.class);
    try (Quiet quiet = new Quiet()) {
      Subject subject = new Subject(plugin, options, quiet, listener);
      boolean surveyed = false;
      for (Rule rule : inOrder(options)) {
        subject.begin(rule);
        Finding finding = find(rule, subject);
        findings.put(rule, finding);
        List<Coverage> coverage = subject.coverage();
        if (!surveyed && !coverage.isEmpty()) {
          surveyed = true;
          quiet.aside(() -> listener.surveyed(coverage));
        }
        quiet.aside(() -> listener.found(finding));
      }
      return new KitReport(
          said(plugin::name),
          said(plugin::version),
          said(() -> subject.info().id()),
          List.copyOf(findings.values()),
          subject.coverage(),
          System.nanoTime() - start);
    }
  }

  private static List<Rule> inOrder(KitOptions options) {
    List<Rule> rules = new ArrayList<>(options.rules());
    rules.sort(Rule.CAUSES_FIRST);
    return rules;
  }

  private static Finding find(Rule rule, Subject subject) {
    Optional<Check> check = Checks.of(rule);
    if (check.isEmpty()) {
      return new Finding.NotVerified(rule, rule.whyNotChecked().orElse(""));
    }
    try {
      return new Finding.Passed(rule, check.get().run(subject));
    } catch (Breach e) {
      return new Finding.Failed(rule, e.getMessage(), e.where());
    } catch (Unverified e) {
      return new Finding.NotVerified(rule, e.getMessage());
    } catch (Throwable e) {
      // vendor code may throw anything
      String when = subject.attempt().map(last -> ", at " + last.step()).orElse("");
      return new Finding.Failed(
          rule,
          "the plugin threw " + Calls.describe(e) + when,
          subject.attempt().map(Subject.Attempt::where));
    }
  }

  private static String said(Supplier<String> question) {
    try {
      return Optional.ofNullable(question.get()).orElse("");
    } catch (Throwable e) {
      return "";
    }
  }
}
