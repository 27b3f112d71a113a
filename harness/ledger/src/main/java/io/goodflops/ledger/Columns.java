package io.goodflops.ledger;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.ForkRecord.Sample;
import io.goodflops.result.ForkRecord.Trace;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** A case's samples as flat columns: the bootstrap reads them millions of times. */
final class Columns {
  private final List<ForkRecord> accepted;

  /** First sample of each accepted fork, and one past the last. */
  final int[] start;

  final double[] launches;
  final double totalLaunches;
  final double[] wall;
  final double[] steal;

  /** What a batch took longer because threads waited for a CPU. */
  final double[] wait;

  final double[] pause;
  final double[] device;

  /** By fork: gap between launches that a trace showed, per launch; NaN without a trace. */
  final double[] tracedGap;

  /** By fork: mean clock from telemetry; NaN without. */
  final double[] clock;

  final boolean stealKnown;
  final boolean waitKnown;
  final boolean deviceKnown;
  final double failedWall;
  final double abortedWall;
  final double refusedSteal;
  final double refusedWait;

  private Columns(
      List<ForkRecord> accepted, List<ForkRecord> failed, List<ForkRecord> aborted, int threads) {
    this.accepted = List.copyOf(accepted);
    List<Sample> samples = accepted.stream().flatMap(Columns::timed).toList();
    List<Sample> refused =
        Stream.concat(failed.stream(), aborted.stream()).flatMap(Columns::timed).toList();
    int forks = accepted.size();
    start = new int[forks + 1];
    tracedGap = new double[forks];
    clock = new double[forks];
    for (int f = 0; f < forks; f++) {
      ForkRecord fork = accepted.get(f);
      start[f + 1] = start[f] + (int) timed(fork).count();
      tracedGap[f] =
          fork.trace().map(t -> gapPerLaunch(t, fork.launchesPerBatch())).orElse(Double.NaN);
      clock[f] =
          fork.telemetry().stream()
              .flatMapToDouble(t -> t.clockHertz().stream())
              .average()
              .orElse(Double.NaN);
    }
    launches = samples.stream().mapToDouble(Sample::launches).toArray();
    totalLaunches = sum(launches);
    wall = samples.stream().mapToDouble(Sample::wallNanos).toArray();
    pause = samples.stream().mapToDouble(Sample::pauseNanos).toArray();
    stealKnown = known(samples, Sample::stealNanos) && known(refused, Sample::stealNanos);
    waitKnown = known(samples, Sample::waitNanos) && known(refused, Sample::waitNanos);
    deviceKnown = known(samples, Sample::deviceNanos);
    steal = column(samples, Sample::stealNanos);
    double waitCost = WaitCost.of(accepted, threads);
    wait = DoubleStream.of(column(samples, Sample::waitNanos)).map(w -> w * waitCost).toArray();
    device = column(samples, Sample::deviceNanos);
    failedWall = wallOf(failed);
    abortedWall = wallOf(aborted);
    refusedSteal = sum(column(refused, Sample::stealNanos));
    refusedWait = waitCost * sum(column(refused, Sample::waitNanos));
  }

  /** The samples of a case whose device counts as one thread. */
  static Columns of(CaseRecord record) {
    return of(record, 1);
  }

  /**
   * The samples of a case. Only forks whose result was verified are accepted; the time of the
   * others is refused whole, and so is that of every fork of a case whose result was WRONG.
   *
   * @param threads of the host that are the device; at least 1
   */
  static Columns of(CaseRecord record, int threads) {
    List<ForkRecord> timed =
        record.forks().stream().filter(f -> timed(f).findAny().isPresent()).toList();
    boolean wrong = record.outcome() == CaseRecord.Outcome.WRONG;
    Function<ForkRecord, CaseRecord.Outcome> verdict =
        f -> wrong ? CaseRecord.Outcome.WRONG : f.outcome();
    return new Columns(
        timed.stream().filter(f -> verdict.apply(f) == CaseRecord.Outcome.MEASURED).toList(),
        timed.stream().filter(f -> verdict.apply(f) == CaseRecord.Outcome.WRONG).toList(),
        timed.stream()
            .filter(
                f ->
                    verdict.apply(f) != CaseRecord.Outcome.MEASURED
                        && verdict.apply(f) != CaseRecord.Outcome.WRONG)
            .toList(),
        threads);
  }

  /** The samples of forks that are all accepted. */
  static Columns of(List<ForkRecord> accepted) {
    return new Columns(
        accepted.stream().filter(f -> timed(f).findAny().isPresent()).toList(),
        List.of(),
        List.of(),
        1);
  }

  List<ForkRecord> accepted() {
    return accepted;
  }

  int forks() {
    return tracedGap.length;
  }

  int batches() {
    return wall.length;
  }

  /** The mean launch of each accepted fork. */
  LaunchFigures[] eachFork() {
    LaunchFigures[] figures = new LaunchFigures[forks()];
    for (int f = 0; f < figures.length; f++) {
      figures[f] = figures(f, start[f], start[f + 1]);
    }
    return figures;
  }

  /** The mean launch of each accepted batch. */
  LaunchFigures[] eachBatch() {
    LaunchFigures[] figures = new LaunchFigures[batches()];
    for (int f = 0; f < forks(); f++) {
      for (int i = start[f]; i < start[f + 1]; i++) {
        figures[i] = figures(f, i, i + 1);
      }
    }
    return figures;
  }

  /** A fork that does not say its clock or its gaps is taken to be like the others. */
  private LaunchFigures figures(int fork, int first, int end) {
    double count = sum(launches, first, end);
    return LaunchFigures.of(
        sum(wall, first, end) / count,
        sum(steal, first, end) / count,
        sum(wait, first, end) / count,
        sum(pause, first, end) / count,
        sum(device, first, end) / count,
        deviceKnown,
        Double.isNaN(tracedGap[fork]) ? knownMean(tracedGap) : tracedGap[fork],
        Double.isNaN(clock[fork]) ? knownMean(clock) : clock[fork]);
  }

  private static double sum(double[] values, int first, int end) {
    double sum = 0;
    for (int i = first; i < end; i++) {
      sum += values[i];
    }
    return sum;
  }

  /** Mean time of a launch in each accepted fork. */
  double[] forkMeans() {
    double[] means = new double[forks()];
    for (int f = 0; f < means.length; f++) {
      double time = 0;
      double count = 0;
      for (int i = start[f]; i < start[f + 1]; i++) {
        time += wall[i];
        count += launches[i];
      }
      means[f] = time / count;
    }
    return means;
  }

  /** Time of a launch in each accepted batch. */
  double[] batchTimes() {
    double[] times = new double[batches()];
    for (int i = 0; i < times.length; i++) {
      times[i] = wall[i] / launches[i];
    }
    return times;
  }

  /** Mean of what is known in an array by fork, NaN if nothing is. */
  static double knownMean(double[] byFork) {
    double sum = 0;
    int n = 0;
    for (double v : byFork) {
      if (!Double.isNaN(v)) {
        sum += v;
        n++;
      }
    }
    return n == 0 ? Double.NaN : sum / n;
  }

  static double sum(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += v;
    }
    return sum;
  }

  /** The marks' own cost lies in the gaps: it is known from the same batch without marks. */
  private static double gapPerLaunch(Trace trace, int launchesPerBatch) {
    if (trace.launches() < 2 || launchesPerBatch < 1) {
      return 0;
    }
    double cost = Math.max(0, trace.spanNanos() - trace.untracedNanos());
    double gap = Math.max(0, trace.gapNanos() - cost) / (trace.launches() - 1);
    return gap * (launchesPerBatch - 1) / launchesPerBatch;
  }

  /** A batch without launches or time says nothing. */
  private static Stream<Sample> timed(ForkRecord fork) {
    return fork.samples().stream().filter(s -> s.launches() > 0 && s.wallNanos() > 0);
  }

  private static boolean known(List<Sample> samples, Function<Sample, OptionalLong> field) {
    return samples.stream().allMatch(s -> field.apply(s).isPresent());
  }

  private static double[] column(List<Sample> samples, Function<Sample, OptionalLong> field) {
    return samples.stream().mapToDouble(s -> field.apply(s).orElse(0)).toArray();
  }

  private static double wallOf(List<ForkRecord> forks) {
    return forks.stream().flatMap(Columns::timed).mapToDouble(Sample::wallNanos).sum();
  }
}
