package io.goodflops.engine.run;

import io.goodflops.engine.calibrate.CalibrationPass;
import io.goodflops.engine.child.ClassArchive;
import io.goodflops.engine.host.HostFacts;
import io.goodflops.engine.measure.ForkRun;
import io.goodflops.engine.measure.StepCheck;
import io.goodflops.engine.plan.Case;
import io.goodflops.engine.plan.SuiteFiles;
import io.goodflops.engine.probe.Probe;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.Journal;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.suite.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * One sitting of a run: calibrate, measure in rounds, calibrate. Everything goes to the journal.
 */
final class Session {
  private static final double SPARE_SECONDS_PER_FORK = 1.5;
  private static final int PILOT_FORKS = 15;

  private final JournalEntry.Start start;
  private final RunFolder folder;
  private final List<Probe.Device> devices;
  private final Policy policy;
  private final Journal journal;
  private final StoppingRule stopping;
  private final Progress progress;
  private final Map<String, CaseBook> books = new LinkedHashMap<>();
  private final Map<String, TogetherBook> together;
  private final Calibrations calibrations;
  private final ForkOrders orders;
  private final HostFacts host = HostFacts.watch();
  private final long startNanos = System.nanoTime();
  private long earlierNanos;
  private boolean budgetSpent;

  Session(
      JournalEntry.Start start,
      RunFolder folder,
      List<Probe.Device> devices,
      List<Case> cases,
      Journal journal,
      StoppingRule stopping,
      Progress progress,
      List<JournalEntry> earlier) {
    this.start = start;
    this.folder = folder;
    this.devices = devices;
    this.policy = SuiteFiles.parse(start.suite().name(), start.suiteJson()).suite().policy();
    this.journal = journal;
    this.stopping = stopping;
    this.progress = progress;
    cases.forEach(planned -> books.put(planned.id(), new CaseBook(planned, policy.minForks())));
    this.calibrations =
        new Calibrations(start, policy, folder, devices, books.values(), journal, progress);
    this.orders = new ForkOrders(start, policy);
    this.together =
        start.together() ? TogetherBook.of(books.values(), policy.minForks()) : Map.of();
    earlier.forEach(this::replay);
  }

  private void replay(JournalEntry entry) {
    if (entry instanceof JournalEntry.Forked fork && books.containsKey(fork.caseId())) {
      books.get(fork.caseId()).add(fork);
      earlierNanos += fork.fork().wallNanos();
    } else if (entry instanceof JournalEntry.Together round
        && together.containsKey(round.shape())) {
      together.get(round.shape()).add(round);
      earlierNanos += round.wallNanos();
    } else if (entry instanceof JournalEntry.Calibrated calibrated) {
      calibrations.replay(calibrated.pass());
      earlierNanos += calibrated.pass().nanosSpent();
    }
  }

  OpenRun measure(long probeNanos) throws IOException {
    calibrations.run(CalibrationPass.BEFORE);
    rounds();
    adapt();
    calibrations.run(CalibrationPass.AFTER);
    progress.phase("closing the books");
    folder.clean();
    return new OpenRun(
        new Closing(start, devices, books, together.values(), calibrations.passes(), host)
            .record(earlierNanos + System.nanoTime() - startNanos + probeNanos, probeNanos),
        folder.path());
  }

  /**
   * The pilot: every case once, then every case again, each round in an order of its own. What is
   * to run on all devices at once does so after each round, so that a machine that changes in the
   * course of a run changes both.
   */
  private void rounds() throws IOException {
    for (int round = 0; round < policy.minForks(); round++) {
      for (List<CaseBook> turn : turns(round)) {
        next(turn, round);
      }
      for (TogetherBook book : together.values()) {
        if (book.missing() > 0 && book.rounds() <= round) {
          next(book);
        }
      }
      calibrations.again(missing() > 0);
    }
  }

  /** Asks the stopping rule once for each case and runs what it wants, as far as time allows. */
  private void adapt() throws IOException {
    if (policy.maxForks() <= policy.minForks()) {
      return;
    }
    for (List<CaseBook> turn : turns(0)) {
      List<CaseBook> piloted =
          turn.stream()
              .filter(book -> book.forks() >= PILOT_FORKS && book.outcome() == Outcome.MEASURED)
              .toList();
      int needed = piloted.stream().mapToInt(this::forksNeeded).max().orElse(0);
      piloted.forEach(book -> book.want(Math.min(needed, policy.maxForks())));
    }
    for (int round = policy.minForks(); round < policy.maxForks(); round++) {
      for (List<CaseBook> turn : turns(round)) {
        next(turn, round);
      }
      calibrations.again(missing() > 0);
    }
  }

  private int forksNeeded(CaseBook book) {
    return stopping.forksNeeded(book.forkMeansNanos(), start.settings().precision());
  }

  private void next(TogetherBook book) throws IOException {
    if (!fits(book.expectedSeconds())) {
      book.stop();
      return;
    }
    TogetherRound round = new TogetherRound(book, orders, folder);
    progress.forkStarted(round.name(), done(), done() + missing(), etaSeconds());
    JournalEntry.Together entry = round.run(Duration.ofSeconds(start.forkTimeoutSeconds()));
    journal.append(entry);
    book.add(entry);
    round.clean(folder);
    progress.forkEnded(round.name(), round.words());
  }

  private boolean fits(double seconds) {
    boolean fits =
        usedSeconds() + seconds + calibrations.reservedSeconds()
            <= start.settings().budgetSeconds();
    if (!fits && !budgetSpent) {
      budgetSpent = true;
      progress.phase("the budget is used up, what does not fit any more is left out");
    }
    return fits;
  }

  /** All of them or none, so that what is held against each other has as many forks. */
  private void next(List<CaseBook> turn, int round) throws IOException {
    List<CaseBook> due =
        turn.stream().filter(book -> book.missing() > 0 && book.forks() <= round).toList();
    if (due.isEmpty()) {
      return;
    }
    boolean fits = fits(due.stream().mapToDouble(this::expectedSeconds).sum());
    for (CaseBook book : due) {
      if (fits) {
        fork(book);
      } else {
        leaveOut(book);
      }
    }
  }

  private void leaveOut(CaseBook book) throws IOException {
    if (!book.isEmpty()) {
      book.want(book.forks());
      return;
    }
    String reason =
        String.format(
            Locale.ROOT,
            "not run: the budget of %.0f s is used up (--budget)",
            start.settings().budgetSeconds());
    book.skip(reason);
    journal.append(
        new JournalEntry.Skipped(JournalEntry.Skipped.TYPE, book.planned().id(), reason));
  }

  private void fork(CaseBook book) throws IOException {
    Case planned = book.planned();
    progress.forkStarted(planned.id(), done(), done() + missing(), etaSeconds());
    Duration timeout = Duration.ofSeconds(start.forkTimeoutSeconds());
    Optional<StepCheck.Checked> checked = Optional.empty();
    if (book.isEmpty() && planned.shape().workload() instanceof ProgramWorkload program) {
      StepCheck.Checked found = check(planned, program, timeout);
      if (found.outcome() != Outcome.MEASURED) {
        ForkRun.Judged none = ForkRun.Judged.notTimed(found);
        add(book, none, OptionalLong.empty());
        progress.forkEnded(planned.id(), ForkWords.of(planned, none));
        return;
      }
      checked = Optional.of(found);
    }
    Path work = folder.work(planned.id() + "-" + book.forks());
    ForkRun.Judged judged =
        new ForkRun(planned.device().plugin(), planned.device().own(), timeout)
            .run(book.forks(), planned.id(), orders.alone(book, work), progress::sample);
    OptionalLong spared = OptionalLong.empty();
    if (checked.isPresent()) {
      spared = OptionalLong.of(checked.get().bytesSpared());
      judged = judged.after(checked.get());
    }
    add(book, judged, spared);
    Outcome outcome = judged.fork().outcome();
    if (outcome == Outcome.MEASURED) {
      ClassArchive.makeFrom(work);
    }
    folder.close(work, outcome);
    progress.forkEnded(planned.id(), ForkWords.of(planned, judged));
    calibrations.run(CalibrationPass.BEFORE);
  }

  /** A step that does not pass is never timed. */
  private StepCheck.Checked check(Case planned, ProgramWorkload program, Duration timeout)
      throws IOException {
    Path work = folder.work(planned.id() + "-check");
    StepCheck.Checked checked =
        new StepCheck(planned.device().plugin(), planned.device().own(), timeout)
            .run(program, planned.shape().lane(), start.seed() ^ planned.id().hashCode(), work);
    folder.close(work, checked.outcome());
    return checked;
  }

  private void add(CaseBook book, ForkRun.Judged judged, OptionalLong bytesSpared)
      throws IOException {
    JournalEntry.Forked entry =
        new JournalEntry.Forked(
            JournalEntry.Forked.TYPE,
            book.planned().id(),
            judged.implementation(),
            judged.fork(),
            judged.verification(),
            judged.suspect(),
            bytesSpared);
    journal.append(entry);
    book.add(entry);
  }

  /**
   * The cases of a round, in an order of its own. A candidate's comes beside the one that it is
   * held against, before it in every other round.
   */
  private List<List<CaseBook>> turns(int round) {
    List<CaseBook> order = new ArrayList<>(books.values());
    Collections.shuffle(order, new Random(start.seed() + round));
    Map<String, List<CaseBook>> turns = new LinkedHashMap<>();
    for (CaseBook book : order) {
      String work = book.planned().shapeId() + "@" + book.planned().device().own();
      turns.computeIfAbsent(work, key -> new ArrayList<>()).add(book);
    }
    Comparator<CaseBook> candidateLast =
        Comparator.comparing(book -> book.planned().device().record().baselineId().isPresent());
    turns
        .values()
        .forEach(turn -> turn.sort(round % 2 == 0 ? candidateLast : candidateLast.reversed()));
    return List.copyOf(turns.values());
  }

  private double expectedSeconds(CaseBook book) {
    double average = book.averageForkSeconds();
    return average > 0 ? average : policy.minTimedSeconds() + SPARE_SECONDS_PER_FORK;
  }

  private double usedSeconds() {
    return (earlierNanos + System.nanoTime() - startNanos) / 1e9;
  }

  private int done() {
    return books.values().stream().mapToInt(CaseBook::forks).sum()
        + together.values().stream().mapToInt(TogetherBook::rounds).sum();
  }

  private int missing() {
    return books.values().stream().mapToInt(CaseBook::missing).sum()
        + together.values().stream().mapToInt(TogetherBook::missing).sum();
  }

  private double etaSeconds() {
    double forks = 0;
    for (CaseBook book : books.values()) {
      forks += book.missing() * expectedSeconds(book);
    }
    for (TogetherBook book : together.values()) {
      forks += book.missing() * book.expectedSeconds();
    }
    return Math.min(
        forks + calibrations.reservedSeconds(),
        Math.max(0, start.settings().budgetSeconds() - usedSeconds()));
  }
}
