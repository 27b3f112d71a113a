package io.goodflops.engine.measure;

import io.goodflops.engine.child.ForkGuard;
import io.goodflops.engine.child.OpenDevice;
import io.goodflops.engine.child.Words;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.Json;
import io.goodflops.spi.Device;
import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.program.TraceWindow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs a training step to be judged, in a process of its own: its miniature for some steps, then,
 * at the shape and in the lane that will be timed, one step of which everything is kept, or a
 * window. Argument: the order's file.
 */
final class StepCheckChild {
  private final StepCheckOrder order;
  private final Path folder;
  private final Stage stage;

  private StepCheckChild(StepCheckOrder order) {
    this.order = order;
    this.folder = Path.of(order.folder());
    this.stage = new Stage(folder);
  }

  public static void main(String[] arguments) throws Exception {
    ForkGuard.arm();
    StepCheckOrder order = Json.read(Path.of(arguments[0]), StepCheckOrder.class);
    new StepCheckChild(order).run();
    Runtime.getRuntime().halt(0);
  }

  private void run() throws IOException {
    StepCheckOrder.Report report;
    try {
      report = steps();
    } catch (UnsupportedOpException e) {
      report =
          new StepCheckOrder.Report(
              Outcome.UNSUPPORTED, Words.clean(String.valueOf(e.getMessage())));
    } catch (Throwable e) { // vendor code
      report =
          new StepCheckOrder.Report(Outcome.FAILED, Stage.of(folder) + " failed: " + Words.of(e));
    }
    Json.write(folder.resolve(StepCheckOrder.REPORT), report);
  }

  /** Runs what is to be judged. */
  private StepCheckOrder.Report steps() throws Exception {
    stage.enter("open", "open()");
    ProgramWorkload work = (ProgramWorkload) order.work().workload();
    try (Device device =
            OpenDevice.open(order.jars().stream().map(Path::of).toList(), order.device());
        Queue queue = device.openQueue()) {
      if (order.miniatureSteps() > 0) {
        miniature(device, queue, work);
      }
      try (ProgramBench bench = ProgramBench.judged(device, work, order.lane(), stage)) {
        bench.prepare();
        // the first step is over then, and no state of an optimizer is zero any more
        bench.fill(Pattern.RANDOM, order.seed());
        bench.poison();
        stage.enter("verify", "enqueue() or finish()");
        TraceWindow window =
            TraceWindow.of(work.step().program(), order.mostTracedBytes()).get(order.window());
        Map<String, Long> sums = bench.dumpStep(queue, window, folder.resolve(StepCheckOrder.STEP));
        List<String> unwritten = bench.unwritten().stream().map(Words::clean).sorted().toList();
        return new StepCheckOrder.Report(Outcome.MEASURED, "", unwritten, sums);
      }
    }
  }

  private void miniature(Device device, Queue queue, ProgramWorkload work) throws Exception {
    try (ProgramBench bench = ProgramBench.judged(device, work.miniature(), order.lane(), stage)) {
      bench.prepare();
      stage.enter("verify", "enqueue() or finish()");
      bench.dumpSteps(
          queue, order.seed(), order.miniatureSteps(), folder.resolve(StepCheckOrder.MINIATURE));
    }
  }
}
