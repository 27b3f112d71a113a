package io.goodflops.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goodflops.spi.Queue;
import io.goodflops.workload.data.Pattern;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final long BATCH_NANOS = 20_000_000;

  /** Takes its time, and notes how many launches it was asked for. */
  private static final class Slow implements Bench {
    private final long launchNanos;
    private final List<Integer> batches = new ArrayList<>();

    Slow(long launchNanos) {
      this.launchNanos = launchNanos;
    }

    @Override
    public void enqueue(Queue queue, int launches) {
      batches.add(launches);
      long end = System.nanoTime() + launches * launchNanos;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void prepare() {}

    @Override
    public void fill(Pattern pattern, long seed) {}

    @Override
    public void poison() {}

    @Override
    public void peek() {}

    @Override
    public void dump(Path file) {}

    @Override
    public String implementation() {
      return "";
    }

    @Override
    public void close() {}
  }

  @Test
  void searchesWhereNothingIsKnown() {
    Slow slow = new Slow(1_000_000);
    int launches = batches(slow).launchesFor(BATCH_NANOS, 1_000_000, 1);
    assertTrue(launches >= 16, "launches: " + launches);
    assertTrue(launches * 1_000_000L <= 2 * BATCH_NANOS, "launches: " + launches);
  }

  @Test
  void believesAGuessThatLastsLongEnough() {
    Slow slow = new Slow(1_000_000);
    assertEquals(24, batches(slow).launchesFor(BATCH_NANOS, 1_000_000, 24));
    assertEquals(List.of(24), slow.batches);
  }

  @Test
  void searchesOnFromAGuessThatIsTooShort() {
    Slow slow = new Slow(1_000_000);
    int launches = batches(slow).launchesFor(BATCH_NANOS, 1_000_000, 10);
    assertEquals(10, slow.batches.get(0));
    assertTrue(launches >= 16, "launches: " + launches);
  }

  @Test
  void doesNotTryAGuessFromAMuchFasterFork() {
    Slow slow = new Slow(30_000_000);
    assertEquals(1, batches(slow).launchesFor(BATCH_NANOS, 30_000_000, 1000));
    assertEquals(List.of(), slow.batches);
  }

  private static Batches batches(Bench bench) {
    Queue queue =
        (Queue)
            Proxy.newProxyInstance(
                Queue.class.getClassLoader(),
                new Class<?>[] {Queue.class},
                (proxy, method, arguments) -> null);
    return new Batches(bench, queue, false);
  }
}
