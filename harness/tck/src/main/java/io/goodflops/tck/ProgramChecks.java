package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Role;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.program.CompiledProgram;
import io.goodflops.workload.program.Decoder;
import io.goodflops.workload.program.Mlp;
import io.goodflops.workload.program.OpByOp;
import io.goodflops.workload.program.Optimizer;
import io.goodflops.workload.program.RepeatCheck;
import io.goodflops.workload.program.Starts;
import io.goodflops.workload.program.StepJudge;
import io.goodflops.workload.program.TraceWindow;
import io.goodflops.workload.program.TrainingModel;
import io.goodflops.workload.program.TrainingStep;
import io.goodflops.workload.program.Unwritten;
import io.goodflops.workload.program.WholeProgram;
import io.goodflops.workload.verify.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Rules about programs that a device runs as a whole. */
final class ProgramChecks {
  private static final Mlp MODEL = new Mlp(16, 12, 20, 8);
  private static final Optimizer OPTIMIZER = new Optimizer.Adam(0.01, 0.01);

  /** AdamW makes steps of rounding errors, and ops that are joined have others. */
  private static final Optimizer STEADY = new Optimizer.Momentum(0.05, 0.9, 0);

  private static final int STEPS = 3;

  private ProgramChecks() {}

  /** A few steps of a small model, in one launch each and op by op, from the same start. */
  static String replaysTheSame(Subject subject) {
    String dtypes =
        inAllTypes(
            Lane.REPLAY,
            dtype -> {
              AsOne run = new AsOne(subject, Lane.REPLAY, MODEL.step(dtype, OPTIMIZER), dtype);
              run.check((device, queue, buffers, whole) -> {});
            });
    return STEPS + " steps of a small model replayed and op by op, in " + dtypes;
  }

  /** The same of two small models; then one more step, judged from what it has written. */
  static String joinsTheSame(Subject subject) {
    Set<String> unwritten = new TreeSet<>();
    String dtypes =
        inAllTypes(
            Lane.FUSED,
            dtype -> {
              List<String> refusals = new ArrayList<>();
              for (TrainingModel model : List.of(MODEL, new Decoder(2, 5, 8, 2, 12, 1))) {
                try {
                  AsOne run = new AsOne(subject, Lane.FUSED, model.step(dtype, STEADY), dtype);
                  run.check(
                      (device, queue, buffers, whole) -> {
                        run.judge(queue, buffers, whole);
                        unwritten.addAll(whole.unwritten());
                      });
                } catch (UnsupportedOpException e) {
                  refusals.add(String.valueOf(e.getMessage()));
                }
              }
              if (refusals.size() == 2) {
                throw new UnsupportedOpException(refusals.get(0));
              }
            });
    return STEPS
        + " steps of small models fused and op by op, in "
        + dtypes
        + "; unwritten: "
        + (unwritten.isEmpty() ? "nothing" : String.join(", ", unwritten));
  }

  private interface InType {
    void run(DType dtype) throws UnsupportedOpException;
  }

  /** The types in which it ran; all others are refused. */
  private static String inAllTypes(Lane lane, InType check) {
    List<String> done = new ArrayList<>();
    String refusal = "";
    for (DType dtype : Catalogue.FLOATS) {
      try {
        check.run(dtype);
        done.add(dtype.name());
      } catch (UnsupportedOpException e) {
        refusal = String.valueOf(e.getMessage());
      }
    }
    if (done.isEmpty()) {
      throw new Unverified("no program compiles in lane " + lane + ": " + refusal);
    }
    return String.join(", ", done);
  }

  /** What else is looked at when the steps have passed. */
  private interface Further {
    void look(Device device, Queue queue, OpByOp buffers, WholeProgram whole);
  }

  /** A training step as one launch, against its ops one by one. */
  private static final class AsOne {
    private final Subject subject;
    private final Lane lane;
    private final TrainingStep training;
    private final DType dtype;
    private final long seed;
    private final Circumstance where;

    AsOne(Subject subject, Lane lane, TrainingStep training, DType dtype) {
      this.subject = subject;
      this.lane = lane;
      this.training = training;
      this.dtype = dtype;
      this.seed = subject.options().seed() + 7;
      this.where =
          new Circumstance(training.program().name(), "program", lane, dtype + " RANDOM", seed);
    }

    void check(Further further) throws UnsupportedOpException {
      Program program = training.program();
      Map<String, double[]> start = Starts.of(training, seed);
      Set<String> kept =
          lane == Lane.REPLAY
              ? Set.of(training.loss())
              : program.tensors().stream().map(Program.Tensor::name).collect(Collectors.toSet());
      try (Device device = subject.open();
          Queue queue = device.openQueue();
          OpByOp opByOp = new OpByOp(device, program, Set.of(training.loss()));
          OpByOp buffers = new OpByOp(device, program, kept)) {
        subject.tries("compile", where);
        try (WholeProgram whole = WholeProgram.of(device, program, lane, buffers)) {
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
          further.look(device, queue, buffers, whole);
        }
        if (lane == Lane.FUSED) {
          inSharedMemory(device, queue, start, read(training, opByOp));
        }
      }
    }

    /** The same steps where tensors lie as they are timed: in shared memory, if they may. */
    private void inSharedMemory(
        Device device, Queue queue, Map<String, double[]> start, Map<String, double[]> right)
        throws UnsupportedOpException {
      Program program = training.program();
      try (CompiledProgram compiled = new CompiledProgram(device, program, lane);
          OpByOp buffers = new OpByOp(device, program, kept(compiled));
          WholeProgram whole = compiled.bind(buffers)) {
        write(buffers, start);
        for (int i = 0; i < STEPS; i++) {
          whole.enqueue(queue);
        }
        queue.finish();
        compare(
            training,
            dtype,
            start,
            right,
            read(training, buffers),
            new Circumstance(
                program.name(),
                "program",
                lane,
                dtype + " RANDOM, tensors in shared memory",
                seed));
      }
    }

    private Set<String> kept(CompiledProgram compiled) {
      Set<String> kept = new HashSet<>(compiled.ownMemory());
      kept.add(training.loss());
      return kept;
    }

    /** One more step into poisoned memory, judged as a run judges it. */
    void judge(Queue queue, OpByOp buffers, WholeProgram whole) {
      Program program = training.program();
      Unwritten unwritten = new Unwritten(program, whole.unwritten());
      unwritten
          .hadToBeWritten(training.loss())
          .or(unwritten::doesNotFollow)
          .ifPresent(
              reason -> {
                throw new Breach(reason, where);
              });
      for (Program.Tensor tensor : program.tensors()) {
        if (tensor.role() == Role.OUTPUT) {
          byte[] ones = new byte[Math.toIntExact(tensor.spec().bytes())];
          Arrays.fill(ones, (byte) -1);
          buffers.buffer(tensor.name()).write(0, ByteBuffer.wrap(ones));
        }
      }
      ByteArrayOutputStream trace = new ByteArrayOutputStream();
      for (Program.Tensor tensor : program.tensors()) {
        if (tensor.role() != Role.OUTPUT) {
          trace.writeBytes(Bytes.of(buffers.buffer(tensor.name())));
        }
      }
      whole.enqueue(queue);
      queue.finish();
      for (Program.Step step : program.steps()) {
        step.outputs().forEach(output -> trace.writeBytes(Bytes.of(buffers.buffer(output))));
      }
      Verdict verdict = verdict(unwritten, trace.toByteArray());
      if (!verdict.passed()) {
        throw new Breach("a fused " + program.name() + ": " + verdict.detail(), where);
      }
    }

    private Verdict verdict(Unwritten unwritten, byte[] trace) {
      try {
        Path file = Files.createTempFile("goodflops-trace", "");
        try (FileChannel channel =
            FileChannel.open(
                Files.write(file, trace),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
          return StepJudge.judge(new TraceWindow(0, unwritten.program()), unwritten, channel, seed);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Each tensor by its own way where the same kernels run. Joined ops round elsewhere, and there
   * are gradients that are nothing but rounding (of the bias of attention's keys, which softmax
   * does not see): there all that is trained is taken together, as a run does it.
   */
  private static void compare(
      TrainingStep training,
      DType dtype,
      Map<String, double[]> start,
      Map<String, double[]> right,
      Map<String, double[]> found,
      Circumstance where) {
    double apartOfAll = 0;
    double wayOfAll = 0;
    for (Map.Entry<String, double[]> tensor : right.entrySet()) {
      double[] from = start.getOrDefault(tensor.getKey(), new double[tensor.getValue().length]);
      double apart = 0;
      double way = 0;
      for (int i = 0; i < from.length; i++) {
        apart += square(found.get(tensor.getKey())[i] - tensor.getValue()[i]);
        way += square(tensor.getValue()[i] - from[i]);
      }
      if (where.lane() == Lane.REPLAY) {
        require(tensor.getKey(), apart, way, training, dtype, where);
      } else if (start.containsKey(tensor.getKey())) {
        apartOfAll += apart;
        wayOfAll += way;
      }
    }
    require("all that is trained", apartOfAll, wayOfAll, training, dtype, where);
  }

  private static void require(
      String what,
      double apart,
      double way,
      TrainingStep training,
      DType dtype,
      Circumstance where) {
    double share = apart == 0 ? 0 : Math.sqrt(apart / way);
    // what is joined is not rounded to 16 bits between
    boolean roundsElsewhere = where.lane() == Lane.FUSED && dtype.bits() < 32;
    double limit = roundsElsewhere ? RepeatCheck.limitOfJoined(dtype) : RepeatCheck.limit(dtype);
    if (!(share <= limit)) {
      throw new Breach(
          String.format(
              Locale.ROOT,
              "after %d steps of %s as one launch, %s is %.2g of its way from what the ops leave"
                  + " one by one",
              STEPS,
              training.program().name(),
              what,
              share),
          where);
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
