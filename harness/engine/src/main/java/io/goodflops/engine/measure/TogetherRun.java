package io.goodflops.engine.measure;

import io.goodflops.engine.child.ChildAnswer;
import io.goodflops.engine.child.ChildJvm;
import io.goodflops.engine.child.ChildWatch;
import io.goodflops.engine.child.ForkGuard;
import io.goodflops.engine.child.RunningChild;
import io.goodflops.engine.plugin.PluginFolder;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.Json;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One fork on each of several devices, all at the same time. A fork that crashes, hangs or lies
 * costs its own result: the others are neither held up nor ended, and what they have timed counts
 * for as long as they were not alone.
 */
public final class TogetherRun {
  private static final Duration POLL = Duration.ofMillis(5);

  /** Time for the files of a child that was killed to be closed. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Getting ready, timing and closing may each take the time of one fork. */
  private static final int PHASES = 3;

  private final Duration deadline;

  /**
   * @param deadline longest time for each fork to get ready, to time its batches, and to close
   */
  public TogetherRun(Duration deadline) {
    this.deadline = deadline;
  }

  /** One of those that run together. */
  public record Rank(PluginFolder plugin, String device, ForkOrder order) {}

  /**
   * What came of one.
   *
   * @param overlapShare share of its timed batches' time in which all others were at work too; none
   *     if it timed nothing
   * @param waitNanos how long it kept the load up until the slowest was ready
   */
  public record Result(ForkRun.Judged judged, OptionalDouble overlapShare, long waitNanos) {}

  /** A rank while it runs. */
  private final class Player {
    private final Rank rank;
    private final ForkRun judge;
    private final Path folder;
    private final String startedAt = ForkRun.now();
    private final long startNanos = System.nanoTime();
    private Optional<RunningChild> child = Optional.empty();
    private boolean late;
    private boolean leftAlone;
    private long readyNanos;
    private long goNanos;
    private long timedNanos;
    private long endNanos;

    Player(Rank rank) {
      this.rank = rank;
      this.judge = new ForkRun(rank.plugin(), rank.device(), deadline);
      this.folder = Path.of(rank.order().folder());
    }

    void start(int atOnce) throws IOException {
      if (rank.plugin().seal().broken().isPresent()) {
        return;
      }
      Files.createDirectories(folder);
      Path order = folder.resolve("order.json");
      Json.write(order, rank.order());
      String jars =
          rank.plugin().jars().stream()
              .map(Path::toString)
              .collect(Collectors.joining(File.pathSeparator));
      child =
          Optional.of(
              ChildJvm.start(
                  TogetherChild.class,
                  List.of(order.toString(), jars, rank.device()),
                  rank.plugin(),
                  folder,
                  deadline.multipliedBy(PHASES),
                  atOnce));
    }

    boolean lives() {
      boolean lives = child.isPresent() && child.get().isAlive();
      if (!lives && endNanos == 0) {
        endNanos = System.nanoTime();
      }
      return lives;
    }

    boolean isReady() {
      if (readyNanos == 0 && TogetherSign.READY.isGiven(folder)) {
        readyNanos = System.nanoTime();
      }
      return readyNanos != 0;
    }

    boolean hasTimed() {
      if (timedNanos == 0 && TogetherSign.TIMED.isGiven(folder)) {
        timedNanos = System.nanoTime();
      }
      return timedNanos != 0;
    }

    void killAsLate() {
      late = true;
      child.ifPresent(RunningChild::kill);
    }

    ForkEnd end() {
      RunningChild ended = child.orElseThrow();
      Optional<ChildWatch.Verdict> killed = ended.verdict();
      boolean guard = ended.exitCode().equals(OptionalInt.of(ForkGuard.DEADLINE_EXIT));
      if (killed.isEmpty() && (late || guard)) {
        killed = Optional.of(ChildWatch.Verdict.TOO_LONG);
      }
      return new ForkEnd(killed, ended.limit(), ended.exitCode(), endNanos - startNanos);
    }

    long waitNanos() {
      return goNanos == 0 || readyNanos == 0 ? 0 : Math.max(0, goNanos - readyNanos);
    }
  }

  /**
   * Runs all of them to their ends, whatever those are.
   *
   * @param index of the round, from 0
   * @return in the order of the ranks
   */
  public List<Result> run(int index, List<Rank> ranks) throws IOException {
    List<Player> players = ranks.stream().map(Player::new).toList();
    try {
      for (Player player : players) {
        player.start(players.size());
      }
      conduct(players);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      for (Player player : players) {
        if (player.child.isPresent()) {
          player.child.get().close();
        }
      }
    }
    return results(index, players);
  }

  private void conduct(List<Player> players) throws IOException, InterruptedException {
    await(players, Player::isReady);
    List<Player> ready = players.stream().filter(p -> p.lives() && p.isReady()).toList();
    if (ready.size() > 1) {
      for (Player player : ready) {
        player.goNanos = System.nanoTime();
        TogetherSign.GO.give(player.folder);
      }
      await(ready, Player::hasTimed);
    }
    for (Player player : players) {
      if (player.lives()) {
        player.leftAlone = player.goNanos == 0;
        TogetherSign.STOP.give(player.folder);
      }
    }
    await(players, player -> false);
  }

  /** Until all have given the sign or have ended; who takes too long is ended. */
  private void await(List<Player> players, Predicate<Player> sign) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      // who gave the sign and then died has given it: so the sign is looked at first
      List<Player> awaited = players.stream().filter(p -> !sign.test(p) && p.lives()).toList();
      if (awaited.isEmpty()) {
        return;
      }
      if (System.nanoTime() - start > deadline.toNanos()) {
        for (Player player : awaited) {
          player.killAsLate();
          player.child.orElseThrow().await(PATIENCE);
          player.endNanos = System.nanoTime();
        }
        return;
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private List<Result> results(int index, List<Player> players) throws IOException {
    List<ForkRun.Judged> judged = new ArrayList<>();
    List<Optional<TogetherReport>> stretches = new ArrayList<>();
    for (Player player : players) {
      ForkRun.Judged one = judge(index, player);
      judged.add(one);
      // what a wrong or vanished one did beside the others is not known
      stretches.add(
          one.fork().outcome() == Outcome.MEASURED || one.fork().outcome() == Outcome.WRONG
              ? read(player)
              : Optional.empty());
    }
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < players.size(); i++) {
      results.add(
          new Result(judged.get(i), overlapShare(stretches, i), players.get(i).waitNanos()));
    }
    return results;
  }

  private static OptionalDouble overlapShare(List<Optional<TogetherReport>> stretches, int own) {
    if (stretches.get(own).isEmpty()) {
      return OptionalDouble.empty();
    }
    List<TogetherReport> others = new ArrayList<>();
    for (int i = 0; i < stretches.size(); i++) {
      if (i != own) {
        others.add(stretches.get(i).orElse(new TogetherReport(List.of(), List.of())));
      }
    }
    return OptionalDouble.of(TogetherReport.overlapShare(stretches.get(own).get(), others));
  }

  private static Optional<TogetherReport> read(Player player) {
    try {
      return Optional.of(
          ChildAnswer.read(player.folder.resolve(TogetherReport.FILE), TogetherReport.class));
    } catch (IOException e) {
      // vendor code shares the process that wrote it: then nobody knows when it was at work
      return Optional.empty();
    }
  }

  private static ForkRun.Judged judge(int index, Player player) throws IOException {
    if (player.child.isEmpty()) {
      return player.judge.changed(index, player.rank.order(), player.startedAt);
    }
    if (player.leftAlone && player.end().exitCode().equals(OptionalInt.of(0))) {
      return ForkRun.Judged.leftAlone(
          index, player.rank.order(), player.startedAt, player.endNanos - player.startNanos);
    }
    return player.judge.judged(
        index,
        player.rank.order(),
        player.startedAt,
        player.end(),
        report -> ClockBounds.disputeBesideOthers(report, player.timedNanos - player.goNanos));
  }
}
