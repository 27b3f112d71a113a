package io.goodflops.engine.measure;

import io.goodflops.result.StepRecord;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a process measured of each op of a training step: a claim, as all that it says. Which ops
 * these are the host knows itself.
 *
 * @param steps how many steps were traced; all times are means over those of them that waited for a
 *     CPU the least
 * @param tracedNanos of a step with marks around every op
 * @param untracedNanos of a step of the timed batches, which have none
 * @param startNanos when each op began, from the step's begin
 * @param nanos how long it took
 * @param feed how the batch came from the host; empty if it lies on the device
 * @param aloneNanos median of the same op run again and again, its operands as warm as that makes
 *     them; empty if this process did not try
 */
record StepTimes(
    int steps,
    long tracedNanos,
    long untracedNanos,
    List<Double> startNanos,
    List<Double> nanos,
    Optional<List<StepRecord.FeedSpan>> feed,
    Optional<List<Double>> aloneNanos) {
  StepTimes {
    startNanos = List.copyOf(startNanos);
    nanos = List.copyOf(nanos);
    feed = feed.map(List::copyOf);
    aloneNanos = aloneNanos.map(List::copyOf);
  }

  /** With the ops that it is about; empty if it cannot be of this program. */
  Optional<StepRecord> record(Program program) {
    int ops = program.steps().size();
    if (steps <= 0
        || tracedNanos <= 0
        || untracedNanos <= 0
        || !times(startNanos, ops)
        || !times(nanos, ops)
        || !aloneNanos.map(values -> times(values, ops)).orElse(true)
        || !feed.stream()
            .flatMap(List::stream)
            .allMatch(s -> s.startNanos() >= 0 && s.nanos() >= 0)) {
      return Optional.empty();
    }
    List<StepRecord.StepOp> records = new ArrayList<>();
    for (int i = 0; i < ops; i++) {
      Program.Step step = program.steps().get(i);
      Op op = step.op();
      records.add(
          new StepRecord.StepOp(
              op.kind(),
              String.join(", ", step.outputs()),
              op.flops(),
              op.bytes(),
              workingSetBytes(op),
              op.dtype().name(),
              op.compute().accumulate().name(),
              op.compute().mathMode().name(),
              startNanos.get(i),
              nanos.get(i),
              alone(i)));
    }
    return Optional.of(new StepRecord(steps, tracedNanos, untracedNanos, records, feed));
  }

  private OptionalDouble alone(int op) {
    return aloneNanos.isPresent()
        ? OptionalDouble.of(aloneNanos.get().get(op))
        : OptionalDouble.empty();
  }

  private static boolean times(List<Double> values, int count) {
    return values.size() == count && values.stream().allMatch(v -> Double.isFinite(v) && v >= 0);
  }

  private static long workingSetBytes(Op op) {
    long sum = 0;
    for (Operand operand : op.inputs()) {
      sum += operand.spec().bytes();
    }
    for (Operand operand : op.outputs()) {
      sum += operand.spec().bytes();
    }
    return sum;
  }
}
