package io.goodflops.plugin.cpu;

import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Role;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.program.CompiledProgram;
import io.goodflops.workload.program.Decoder;
import io.goodflops.workload.program.Mlp;
import io.goodflops.workload.program.OpByOp;
import io.goodflops.workload.program.TrainingModel;
import io.goodflops.workload.program.TrainingStep;
import io.goodflops.workload.program.WholeProgram;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A training step in lane {@code fused} against the same in lane {@code replay}, in one JVM and
 * step by step in turns, so that a disturbance meets both; on one thread in CPU time of its own, so
 * that only what others do to caches and clocks counts. Prints a table for docs/MEASUREMENT.md.
 *
 * <p>From the repository's root, after {@code mvn -q -pl plugins/cpu -am package -DskipTests}:
 *
 * <pre>
 * GOMP_SPINCOUNT=2000 java --add-modules jdk.incubator.vector -XX:+UseSerialGC -cp 'plugins/cpu/target/test-classes:plugins/cpu/target/plugin/*:harness/spi/target/classes:harness/workload/target/classes' io.goodflops.plugin.cpu.StepLanes
 * </pre>
 *
 * <p>Options: seconds for each model and type (10), then a device (all). The last line says how
 * much of the machine others had.
 */
final class StepLanes {
  private static final List<TrainingModel> MODELS =
      List.of(new Mlp(128, 1024, 4096, 1024), new Decoder(2, 128, 256, 4, 2048, 2));

  private static final int STEPS = 30;

  private StepLanes() {}

  public static void main(String[] args) throws IOException, UnsupportedOpException {
    double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 10;
    Disturbance disturbance = Disturbance.start();
    System.out.println(Dnnl.versionText() + "; times in ms\n");
    System.out.println(
        "| Device | model | dtype | replay ÷ fused, pair by pair | best ÷ best | times | unwritten | apart after 30 steps, of the way |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (DeviceInfo info : ((Discovery.Found) new CpuPlugin().discover()).devices()) {
      if (args.length < 2 || info.id().equals(args[1])) {
        for (TrainingModel model : MODELS) {
          for (DType dtype : List.of(DType.FP32, DType.BF16)) {
            measure(info, model, dtype, seconds);
          }
        }
      }
    }
    System.out.println("\n" + disturbance.end());
  }

  private static void measure(DeviceInfo info, TrainingModel model, DType dtype, double seconds)
      throws UnsupportedOpException {
    TrainingStep step = model.step(dtype, model.optimizer());
    Program program = step.program();
    try (CpuDevice device = (CpuDevice) new CpuPlugin().open(info);
        Queue queue = device.openQueue();
        OpByOp shared = new OpByOp(device, program, Set.of(step.loss()));
        OpByOp apart = sharing(device, step);
        WholeProgram replay = WholeProgram.of(device, program, Lane.REPLAY, shared);
        WholeProgram fused = WholeProgram.of(device, program, Lane.FUSED, apart)) {
      fill(step, shared);
      fill(step, apart);
      for (int i = 0; i < STEPS; i++) {
        replay.enqueue(queue);
        fused.enqueue(queue);
      }
      queue.finish();
      double distance = distance(step, shared, apart);
      boolean ownTime = device.threads() == 1;
      run(queue, replay, fused, ownTime, seconds / 5);
      double[][] nanos = run(queue, replay, fused, ownTime, seconds);
      double[] ratios = new double[nanos[0].length];
      for (int i = 0; i < ratios.length; i++) {
        ratios[i] = nanos[0][i] / nanos[1][i];
      }
      System.out.println(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %.3f | %.3f | %.2f ÷ %.2f | %d of %d | %.2g |",
              info.id(),
              model.kind(),
              dtype,
              median(ratios),
              best(nanos[0]) / best(nanos[1]),
              median(nanos[0]) / 1e6,
              median(nanos[1]) / 1e6,
              fused.unwritten().size(),
              program.tensors().stream().filter(t -> t.role() == Role.OUTPUT).count(),
              distance));
    }
  }

  /** Memory for the step in lane fused: tensors share it where they may. */
  static OpByOp sharing(Device device, TrainingStep step) throws UnsupportedOpException {
    Set<String> own = new HashSet<>(Set.of(step.loss()));
    try (CompiledProgram fused = new CompiledProgram(device, step.program(), Lane.FUSED)) {
      own.addAll(fused.ownMemory());
    }
    return new OpByOp(device, step.program(), own);
  }

  /** Nanoseconds of steps in either lane. */
  private static double[][] run(
      Queue queue, WholeProgram replay, WholeProgram fused, boolean ownTime, double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    double[][] nanos = new double[2][1 << 16];
    int count = 0;
    while (count < nanos[0].length && (count < 3 || System.nanoTime() < end)) {
      // the second of a pair finds other data in the caches than the first
      boolean first = count % 2 == 0;
      double one = nanos(queue, first ? replay : fused, ownTime);
      double other = nanos(queue, first ? fused : replay, ownTime);
      nanos[0][count] = first ? one : other;
      nanos[1][count++] = first ? other : one;
    }
    return new double[][] {Arrays.copyOf(nanos[0], count), Arrays.copyOf(nanos[1], count)};
  }

  private static double nanos(Queue queue, WholeProgram program, boolean ownTime) {
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    long start = ownTime ? thread.getCurrentThreadCpuTime() : System.nanoTime();
    program.enqueue(queue);
    queue.finish();
    return (ownTime ? thread.getCurrentThreadCpuTime() : System.nanoTime()) - start;
  }

  static void fill(TrainingStep step, OpByOp run) {
    for (Program.Tensor tensor : step.program().tensors()) {
      if (tensor.role() != Role.OUTPUT) {
        double[] values = new double[Math.toIntExact(tensor.spec().elements())];
        step.starts().get(tensor.name()).read(1, 0, values);
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) tensor.spec().bytes());
        Encoding.putExact(tensor.spec().dtype(), values, values.length, bytes);
        run.buffer(tensor.name()).write(0, bytes.flip());
      }
    }
  }

  /** Of all that is trained, as a share of the way that it has gone. */
  static double distance(TrainingStep step, OpByOp right, OpByOp found) {
    double apart = 0;
    double way = 0;
    for (Program.Tensor tensor : step.trained()) {
      double[] from = new double[Math.toIntExact(tensor.spec().elements())];
      step.starts().get(tensor.name()).read(1, 0, from);
      double[] a = read(right, tensor);
      double[] b = read(found, tensor);
      for (int i = 0; i < a.length; i++) {
        apart += (a[i] - b[i]) * (a[i] - b[i]);
        way += (a[i] - from[i]) * (a[i] - from[i]);
      }
    }
    return Math.sqrt(apart / way);
  }

  private static double[] read(OpByOp run, Program.Tensor tensor) {
    byte[] bytes = new byte[(int) tensor.spec().bytes()];
    run.buffer(tensor.name()).read(0, ByteBuffer.wrap(bytes));
    return TestCpu.decode(tensor.spec().dtype(), bytes);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double best(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }
}
