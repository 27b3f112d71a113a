package io.goodflops.engine.measure;

import io.goodflops.engine.child.ForkGuard;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The one JMH benchmark: a batch of launches of the case that the order file names. Iterations
 * after enough has been timed do nothing and say so with {@code launches = 0}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CaseBenchmark {
  /** System property with the order's file. */
  static final String ORDER = "goodflops.order";

  /** System property with the plugin's jars, as a path. */
  static final String JARS = "goodflops.jars";

  /** System property with the device's id. */
  static final String DEVICE = "goodflops.device";

  /** Names the case in JMH's own result file. */
  @Param({})
  public String caseId;

  private CaseFork fork;
  private boolean idle;

  /** What a batch tells beside its time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Counters {
    /** Launches in the batch, 0 if nothing was timed. */
    public long launches;

    /** Time from before the first enqueue to after the finish. */
    public long batchNanos;
  }

  @Setup(Level.Trial)
  public void open() {
    ForkGuard.arm();
    fork = new CaseFork(Path.of(System.getProperty(ORDER)));
    List<Path> jars = new ArrayList<>();
    for (String jar : System.getProperty(JARS).split(File.pathSeparator)) {
      jars.add(Path.of(jar));
    }
    fork.open(jars, System.getProperty(DEVICE));
  }

  @Setup(Level.Iteration)
  public void beforeBatch() {
    idle = fork.done();
    if (!idle) {
      fork.beforeBatch();
    }
  }

  @Benchmark
  public void batch(Counters counters) {
    if (!idle) {
      fork.batch();
      counters.launches = fork.launchesPerBatch();
      counters.batchNanos = fork.lastBatchNanos();
    }
  }

  @TearDown(Level.Iteration)
  public void afterBatch() {
    if (!idle) {
      fork.afterBatch();
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    fork.close();
  }
}
