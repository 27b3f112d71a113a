package io.goodflops.engine.check;

import io.goodflops.engine.check.CheckMessage.Kind;
import io.goodflops.engine.check.RuleFinding.Verdict;
import io.goodflops.engine.check.RuleFinding.Where;
import io.goodflops.engine.child.ForkGuard;
import io.goodflops.engine.child.PluginLoader;
import io.goodflops.engine.child.Words;
import io.goodflops.result.Json;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.tck.Circumstance;
import io.goodflops.tck.Coverage;
import io.goodflops.tck.Finding;
import io.goodflops.tck.Kit;
import io.goodflops.tck.KitListener;
import io.goodflops.tck.KitOptions;
import io.goodflops.tck.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs the kit over one plugin, in a process of its own. Argument: the order's file. */
final class CheckChild {
  /** Exit code of a child that cannot tell what it found. */
  static final int CANNOT_WRITE_EXIT = 74;

  private final CheckOrder order;
  private final MessageFile messages;
  private final RuleClock clock;

  private CheckChild(CheckOrder order) {
    this.order = order;
    this.messages = new MessageFile(Path.of(order.messages()));
    this.clock = RuleClock.start(messages, order.ruleSeconds());
  }

  public static void main(String[] arguments) throws IOException {
    ForkGuard.arm();
    try {
      new CheckChild(Json.read(Path.of(arguments[0]), CheckOrder.class)).check();
    } catch (UncheckedIOException e) {
      Runtime.getRuntime().halt(CANNOT_WRITE_EXIT);
    }
    // threads that the vendor left must not keep the process
    Runtime.getRuntime().halt(0);
  }

  private void check() throws IOException {
    // what the JVM says when it starts is not the plugin's
    messages.append(CheckMessage.started(Files.size(Path.of(order.log()))));
    DevicePlugin plugin;
    try {
      plugin = PluginLoader.load(order.jars().stream().map(Path::of).toList());
    } catch (PluginLoader.PluginDefect e) {
      messages.append(CheckMessage.of(Kind.UNLOADABLE, "", Words.clean(e.getMessage())));
      return;
    }
    Kit.checkAloud(plugin, options(), new Telling());
    messages.append(CheckMessage.of(Kind.DONE, "", ""));
  }

  private KitOptions options() {
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    order.rules().forEach(rule -> rules.add(Rule.valueOf(rule)));
    return new KitOptions(rules, Set.copyOf(order.opKinds()), order.device(), order.seed());
  }

  private final class Telling implements KitListener {
    @Override
    public void begins(Rule rule) {
      messages.append(CheckMessage.of(Kind.BEGINS, rule.id(), ""));
      clock.begins(rule.id());
    }

    @Override
    public void tries(Rule rule, String step, Circumstance where) {
      messages.append(CheckMessage.tries(rule.id(), step, where(where)));
    }

    @Override
    public void surveyed(List<Coverage> coverage) {
      messages.append(
          CheckMessage.surveyed(
              coverage.stream()
                  .map(
                      one ->
                          new CoverageCell(
                              one.opKind(),
                              one.dtype().name(),
                              one.lane().name(),
                              one.compiled(),
                              one.asked(),
                              one.refusals().stream().map(Words::clean).toList()))
                  .toList()));
    }

    @Override
    public void found(Finding finding) {
      Optional<Where> where =
          finding instanceof Finding.Failed failed
              ? failed.where().map(CheckChild::where)
              : Optional.empty();
      messages.append(
          CheckMessage.found(
              finding.rule().id(), verdict(finding), Words.clean(finding.text()), where));
    }
  }

  private static Where where(Circumstance one) {
    return new Where(
        Words.clean(one.op()),
        one.opKind(),
        one.lane().name(),
        Words.clean(one.pattern()),
        one.seed());
  }

  private static Verdict verdict(Finding finding) {
    if (finding instanceof Finding.Passed) {
      return Verdict.PASS;
    }
    return finding instanceof Finding.Failed ? Verdict.FAIL : Verdict.NOT_VERIFIED;
  }
}
