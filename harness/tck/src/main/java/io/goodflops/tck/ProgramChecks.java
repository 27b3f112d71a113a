package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.program.Mlp;
import io.goodflops.workload.program.OpByOp;
import io.goodflops.workload.program.Optimizer;
import io.goodflops.workload.program.RepeatCheck;
import io.goodflops.workload.program.Starts;
import io.goodflops.workload.program.TrainingStep;
import io.goodflops.workload.program.WholeProgram;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Rules about programs that a device runs as a whole. */
final class ProgramChecks {
  private static final Mlp MODEL = new Mlp(16, 12, 20, 8);
  private static final Optimizer OPTIMIZER = new Optimizer.Adam(0.01, 0.01);
  private static final int STEPS = 3;

  private ProgramChecks() {}

  /** A few steps of a small model, in one launch each and op by op, from the same start. */
  static String replaysTheSame(Subject subject) {
    List<String> done = new ArrayList<>();
    String refusal = "";
    for (DType dtype : Catalogue.FLOATS) {
      try {
        replay(subject, dtype);
        done.add(dtype.name());
      } catch (UnsupportedOpException e) {
        refusal = String.valueOf(e.getMessage());
      }
    }
    if (done.isEmpty()) {
      throw new Unverified("no program compiles in lane REPLAY: " + refusal);
    }
    return STEPS + " steps of a small model replayed and op by op, in " + String.join(", ", done);
  }

  private static void replay(Subject subject, DType dtype) throws UnsupportedOpException {
    TrainingStep training = MODEL.step(dtype, OPTIMIZER);
    Program program = training.program();
    long seed = subject.options().seed() + 7;
    Circumstance where =
        new Circumstance(program.name(), "program", Lane.REPLAY, dtype + " RANDOM", seed);
    Map<String, double[]> start = Starts.of(training, seed);
    try (Device device = subject.open();
        Queue queue = device.openQueue();
        OpByOp opByOp = new OpByOp(device, program, Set.of(training.loss()));
        OpByOp buffers = new OpByOp(device, program, Set.of(training.loss()))) {
      subject.tries("compile", where);
      try (WholeProgram whole = new WholeProgram(device, program, Lane.REPLAY, buffers)) {
        write(opByOp, start);
        write(buffers, start);
        for (int i = 0; i < STEPS; i++) {
          for (int op = 0; op < program.steps().size(); op++) {
            opByOp.enqueue(queue, op);
            queue.finish();
          }
        }
        for (int i = 0; i < STEPS; i++) {
          whole.enqueue(queue);
        }
        queue.finish();
        compare(training, dtype, start, read(training, opByOp), read(training, buffers), where);
      }
    }
  }

  private static void compare(
      TrainingStep training,
      DType dtype,
      Map<String, double[]> start,
      Map<String, double[]> right,
      Map<String, double[]> found,
      Circumstance where) {
    for (Map.Entry<String, double[]> tensor : right.entrySet()) {
      double[] from = start.getOrDefault(tensor.getKey(), new double[tensor.getValue().length]);
      double apart = 0;
      double way = 0;
      for (int i = 0; i < from.length; i++) {
        apart += square(found.get(tensor.getKey())[i] - tensor.getValue()[i]);
        way += square(tensor.getValue()[i] - from[i]);
      }
      double share = apart == 0 ? 0 : Math.sqrt(apart / way);
      if (!(share <= RepeatCheck.limit(dtype))) {
        throw new Breach(
            String.format(
                Locale.ROOT,
                "after %d replays of %s, %s is %.2g of its way from what the ops leave one by one",
                STEPS,
                training.program().name(),
                tensor.getKey(),
                share),
            where);
      }
    }
  }

  private static double square(double x) {
    return x * x;
  }

  private static void write(OpByOp run, Map<String, double[]> start) {
    start.forEach(
        (tensor, values) -> {
          Buffer buffer = run.buffer(tensor);
          buffer.write(0, ByteBuffer.wrap(Bytes.encode(buffer.spec().dtype(), values)));
        });
  }

  private static Map<String, double[]> read(TrainingStep training, OpByOp run) {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (Program.Tensor tensor : training.trained()) {
      values.put(tensor.name(), values(run.buffer(tensor.name())));
    }
    values.put(training.loss(), values(run.buffer(training.loss())));
    return values;
  }

  private static double[] values(Buffer buffer) {
    return Bytes.decode(buffer.spec().dtype(), Bytes.of(buffer));
  }
}
