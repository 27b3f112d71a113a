package io.goodflops.result;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One case: an op on a device in one dtype, compute mode and lane, with its outcome.
 *
 * @param id unique in the run; starts with {@code gemm-} for matrix products
 * @param workload the op and its shape in one word, the same on every device
 * @param op kind and dimensions, for machines
 * @param source where the shape comes from
 * @param device the device's id (the first of {@code devices})
 * @param devices all devices the case ran on
 * @param pattern RANDOM, ZERO or ONE: how the inputs were filled; RANDOM alone ranks
 * @param outcome what came of it
 * @param suspect why the number must not be ranked, empty if nothing speaks against it
 * @param disturbed what disturbed the measurement, empty if it was quiet
 * @param reason one sentence, empty when MEASURED
 * @param repro command that runs this case alone
 * @param flops algorithmic operations of one launch
 * @param flopsExecuted operations the device executes, if known
 * @param bytes algorithmic bytes of one launch
 * @param timeNanos time of one launch
 * @param ranks the case's device again, while others ran the same case at the same time ({@code run
 *     --together}); empty if it only ran alone
 */
public record CaseRecord(
    String id,
    String workload,
    Map<String, String> op,
    String source,
    String device,
    List<String> devices,
    String dtype,
    String accumulate,
    String mathMode,
    String lane,
    String pattern,
    Outcome outcome,
    List<String> suspect,
    List<String> disturbed,
    String reason,
    String repro,
    long flops,
    Optional<Long> flopsExecuted,
    long bytes,
    Optional<TimeEstimate> timeNanos,
    String implementation,
    List<ForkRecord> forks,
    List<RankRecord> ranks,
    Optional<Verification> verification,
    Optional<LedgerRecord> ledger,
    Optional<LedgerRecord> ledgerAttainable,
    Optional<LedgerRecord> bandwidthLedger) {
  public CaseRecord {
    op = Map.copyOf(op);
    devices = List.copyOf(devices);
    suspect = List.copyOf(suspect);
    disturbed = List.copyOf(disturbed);
    forks = List.copyOf(forks);
    ranks = List.copyOf(ranks);
  }

  /** The same case with its books closed. */
  public CaseRecord withLedgers(
      Optional<TimeEstimate> time,
      List<String> suspectNow,
      Optional<LedgerRecord> canonical,
      Optional<LedgerRecord> attainable,
      Optional<LedgerRecord> bandwidth) {
    return new CaseRecord(
        id,
        workload,
        op,
        source,
        device,
        devices,
        dtype,
        accumulate,
        mathMode,
        lane,
        pattern,
        outcome,
        suspectNow,
        disturbed,
        reason,
        repro,
        flops,
        flopsExecuted,
        bytes,
        time,
        implementation,
        forks,
        ranks,
        verification,
        canonical,
        attainable,
        bandwidth);
  }

  /** The same case with what its samples say about the disturbance of the measurement. */
  public CaseRecord withDisturbed(List<String> disturbedNow) {
    return new CaseRecord(
        id,
        workload,
        op,
        source,
        device,
        devices,
        dtype,
        accumulate,
        mathMode,
        lane,
        pattern,
        outcome,
        suspect,
        disturbedNow,
        reason,
        repro,
        flops,
        flopsExecuted,
        bytes,
        timeNanos,
        implementation,
        forks,
        ranks,
        verification,
        ledger,
        ledgerAttainable,
        bandwidthLedger);
  }

  /** What came of a case. */
  public enum Outcome {
    MEASURED,
    UNSUPPORTED,
    WRONG,
    CRASHED,
    TIMED_OUT,
    FAILED
  }

  /**
   * Time of one launch with its interval.
   *
   * @param value estimate in nanoseconds
   * @param confidence for example 0.95
   * @param n number of replicates: forks, or batches where the method says so
   * @param method {@code stein}, {@code fork-mean-t} or {@code within-fork}
   * @param indicative true: too few forks for any comparison verdict
   */
  public record TimeEstimate(
      double value,
      double low,
      double high,
      double confidence,
      int n,
      String method,
      boolean indicative) {}

  /**
   * How the result was checked, outside the plugin's process.
   *
   * @param method what was done, for example {@code exact-integer + freivalds + samples}
   * @param error largest error found, relative to nothing: same unit as the bound
   * @param bound largest error allowed
   */
  public record Verification(String method, double error, double bound, boolean passed) {}

  /** The same case with what its device did while others ran the same. */
  public CaseRecord withRanks(List<RankRecord> ranksNow) {
    return new CaseRecord(
        id,
        workload,
        op,
        source,
        device,
        devices,
        dtype,
        accumulate,
        mathMode,
        lane,
        pattern,
        outcome,
        suspect,
        disturbed,
        reason,
        repro,
        flops,
        flopsExecuted,
        bytes,
        timeNanos,
        implementation,
        forks,
        ranksNow,
        verification,
        ledger,
        ledgerAttainable,
        bandwidthLedger);
  }

  /** The one number a table wants: FLOP/s at the estimate. */
  public OptionalDouble flopsPerSecond() {
    return timeNanos.isPresent() && flops > 0
        ? OptionalDouble.of(flops / timeNanos.get().value() * 1e9)
        : OptionalDouble.empty();
  }
}
