package io.goodflops.dist;

import io.goodflops.ledger.Books;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.ForkRecord.Sample;
import io.goodflops.result.RunRecord;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/**
 * A run as it would have been recorded if the machine had not disturbed its slower batches: books
 * are a function of the record, so they can be drawn up for the fastest batches alone. On a device
 * without noise nothing else makes one batch slower than another.
 */
final class Calm {
  /** What may lie between two batches that nothing disturbed. */
  private static final double SPREAD = 0.01;

  private Calm() {}

  static RunRecord only(RunRecord run) {
    List<CaseRecord> cases =
        run.cases().stream()
            .map(c -> with(c, "forks", c.forks().stream().map(Calm::only).toList()))
            .toList();
    return Books.close(with(run, "cases", cases));
  }

  private static ForkRecord only(ForkRecord fork) {
    List<Sample> unpaused = fork.samples().stream().filter(s -> s.pauseNanos() == 0).toList();
    List<Sample> samples = unpaused.isEmpty() ? fork.samples() : unpaused;
    double fastest = samples.stream().mapToDouble(Calm::nanos).min().orElse(0);
    return with(
        fork, "samples", samples.stream().filter(s -> nanos(s) <= (1 + SPREAD) * fastest).toList());
  }

  private static double nanos(Sample sample) {
    return (double) sample.wallNanos() / sample.launches();
  }

  /** The same record with another value in one place. */
  @SuppressWarnings("unchecked")
  private static <R extends Record> R with(R record, String name, Object value) {
    try {
      RecordComponent[] components = record.getClass().getRecordComponents();
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        boolean other = components[i].getName().equals(name);
        values[i] = other ? value : components[i].getAccessor().invoke(record);
      }
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
