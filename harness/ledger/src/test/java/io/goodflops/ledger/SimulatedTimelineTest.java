package io.goodflops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.result.CalibrationRecord;
import io.goodflops.result.CalibrationRecord.ComputePeak;
import io.goodflops.result.CalibrationRecord.Provenance;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.ForkRecord.Sample;
import io.goodflops.result.ForkRecord.Trace;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Booking;
import io.goodflops.result.LedgerRecord.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A device with programmed latency, bandwidth, efficiency and clock: the ledger, which sees only
 * what the engine would record, gives its own waste back within 2 % of capacity.
 */
class SimulatedTimelineTest {
  private static final double DECLARED = 150e9;
  private static final double DECLARED_CLOCK = 4.0e9;
  private static final double ATTAINABLE = 0.92; // of declared, at one clock
  private static final int LAUNCHES = 50;
  private static final long FLOPS = 20_000_000;

  /** What one launch is programmed to take, in nanoseconds. */
  private record Programme(
      double effective,
      double clock,
      double unattainable,
      double memoryBound,
      double inefficiency,
      double gap,
      double steal,
      double queued,
      double pause) {
    double total() {
      return effective
          + clock
          + unattainable
          + memoryBound
          + inefficiency
          + gap
          + steal
          + queued
          + pause;
    }

    double kernel() {
      return effective + clock + unattainable + memoryBound + inefficiency;
    }
  }

  private static Programme programme(
      double efficiency, long bytes, double clockShare, double gap, double disturbance) {
    double effective = FLOPS / DECLARED * 1e9;
    double atPath = effective / clockShare;
    double attained = atPath / ATTAINABLE;
    double memory = bytes / new BandwidthCurve(Runs.curve()).at(bytes) * 1e9;
    double roof = Math.max(attained, memory);
    double busy = roof / efficiency;
    return new Programme(
        effective,
        atPath - effective,
        attained - atPath,
        roof - attained,
        busy - roof,
        gap,
        disturbance * busy,
        disturbance / 2 * busy,
        disturbance / 4 * busy);
  }

  @ParameterizedTest
  @CsvSource({
    // efficiency, bytes, clock ÷ reference, gap ns, disturbance, device clock
    "1.00, 1000000, 1.00, 0, 0, true",
    "0.80, 1000000, 0.90, 3000, 0.02, true",
    "0.50, 1000000, 0.75, 50000, 0.05, true",
    "0.90, 20000000, 0.90, 3000, 0.02, true",
    "0.90, 20000000, 0.90, 3000, 0.02, false",
    "0.30, 1000000, 1.00, 20000, 0.10, false",
    "0.95, 300000, 0.80, 0, 0.20, false",
  })
  void givesItsOwnWasteBack(
      double efficiency,
      long bytes,
      double clockShare,
      double gap,
      double disturbance,
      boolean deviceClock) {
    Programme p = programme(efficiency, bytes, clockShare, gap, disturbance);
    CaseRecord open =
        Runs.record(
            "gemm-sim",
            CaseRecord.Outcome.MEASURED,
            FLOPS,
            bytes,
            forks(p, DECLARED_CLOCK * clockShare, deviceClock));
    LedgerRecord ledger = close(open, gap).ledger().orElseThrow();

    assertThat(ledger.status()).isEqualTo(Status.BALANCED);
    assertThat(ledger.basis().kind()).isEqualTo("DECLARED");
    double total = p.total();
    assertThat(ledger.effective().share()).isCloseTo(p.effective / total, within(0.02));
    Map<Category, Double> programmed =
        Map.of(
            Category.AVAILABILITY_STEAL, p.steal,
            Category.AVAILABILITY_PREEMPTED, p.queued,
            Category.HOST_RUNTIME_PAUSE, p.pause,
            Category.HOST_DISPATCH_GAP, p.gap,
            Category.KERNEL_INEFFICIENCY, p.inefficiency,
            Category.KERNEL_MEMORY_BOUND, p.memoryBound,
            Category.KERNEL_UNATTAINABLE_PEAK, p.unattainable,
            Category.KERNEL_CLOCK, p.clock);
    programmed.forEach(
        (category, nanos) -> {
          Booking booking = ledger.categories().get(category.id()).orElseThrow();
          assertThat(booking.share()).as(category.id()).isCloseTo(nanos / total, within(0.02));
          assertThat(booking.low()).isLessThanOrEqualTo(booking.share());
          assertThat(booking.high()).isGreaterThanOrEqualTo(booking.share());
        });
    assertThat(ledger.unattributedShare()).isCloseTo(0, within(0.02));
    assertThat(ledger.categories().get(Category.HOST_DISPATCH_GAP.id()).orElseThrow().evidence())
        .as("a launch's latency is the floor's, which marks cannot see")
        .isEqualTo("modelled");
  }

  private static CaseRecord close(CaseRecord open, double floor) {
    ComputePeak peak =
        Runs.peak(Provenance.FMA_CHAIN, DECLARED * ATTAINABLE, 0.004, DECLARED_CLOCK);
    CalibrationRecord calibration =
        Runs.calibration(List.of(peak), Runs.curve(), Math.max(1, floor));
    DeviceRecord device = Runs.device(Runs.declared(DECLARED, DECLARED_CLOCK));
    return Books.close(Runs.run(List.of(device), List.of(calibration), open)).cases().get(0);
  }

  private static List<ForkRecord> forks(Programme p, double clock, boolean deviceClock) {
    Random random = new Random(7);
    List<ForkRecord> forks = new ArrayList<>();
    for (int f = 0; f < 5; f++) {
      double forkNoise = 1 + 0.003 * random.nextGaussian();
      List<Sample> samples = new ArrayList<>();
      long timed = 0;
      for (int b = 0; b < 20; b++) {
        double noise = forkNoise * (1 + 0.005 * random.nextGaussian());
        double wall = p.total() * LAUNCHES * noise;
        // nothing on the device before its first mark and after its last: half a gap each
        double inside = (p.kernel() * LAUNCHES + p.gap * (LAUNCHES - 1)) * noise;
        samples.add(
            new Sample(
                Math.round(wall),
                deviceClock ? OptionalLong.of(Math.round(inside)) : OptionalLong.empty(),
                LAUNCHES,
                OptionalLong.of(Math.round(wall)),
                OptionalLong.of(Math.round(p.steal * LAUNCHES * noise)),
                OptionalLong.of(Math.round(p.queued * LAUNCHES * noise)),
                Math.round(p.pause * LAUNCHES * noise)));
        timed += Math.round(wall);
      }
      ForkRecord plain = Runs.fork(f, CaseRecord.Outcome.MEASURED, LAUNCHES, samples, clock, timed);
      forks.add(deviceClock ? traced(plain, p) : plain);
    }
    return forks;
  }

  /** Marks cost time of their own, and it lands in the gaps. */
  private static ForkRecord traced(ForkRecord fork, Programme p) {
    double marks = 400.0 * (LAUNCHES - 1);
    double busy = p.kernel() * LAUNCHES;
    double gaps = p.gap * (LAUNCHES - 1);
    Trace trace =
        new Trace(
            LAUNCHES,
            Math.round(busy),
            Math.round(gaps + marks),
            Math.round(busy + gaps + marks),
            Math.round(busy + gaps));
    return new ForkRecord(
        fork.index(),
        fork.seed(),
        fork.startedAt(),
        fork.outcome(),
        fork.reason(),
        fork.launchesPerBatch(),
        fork.samples(),
        fork.warmup(),
        fork.lifecycle(),
        Optional.of(trace),
        fork.telemetry(),
        fork.peakMemoryBytes(),
        fork.wallNanos(),
        fork.step());
  }
}
