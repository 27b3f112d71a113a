package io.goodflops.engine.run;

import io.goodflops.engine.calibrate.Calibration;
import io.goodflops.engine.calibrate.CalibrationOrder;
import io.goodflops.engine.calibrate.CalibrationPass;
import io.goodflops.engine.plan.Case;
import io.goodflops.engine.probe.Probe;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.Journal;
import io.goodflops.spi.Compute;
import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.Program;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.suite.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** When the ceilings of a run's devices are measured, of what, and for how long. */
final class Calibrations {
  /** A pass may take this share of the budget. */
  private static final double SHARE = 0.06;

  private static final int WORKING_SETS = 8;
  private static final double HURRIED_SECONDS = 60;
  private static final long AGAIN_NANOS = 15_000_000_000L;

  private final JournalEntry.Start start;
  private final Policy policy;
  private final RunFolder folder;
  private final List<Probe.Device> devices;
  private final Collection<CaseBook> books;
  private final Journal journal;
  private final Progress progress;
  private final List<CalibrationPass> passes = new ArrayList<>();
  private long lastNanos;

  Calibrations(
      JournalEntry.Start start,
      Policy policy,
      RunFolder folder,
      List<Probe.Device> devices,
      Collection<CaseBook> books,
      Journal journal,
      Progress progress) {
    this.start = start;
    this.policy = policy;
    this.folder = folder;
    this.devices = devices;
    this.books = books;
    this.journal = journal;
    this.progress = progress;
  }

  /** A pass of an earlier sitting. */
  void replay(CalibrationPass pass) {
    passes.add(pass);
  }

  List<CalibrationPass> passes() {
    return List.copyOf(passes);
  }

  /**
   * One pass on each device that has measured something; before and after the cases there is one
   * each.
   *
   * @param phase one of those that {@link CalibrationPass} names
   */
  void run(String phase) throws IOException {
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
              device.own(),
              device.record().hostThreads(),
              modes(id),
              between ? List.of() : workingSets(device),
              inAHurry() ? 0.004 : 0.04,
              inAHurry(),
              Math.min(20, Math.max(2, shareSeconds())),
              start.seed() + phase.hashCode(),
              work.toString());
      try {
        CalibrationPass pass =
            new Calibration(device.plugin(), Duration.ofSeconds(start.forkTimeoutSeconds()))
                .run(order, phase)
                .on(id);
        journal.append(new JournalEntry.Calibrated(JournalEntry.Calibrated.TYPE, pass));
        passes.add(pass);
        lastNanos = System.nanoTime();
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

  /**
   * Compute ceilings once more, if the last look was some time ago and cases are still to come: a
   * neighbour on the same core can halve a rate for minutes, and a ceiling is the most ever seen.
   */
  void again(boolean moreToCome) throws IOException {
    if (moreToCome && System.nanoTime() - lastNanos > AGAIN_NANOS) {
      run(CalibrationPass.BETWEEN);
    }
  }

  /**
   * A ceiling is worth its time once there is something to compare with it. Whether a device can do
   * a case shows in the case's first fork, so the first pass comes after the first fork that ended
   * well.
   */
  private boolean measures(String device) {
    return books.stream()
        .anyMatch(
            book ->
                book.planned().device().record().id().equals(device)
                    && !book.isEmpty()
                    && book.outcome() == Outcome.MEASURED);
  }

  /** Compute modes of the device's cases: of products, and of chains that no product has. */
  private List<CalibrationOrder.Mode> modes(String device) {
    Set<CalibrationOrder.Mode> modes = new LinkedHashSet<>();
    Set<CalibrationOrder.Mode> chains = new LinkedHashSet<>();
    for (CaseBook book : books) {
      if (book.planned().device().record().id().equals(device)) {
        for (Op op : ops(book.planned())) {
          if (op instanceof MatMul product) {
            modes.add(mode(product, Optional.of(product.output())));
          } else if (op instanceof FmaChain || op instanceof MatrixChain) {
            chains.add(mode(op, Optional.empty()));
          }
        }
      }
    }
    chains.removeIf(
        chain ->
            modes.stream()
                .anyMatch(
                    mode ->
                        mode.storage() == chain.storage()
                            && mode.compute().equals(chain.compute())));
    modes.addAll(chains);
    if (modes.isEmpty()) {
      modes.add(
          new CalibrationOrder.Mode(
              DType.FP32, Compute.strict(DType.FP32), Optional.of(DType.FP32)));
    }
    return List.copyOf(modes);
  }

  private static CalibrationOrder.Mode mode(Op op, Optional<DType> product) {
    return new CalibrationOrder.Mode(op.dtype(), op.compute(), product);
  }

  private static List<Op> ops(Case planned) {
    return planned.shape().workload() instanceof ProgramWorkload work
        ? work.step().program().steps().stream().map(Program.Step::op).toList()
        : planned.op().stream().toList();
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

  /** Time that the calibration after the cases will take: as long as the one before. */
  double reservedSeconds() {
    double spent =
        passes.stream()
                .filter(pass -> pass.phase().equals(CalibrationPass.BEFORE))
                .mapToLong(CalibrationPass::nanosSpent)
                .sum()
            / 1e9;
    return Math.min(spent, 2 * shareSeconds());
  }

  private double shareSeconds() {
    return SHARE * start.settings().budgetSeconds();
  }
}
