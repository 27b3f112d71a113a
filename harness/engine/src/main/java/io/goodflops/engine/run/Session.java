package io.goodflops.engine.run;

import io.goodflops.engine.calibrate.Calibration;
import io.goodflops.engine.calibrate.CalibrationOrder;
import io.goodflops.engine.calibrate.CalibrationPass;
import io.goodflops.engine.child.ClassArchive;
import io.goodflops.engine.host.HostFacts;
import io.goodflops.engine.measure.ForkOrder;
import io.goodflops.engine.measure.ForkRun;
import io.goodflops.engine.measure.StepCheck;
import io.goodflops.engine.measure.TogetherRun;
import io.goodflops.engine.measure.WorkMessage;
import io.goodflops.engine.plan.Case;
import io.goodflops.engine.plan.SuiteFiles;
import io.goodflops.engine.probe.Probe;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.Journal;
import io.goodflops.result.Seeds;
import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Program;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.suite.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One sitting of a run: calibrate, measure in rounds, calibrate. Everything goes to the journal.
 */
final class Session {
  private static final double SPARE_SECONDS_PER_FORK = 1.5;

  /** A pass of calibration may take this share of the budget. */
  private static final double CALIBRATION_SHARE = 0.06;

  private static final int PILOT_FORKS = 15;

  /** Each keeps the times of all ops of its step in the record. */
  private static final int MOST_TRACED_FORKS = 5;

  private static final int WORKING_SETS = 8;
  private static final double HURRIED_SECONDS = 60;
  private static final long RECALIBRATE_NANOS = 15_000_000_000L;

  private final JournalEntry.Start start;
  private final RunFolder folder;
  private final List<Probe.Device> devices;
  private final Policy policy;
  private final Journal journal;
  private final StoppingRule stopping;
  private final Progress progress;
  private final Map<String, CaseBook> books = new LinkedHashMap<>();
  private final Map<String, TogetherBook> together;
  private final List<CalibrationPass> passes = new ArrayList<>();
  private final HostFacts host = HostFacts.watch();
  private final long startNanos = System.nanoTime();
  private long earlierNanos;
  private long lastCalibrationNanos;
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
      passes.add(calibrated.pass());
      earlierNanos += calibrated.pass().nanosSpent();
    }
  }

  OpenRun measure(long probeNanos) throws IOException {
    calibrate(CalibrationPass.BEFORE);
    rounds();
    adapt();
    calibrate(CalibrationPass.AFTER);
    progress.phase("closing the books");
    folder.clean();
    return new OpenRun(
        new Closing(start, devices, books, together.values(), passes, host)
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
      for (CaseBook book : shuffled(round)) {
        if (book.missing() > 0 && book.forks() <= round) {
          next(book);
        }
      }
      for (TogetherBook book : together.values()) {
        if (book.missing() > 0 && book.rounds() <= round) {
          next(book);
        }
      }
      calibrateAgain();
    }
  }

  /** Asks the stopping rule once for each case and runs what it wants, as far as time allows. */
  private void adapt() throws IOException {
    if (policy.maxForks() <= policy.minForks()) {
      return;
    }
    for (CaseBook book : books.values()) {
      if (book.forks() >= PILOT_FORKS && book.outcome() == Outcome.MEASURED) {
        int needed = stopping.forksNeeded(book.forkMeansNanos(), start.settings().precision());
        book.want(Math.min(needed, policy.maxForks()));
      }
    }
    for (int round = policy.minForks(); round < policy.maxForks(); round++) {
      for (CaseBook book : shuffled(round)) {
        if (book.missing() > 0 && book.forks() <= round) {
          next(book);
        }
      }
      calibrateAgain();
    }
  }

  private void next(TogetherBook book) throws IOException {
    if (fits(book.expectedSeconds())) {
      together(book);
    } else {
      book.stop();
    }
  }

  private boolean fits(double seconds) {
    boolean fits = usedSeconds() + seconds + reservedSeconds() <= start.settings().budgetSeconds();
    if (!fits && !budgetSpent) {
      budgetSpent = true;
      progress.phase("the budget is used up, what does not fit any more is left out");
    }
    return fits;
  }

  private void next(CaseBook book) throws IOException {
    if (!fits(expectedSeconds(book))) {
      if (book.isEmpty()) {
        String reason =
            String.format(
                Locale.ROOT,
                "not run: the budget of %.0f s is used up (--budget)",
                start.settings().budgetSeconds());
        book.skip(reason);
        journal.append(
            new JournalEntry.Skipped(JournalEntry.Skipped.TYPE, book.planned().id(), reason));
      } else {
        book.want(book.forks());
      }
      return;
    }
    fork(book);
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
    ForkOrder order =
        order(
            planned,
            Seeds.ofFork(start.seed(), planned.id(), book.forks()),
            book.isEmpty() ? Optional.of(second(planned)) : Optional.empty(),
            book.forks() < MOST_TRACED_FORKS,
            book.launchesBefore(),
            work);
    ForkRun.Judged judged =
        new ForkRun(planned.device().plugin(), planned.device().record().id(), timeout)
            .run(book.forks(), planned.id(), order, progress::sample);
    OptionalLong spared = OptionalLong.empty();
    if (checked.isPresent()) {
      spared = OptionalLong.of(checked.get().bytesSpared());
      judged = judged.after(checked.get());
    }
    add(book, judged, spared);
    Outcome outcome = judged.fork().outcome();
    if (outcome == Outcome.MEASURED) {
      ClassArchive.makeFrom(work);
    } else if (outcome != Outcome.UNSUPPORTED) {
      folder.keepLogs(work);
    }
    RunFolder.delete(work);
    progress.forkEnded(planned.id(), ForkWords.of(planned, judged));
    calibrate(CalibrationPass.BEFORE);
  }

  private ForkOrder order(
      Case planned,
      long seed,
      Optional<Pattern> second,
      boolean tracesSteps,
      OptionalInt launches,
      Path work) {
    return new ForkOrder(
        threads(planned.device()),
        WorkMessage.of(planned.shape().workload()),
        planned.shape().lane(),
        planned.shape().pattern(),
        seed,
        second,
        tracesSteps,
        launches,
        policy.minBatches(),
        policy.minBatchSeconds(),
        policy.minTimedSeconds(),
        policy.maxWarmupSeconds(),
        start.forkTimeoutSeconds() / (policy.minBatches() + 8.0),
        work.toString());
  }

  /** One fork on each device, all at the same time. */
  private void together(TogetherBook book) throws IOException {
    List<Case> members = book.members().stream().map(CaseBook::planned).toList();
    String name =
        book.shape()
            + "@"
            + members.stream()
                .map(planned -> planned.device().record().id())
                .collect(Collectors.joining("+"));
    progress.forkStarted(name, done(), done() + missing(), etaSeconds());
    List<TogetherRun.Rank> ranks = new ArrayList<>();
    List<Path> work = new ArrayList<>();
    for (Case planned : members) {
      Path folderOfRank = folder.work(planned.id() + "-together-" + book.rounds());
      work.add(folderOfRank);
      long seed = Seeds.ofForkTogether(start.seed(), planned.id(), book.rounds());
      ranks.add(
          new TogetherRun.Rank(
              planned.device().plugin(),
              planned.device().record().id(),
              order(planned, seed, Optional.empty(), false, OptionalInt.empty(), folderOfRank)));
    }
    List<TogetherRun.Result> results =
        new TogetherRun(Duration.ofSeconds(start.forkTimeoutSeconds())).run(book.rounds(), ranks);
    List<JournalEntry.Together.Rank> entries = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      ForkRun.Judged judged = results.get(i).judged();
      entries.add(
          new JournalEntry.Together.Rank(
              members.get(i).id(),
              ranks.get(i).device(),
              judged.fork(),
              judged.verification(),
              judged.suspect(),
              results.get(i).overlapShare(),
              results.get(i).waitNanos()));
      words.add(ForkWords.of(members.get(i), judged));
    }
    JournalEntry.Together round =
        new JournalEntry.Together(JournalEntry.Together.TYPE, book.shape(), entries);
    journal.append(round);
    book.add(round);
    for (int i = 0; i < results.size(); i++) {
      Outcome outcome = results.get(i).judged().fork().outcome();
      if (outcome != Outcome.MEASURED && outcome != Outcome.UNSUPPORTED) {
        folder.keepLogs(work.get(i));
      }
      RunFolder.delete(work.get(i));
    }
    progress.forkEnded(name, String.join(" + ", words));
  }

  /** A step that does not pass is never timed. */
  private StepCheck.Checked check(Case planned, ProgramWorkload program, Duration timeout)
      throws IOException {
    Path work = folder.work(planned.id() + "-check");
    StepCheck.Checked checked =
        new StepCheck(planned.device().plugin(), planned.device().record().id(), timeout)
            .run(program, planned.shape().lane(), start.seed() ^ planned.id().hashCode(), work);
    if (checked.outcome() != Outcome.MEASURED && checked.outcome() != Outcome.UNSUPPORTED) {
      folder.keepLogs(work);
    }
    RunFolder.delete(work);
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

  /** Inputs of the second look, which the first fork of a case takes. */
  private static Pattern second(Case planned) {
    return planned.op().filter(MatMul.class::isInstance).isPresent()
        ? Pattern.EXACT
        : Pattern.RANDOM;
  }

  /**
   * Compute ceilings once more, if the last look was some time ago and cases are still to come: a
   * neighbour on the same core can halve a rate for minutes, and a ceiling is the most ever seen.
   */
  private void calibrateAgain() throws IOException {
    if (missing() > 0 && System.nanoTime() - lastCalibrationNanos > RECALIBRATE_NANOS) {
      calibrate(CalibrationPass.BETWEEN);
    }
  }

  /**
   * A ceiling is worth its time once there is something to compare with it. Whether a device can do
   * a case shows in the case's first fork, so the first pass comes after the first fork that ended
   * well.
   */
  private boolean measures(String device) {
    return books.values().stream()
        .anyMatch(
            book ->
                book.planned().device().record().id().equals(device)
                    && !book.isEmpty()
                    && book.outcome() == Outcome.MEASURED);
  }

  private void calibrate(String phase) throws IOException {
    boolean between = phase.equals(CalibrationPass.BETWEEN);
    for (Probe.Device device : devices) {
      String id = device.record().id();
      boolean known =
          passes.stream().anyMatch(pass -> pass.device().equals(id) && pass.phase().equals(phase));
      if ((known && !between) || !measures(id)) {
        continue;
      }
      progress.phase("calibrating " + id);
      Path work = folder.work("calibration-" + id + "-" + phase);
      CalibrationOrder order =
          new CalibrationOrder(
              device.plugin().jars().stream().map(Path::toString).toList(),
              id,
              threads(device),
              modes(id),
              between ? List.of() : workingSets(device),
              inAHurry() ? 0.008 : 0.04,
              Math.min(20, Math.max(2, CALIBRATION_SHARE * start.settings().budgetSeconds())),
              start.seed() + phase.hashCode(),
              work.toString());
      try {
        CalibrationPass pass =
            new Calibration(device.plugin(), Duration.ofSeconds(start.forkTimeoutSeconds()))
                .run(order, phase);
        journal.append(new JournalEntry.Calibrated(JournalEntry.Calibrated.TYPE, pass));
        passes.add(pass);
        lastCalibrationNanos = System.nanoTime();
        if (pass.compute().isEmpty()) {
          folder.keepLogs(work);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } finally {
        RunFolder.delete(work);
      }
    }
  }

  /** Compute modes of the device's cases. */
  private List<CalibrationOrder.Mode> modes(String device) {
    Set<CalibrationOrder.Mode> modes = new LinkedHashSet<>();
    for (CaseBook book : books.values()) {
      if (book.planned().device().record().id().equals(device)) {
        for (MatMul product : products(book.planned())) {
          modes.add(
              new CalibrationOrder.Mode(product.storage(), product.compute(), product.output()));
        }
      }
    }
    if (modes.isEmpty()) {
      modes.add(
          new CalibrationOrder.Mode(
              DType.FP32, io.goodflops.spi.Compute.strict(DType.FP32), DType.FP32));
    }
    return List.copyOf(modes);
  }

  private static List<MatMul> products(Case planned) {
    List<Op> ops =
        planned.shape().workload() instanceof ProgramWorkload work
            ? work.step().program().steps().stream().map(Program.Step::op).toList()
            : planned.op().stream().toList();
    return ops.stream().filter(MatMul.class::isInstance).map(MatMul.class::cast).toList();
  }

  /** From 16 KiB to 256 MiB, in a hurry from 128 KiB to 16 MiB, up to an eighth of the memory. */
  private List<Long> workingSets(Probe.Device device) {
    long limit = device.record().memoryBytes().orElse(1L << 40) / 8;
    int factor = inAHurry() ? 2 : 4;
    List<Long> sizes = new ArrayList<>();
    long size = inAHurry() ? 128L << 10 : 16L << 10;
    for (int i = 0; i < WORKING_SETS && size <= limit; i++, size *= factor) {
      sizes.add(size);
    }
    return sizes;
  }

  /** Whether the suite wants an answer in seconds. */
  private boolean inAHurry() {
    return policy.budgetSeconds() <= HURRIED_SECONDS;
  }

  private List<CaseBook> shuffled(int round) {
    List<CaseBook> order = new ArrayList<>(books.values());
    java.util.Collections.shuffle(order, new Random(start.seed() + round));
    return order;
  }

  /** Host threads that the device computes with, 0 if it is no host device. */
  private static int threads(Probe.Device device) {
    String threads = device.record().properties().getOrDefault("threads", "0");
    return threads.matches("[0-9]{1,5}") ? Integer.parseInt(threads) : 0;
  }

  private double expectedSeconds(CaseBook book) {
    double average = book.averageForkSeconds();
    return average > 0 ? average : policy.minTimedSeconds() + SPARE_SECONDS_PER_FORK;
  }

  private double usedSeconds() {
    return (earlierNanos + System.nanoTime() - startNanos) / 1e9;
  }

  /** Time that the calibration after the cases will take: as long as the one before. */
  private double reservedSeconds() {
    double spent =
        passes.stream()
                .filter(pass -> pass.phase().equals(CalibrationPass.BEFORE))
                .mapToLong(CalibrationPass::nanosSpent)
                .sum()
            / 1e9;
    return Math.min(spent, 2 * CALIBRATION_SHARE * start.settings().budgetSeconds());
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
        forks + reservedSeconds(), Math.max(0, start.settings().budgetSeconds() - usedSeconds()));
  }
}
