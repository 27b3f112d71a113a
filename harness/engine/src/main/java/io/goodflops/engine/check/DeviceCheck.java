package io.goodflops.engine.check;

import io.goodflops.engine.check.RuleFinding.Repeats;
import io.goodflops.engine.check.RuleFinding.Verdict;
import io.goodflops.engine.check.RuleFinding.Where;
import io.goodflops.engine.child.ForkGuard;
import io.goodflops.engine.child.Words;
import io.goodflops.result.UserException;
import io.goodflops.tck.Level;
import io.goodflops.tck.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks one device, in as many processes as the plugin breaks. A rule that a process died of has
 * failed; a fresh process goes on with the rules after it.
 */
final class DeviceCheck {
  /** A plugin that dies each time would else take the longest time to say the least. */
  private static final int MOST_DEATHS = 4;

  /** Rules may be slow, but one that takes this share of the time will not come back. */
  private static final double RULE_SHARE = 0.25;

  private static final double LEAST_SECONDS = 1;

  private final CheckRequest request;
  private final Optional<String> device;
  private final Path work;
  private final CheckProgress progress;
  private final long startNanos = System.nanoTime();
  private final Map<Rule, RuleFinding> findings = new EnumMap<>(Rule.class);
  private final Set<Rule> open;
  private final List<Death> deaths = new ArrayList<>();
  private List<CoverageCell> coverage = List.of();
  private Optional<CheckMessage> printed = Optional.empty();
  private Optional<String> foreignLine = Optional.empty();
  private Optional<Path> foreignLog = Optional.empty();
  private Optional<String> incomplete = Optional.empty();
  private Optional<String> ended = Optional.empty();
  private int processes;
  private boolean everLoaded;

  // of the process that runs
  private Optional<Rule> current;
  private long currentSince;
  private Optional<CheckMessage> attempt = Optional.empty();
  private boolean started;
  private boolean done;
  private Optional<String> unloadable;
  private Optional<String> hangs;
  private long ownLogBytes;

  DeviceCheck(CheckRequest request, Optional<String> device, Path work, CheckProgress progress) {
    this.request = request;
    this.device = device;
    this.work = work;
    this.progress = progress;
    this.open = EnumSet.copyOf(request.rules());
    open.remove(Rule.P13);
    open.remove(Rule.P9);
    if (open.isEmpty()) {
      // both are about all others
      open.addAll(EnumSet.allOf(Rule.class));
      open.remove(Rule.P13);
    }
    open.add(Rule.P9);
  }

  DeviceFindings run() throws IOException, InterruptedException {
    while (!open.isEmpty()) {
      double left = seconds(request.timeout()) - elapsedSeconds();
      if (left < LEAST_SECONDS) {
        timeIsOver();
      } else if (deaths.size() == MOST_DEATHS) {
        leave("the plugin's process died " + MOST_DEATHS + " times");
      } else {
        process(left);
      }
    }
    new Repetition(request, device, work, progress, this::elapsedSeconds)
        .of(List.copyOf(findings.values()))
        .forEach((rule, how) -> findings.computeIfPresent(rule, (r, one) -> one.repeating(how)));
    closeP9();
    closeP13();
    boolean pointed = findings.values().stream().anyMatch(finding -> finding.log().isPresent());
    return new DeviceFindings(
        device.orElse(""),
        List.copyOf(findings.values()),
        coverage,
        deaths.size(),
        incomplete,
        pointed ? Optional.of(work.toString()) : Optional.empty(),
        System.nanoTime() - startNanos);
  }

  private void process(double secondsLeft) throws IOException, InterruptedException {
    current = Optional.empty();
    attempt = Optional.empty();
    currentSince = System.nanoTime();
    started = false;
    done = false;
    unloadable = Optional.empty();
    hangs = Optional.empty();
    ownLogBytes = Long.MAX_VALUE;
    processes++;
    CheckProcess process = new CheckProcess(request.plugin(), work.resolve("process-" + processes));
    int exit =
        process.run(
            device,
            open.stream().map(Rule::id).toList(),
            request,
            ruleSeconds(),
            Duration.ofMillis((long) (1000 * secondsLeft)),
            this::hear,
            progress::tick);
    Optional<Death> death = Optional.empty();
    if (unloadable.isPresent()) {
      cannotBeLoaded("the plugin cannot be loaded: " + unloadable.get(), Optional.empty());
    } else if (done) {
      leave("its process did not say what came of it");
    } else if (!started && exit != ForkGuard.DEADLINE_EXIT) {
      throw UserException.environment(
          "The process that checks does not start: "
              + process.log().firstForeignLine(0, false).orElse("exit code " + exit)
              + ".");
    } else if (exit == CheckChild.CANNOT_WRITE_EXIT) {
      throw UserException.environment("The folder " + work + " cannot be written to.");
    } else {
      death = death(exit, process);
      death.ifPresentOrElse(this::bury, this::timeIsOver);
    }
    boolean crashed = death.filter(one -> one.kind() == Death.Kind.CRASHED).isPresent();
    if (foreignLine.isEmpty()) {
      foreignLine = process.log().firstForeignLine(ownLogBytes, crashed);
      foreignLog = foreignLine.map(line -> process.log().file());
    }
  }

  /** Empty if the device's time was over while a rule was at work. */
  private Optional<Death> death(int exit, CheckProcess process) {
    if (hangs.isPresent()) {
      return Optional.of(Death.hangs(hangs.get(), process.log()));
    }
    boolean timeOver = elapsedSeconds() >= seconds(request.timeout()) - LEAST_SECONDS;
    if (exit == ForkGuard.DEADLINE_EXIT && timeOver) {
      double taken = (System.nanoTime() - currentSince) / 1e9;
      return taken < ruleSeconds()
          ? Optional.empty()
          : Optional.of(
              Death.hangs(
                  String.format(Locale.ROOT, "no answer for %.0f s", taken), process.log()));
    }
    return Optional.of(Death.of(exit, process.folder(), process.log()));
  }

  private void hear(CheckMessage message) {
    switch (message.kind()) {
      case STARTED -> {
        started = true;
        ownLogBytes = Math.min(ownLogBytes, Math.max(0, message.logBytes()));
      }
      case UNLOADABLE -> unloadable = Optional.of(Words.clean(message.text()));
      case SURVEYED -> {
        if (coverage.isEmpty()) {
          coverage = message.coverage().stream().map(CoverageCell::clean).toList();
        }
      }
      case HANGS -> hangs = Optional.of(Words.clean(message.text()));
      case DONE -> done = true;
      case BEGINS ->
          rule(message)
              .ifPresent(
                  rule -> {
                    everLoaded = true;
                    current = Optional.of(rule);
                    attempt = Optional.empty();
                    currentSince = System.nanoTime();
                    progress.begins(rule.id());
                  });
      case TRIES -> attempt = Optional.of(message);
      case FOUND -> rule(message).ifPresent(rule -> found(rule, message));
    }
  }

  /** Only what is still open: a child must not take a finding back. */
  private Optional<Rule> rule(CheckMessage message) {
    return open.stream().filter(rule -> rule.id().equals(message.rule())).findFirst();
  }

  private void found(Rule rule, CheckMessage message) {
    if (rule == Rule.P9) {
      printed = Optional.of(message);
      open.remove(rule);
    } else {
      settle(
          rule,
          message.verdict().orElse(Verdict.NOT_VERIFIED),
          Words.clean(message.text()),
          message.where().map(Where::clean),
          Optional.empty());
    }
  }

  private void bury(Death death) {
    String when =
        current
            .map(rule -> " while " + rule.id() + " was checked" + step())
            .orElse(" while the plugin was loaded");
    deaths.add(death);
    if (ended.isEmpty() && death.kind() == Death.Kind.ENDED) {
      ended = Optional.of(death.what() + when);
    }
    if (!everLoaded) {
      cannotBeLoaded(death.what() + when, Optional.of(death));
      return;
    }
    if (open.isEmpty()) {
      return;
    }
    Rule blamed =
        current
            .filter(open::contains)
            .orElseGet(() -> open.stream().min(Rule.CAUSES_FIRST).orElseThrow());
    settle(
        blamed,
        Verdict.FAIL,
        death.what() + when,
        attempt.flatMap(CheckMessage::where).map(Where::clean),
        Optional.of(death));
  }

  /** The call that the plugin did not come back from, as far as the kit told it. */
  private String step() {
    return attempt.map(last -> ", at its last " + Words.clean(last.text())).orElse("");
  }

  /** Loading is the first thing a plugin has to do: see P1. */
  private void cannotBeLoaded(String why, Optional<Death> death) {
    incomplete = Optional.of(why);
    if (open.contains(Rule.P1)) {
      settle(Rule.P1, Verdict.FAIL, why, Optional.empty(), death);
    }
    leave(why);
  }

  private void timeIsOver() {
    String why =
        String.format(
            Locale.ROOT,
            "the device's time was over after %.0f s (--timeout)",
            seconds(request.timeout()));
    incomplete = Optional.of(why);
    leave(why);
  }

  /** No rule is lost: those that get no turn say why. */
  private void leave(String why) {
    for (Rule rule : List.copyOf(open)) {
      if (rule == Rule.P9) {
        open.remove(rule);
      } else {
        settle(
            rule,
            Verdict.NOT_VERIFIED,
            rule.whyNotChecked().orElse(why),
            Optional.empty(),
            Optional.empty());
      }
    }
  }

  private void closeP9() {
    if (findings.containsKey(Rule.P9)) {
      return;
    }
    Optional<CheckMessage> failed =
        printed.filter(message -> message.verdict().equals(Optional.of(Verdict.FAIL)));
    if (failed.isPresent()) {
      settle(
          Rule.P9,
          Verdict.FAIL,
          Words.clean(failed.get().text()),
          Optional.empty(),
          Optional.empty());
    } else if (foreignLine.isPresent()) {
      tell(
          new RuleFinding(
              Rule.P9.id(),
              true,
              Rule.P9.wording(),
              Verdict.FAIL,
              "printed past Java's streams: " + foreignLine.get(),
              Optional.empty(),
              Repeats.UNTRIED,
              false,
              foreignLog.map(Path::toString),
              0));
    } else if (printed.isPresent()) {
      settle(
          Rule.P9,
          Verdict.PASS,
          "nothing was printed, neither by Java nor by native code",
          Optional.empty(),
          Optional.empty());
    } else {
      settle(
          Rule.P9,
          Verdict.NOT_VERIFIED,
          incomplete.orElse("the plugin's process died before the end of the check"),
          Optional.empty(),
          Optional.empty());
    }
  }

  private void closeP13() {
    if (ended.isPresent()) {
      settle(Rule.P13, Verdict.FAIL, ended.get(), Optional.empty(), Optional.empty());
    } else if (deaths.isEmpty() && incomplete.isEmpty()) {
      settle(
          Rule.P13,
          Verdict.PASS,
          "its process lived to the end of the check",
          Optional.empty(),
          Optional.empty());
    } else {
      settle(
          Rule.P13,
          Verdict.NOT_VERIFIED,
          incomplete.orElse("the plugin's process died otherwise"),
          Optional.empty(),
          Optional.empty());
    }
  }

  private void settle(
      Rule rule, Verdict verdict, String evidence, Optional<Where> where, Optional<Death> death) {
    open.remove(rule);
    boolean ran = current.equals(Optional.of(rule)) && verdict != Verdict.NOT_VERIFIED;
    tell(
        new RuleFinding(
            rule.id(),
            rule.level() == Level.MUST,
            rule.wording(),
            verdict,
            evidence,
            where,
            Repeats.UNTRIED,
            death.isPresent(),
            death.map(one -> one.log().toString()),
            ran ? System.nanoTime() - currentSince : 0));
  }

  private void tell(RuleFinding finding) {
    Rule rule = Rule.valueOf(finding.rule());
    if (request.rules().contains(rule)) {
      findings.put(rule, finding);
      progress.found(device.orElse(""), finding);
    }
  }

  private double ruleSeconds() {
    return RULE_SHARE * seconds(request.timeout());
  }

  private double elapsedSeconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
