package io.goodflops.engine.check;

import io.goodflops.engine.check.CheckMessage.Kind;
import io.goodflops.engine.check.RuleFinding.Repeats;
import io.goodflops.engine.check.RuleFinding.Verdict;
import io.goodflops.engine.check.RuleFinding.Where;
import io.goodflops.tck.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Whether what broke breaks again when it is checked alone in a fresh process, as the command does
 * that is shown with it. A plugin that keeps something from rule to rule may pass then.
 */
final class Repetition {
  /** All repetitions together; a plugin that breaks everything is not checked twice. */
  private static final double MOST_SECONDS = 60;

  private static final double LEAST_SECONDS = 2;

  private final CheckRequest request;
  private final Optional<String> device;
  private final Path work;
  private final CheckProgress progress;
  private final DoubleSupplier elapsedSeconds;

  Repetition(
      CheckRequest request,
      Optional<String> device,
      Path work,
      CheckProgress progress,
      DoubleSupplier elapsedSeconds) {
    this.request = request;
    this.device = device;
    this.work = work;
    this.progress = progress;
    this.elapsedSeconds = elapsedSeconds;
  }

  /** What came of those that could be tried. */
  Map<Rule, Repeats> of(List<RuleFinding> findings) throws IOException, InterruptedException {
    Map<Rule, Repeats> repeats = new EnumMap<>(Rule.class);
    double end =
        Math.min(
            request.timeout().toMillis() / 1000.0, elapsedSeconds.getAsDouble() + MOST_SECONDS);
    for (RuleFinding finding : findings) {
      Rule rule = Rule.valueOf(finding.rule());
      double left = end - elapsedSeconds.getAsDouble();
      if (worthwhile(finding, rule)
          && left >= LEAST_SECONDS
          && finding.elapsedNanos() < left * 5e8) {
        repeats.put(rule, alone(finding, rule, left));
      }
    }
    return repeats;
  }

  private boolean worthwhile(RuleFinding finding, Rule rule) {
    return finding.verdict() == Verdict.FAIL
        && rule != Rule.P9
        && request.wider(rule, finding.where().map(Where::opKind));
  }

  private Repeats alone(RuleFinding finding, Rule rule, double left)
      throws IOException, InterruptedException {
    progress.begins(rule.id() + " again, alone,");
    Set<String> kinds = finding.where().map(Where::opKind).map(Set::of).orElse(request.opKinds());
    Verdict[] verdict = {Verdict.NOT_VERIFIED};
    boolean[] begun = {false};
    int exit =
        new CheckProcess(request.plugin(), work.resolve("again-" + rule.id()))
            .run(
                device,
                List.of(rule.id()),
                request.withOpKinds(kinds),
                left,
                Duration.ofMillis((long) (1000 * left)),
                message -> {
                  boolean mine = message.rule().equals(rule.id());
                  begun[0] |= mine && message.kind() == Kind.BEGINS;
                  if (mine && message.kind() == Kind.FOUND) {
                    verdict[0] = message.verdict().orElse(Verdict.NOT_VERIFIED);
                  }
                },
                progress::tick);
    if (verdict[0] == Verdict.PASS) {
      return Repeats.AFTER_OTHERS;
    }
    boolean died = begun[0] && exit != 0 && verdict[0] == Verdict.NOT_VERIFIED;
    return verdict[0] == Verdict.FAIL || died ? Repeats.ALONE : Repeats.UNTRIED;
  }
}
