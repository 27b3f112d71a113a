package io.goodflops.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.engine.child.MemoryLimit;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.ForkRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Five batches of 400 ms, 10 ms apart, of which the host hears a little late. */
class ClockBoundsTest {
  private static final long MS = 1_000_000;

  @Test
  void honestTimesAreBelieved() {
    assertThat(dispute(40 * MS, 1630 * MS, 400, 400, 400, 400, 400)).isEmpty();
  }

  @Test
  void theHostMayHearLateOfTheFirstBatch() {
    assertThat(dispute(40 * MS, 1400 * MS, 400, 400, 400, 400, 400)).isEmpty();
  }

  @Test
  void moreThanTheHostSaw() {
    assertThat(dispute(40 * MS, 1300 * MS, 400, 400, 400, 400, 400).orElseThrow())
        .contains("more time than the host saw");
  }

  @Test
  void firstBatchIsBoundedByTheForksWholeTime() {
    assertThat(dispute(40 * MS, 1630 * MS, 9000, 400, 400, 400, 400).orElseThrow())
        .contains("more time than the host saw");
  }

  @Test
  void slowClockIsSeen() {
    assertThat(dispute(30 * MS, 1630 * MS, 280, 280, 280, 280, 280).orElseThrow())
        .contains("claims 1150 ms")
        .contains("host saw 1630 ms");
  }

  @Test
  void batchesThatTookNoTime() {
    assertThat(dispute(40 * MS, 1630 * MS, 0, 400, 400, 400, 400).orElseThrow())
        .contains("no time");
  }

  @Test
  void otherBatchesAtTheEnd() {
    JmhFork.End end = end(1630 * MS, 1600 * MS);
    assertThat(ClockBounds.dispute(report(40 * MS, 400, 400, 400, 400, 300), end).orElseThrow())
        .contains("other batches");
  }

  @Test
  void oneSampleIsNoSpan() {
    assertThat(ClockBounds.dispute(report(0, 400), end(0, 0))).isEmpty();
  }

  private static Optional<String> dispute(long untimed, long span, long... millis) {
    long later = LongStream.of(millis).skip(1).sum() * MS;
    return ClockBounds.dispute(report(untimed, millis), end(span, later));
  }

  private static JmhFork.End end(long span, long claimed) {
    ForkEnd process =
        new ForkEnd(Optional.empty(), new MemoryLimit(1), OptionalInt.empty(), 3000 * MS);
    return new JmhFork.End(process, span, claimed);
  }

  @Test
  void besideOthersTheHostSeesTheBeginningAndTheEnd() {
    assertThat(ClockBounds.disputeBesideOthers(report(10, 400, 400, 400), 1500 * MS)).isEmpty();
    assertThat(ClockBounds.disputeBesideOthers(report(0, 400, 400), 799 * MS).orElseThrow())
        .isEqualTo("claims more time than the host saw pass");
    assertThat(ClockBounds.disputeBesideOthers(report(0, 400, 0), 900 * MS).orElseThrow())
        .isEqualTo("claims that a batch took no time");
    assertThat(ClockBounds.disputeBesideOthers(report(0, 100, 100), 2000 * MS).orElseThrow())
        .isEqualTo("claims 300 ms from its first batch to its last where the host saw 2000 ms");
  }

  @Test
  void deviceClockHasToAgreeWithTheHostsOne() {
    assertThat(ClockBounds.deviceDispute(report(0, 10))).isEmpty();
    assertThat(ClockBounds.deviceDispute(spanning(1000, 1020))).isEmpty();
    assertThat(ClockBounds.deviceDispute(spanning(1000, 1100)).orElseThrow())
        .isEqualTo("the device's clock counted 1100.0 ms while the host's counted 1000.0 ms");
    assertThat(ClockBounds.deviceDispute(spanning(1000, 900))).isPresent();
  }

  private static ForkReport spanning(long hostMillis, long deviceMillis) {
    return report(0, Optional.of(new Batches.Span(hostMillis * MS, deviceMillis * MS)), 10);
  }

  private static ForkReport report(long untimed, long... millis) {
    return report(untimed, Optional.empty(), millis);
  }

  private static ForkReport report(long untimed, Optional<Batches.Span> span, long... millis) {
    List<ForkRecord.Sample> samples =
        LongStream.of(millis)
            .mapToObj(
                time ->
                    new ForkRecord.Sample(
                        time * MS,
                        OptionalLong.empty(),
                        1,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        0))
            .toList();
    return new ForkReport(
        Outcome.MEASURED,
        "",
        "",
        1,
        samples,
        new ForkRecord.Warmup(1, 1, true),
        Map.of(),
        Optional.empty(),
        List.of(),
        OptionalLong.empty(),
        untimed,
        span,
        Optional.empty(),
        Optional.empty());
  }
}
