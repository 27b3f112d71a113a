package io.goodflops.plugin.cpu;

import io.goodflops.spi.DType;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.program.Bottleneck;
import io.goodflops.workload.program.Decoder;
import io.goodflops.workload.program.Mlp;
import io.goodflops.workload.program.TrainingModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a training step costs beside its ops: the steps of suite {@code training} as the engine
 * enqueues them, against the sum of the same primitives' and kernels' own times, each called and
 * timed alone. All of it in one JVM, in turns, in FP32 and in BF16, for one thread and for all;
 * every second round goes backwards. Prints tables for docs/MEASUREMENT.md; takes minutes.
 *
 * <p>A primitive's own time is taken twice: in its place in the step, where it finds the caches as
 * the ops before it left them, and once more directly after itself, with everything as warm as can
 * be.
 *
 * <p>From the repository's root, after {@code mvn -q -pl plugins/cpu -am package -DskipTests}:
 *
 * <pre>
 * GOMP_SPINCOUNT=2000 java --add-modules jdk.incubator.vector -XX:+UseSerialGC -cp 'plugins/cpu/target/test-classes:plugins/cpu/target/plugin/*:harness/spi/target/classes:harness/workload/target/classes' io.goodflops.plugin.cpu.StepOverhead
 * </pre>
 *
 * <p>Options: {@code --rounds N} (15), {@code --round-ms N} (150, for each way in a round), {@code
 * --model mlp} (else the three of the suite; also {@code gpt2-block}), {@code --device cpu:0/1t}
 * (else both), {@code --ops yes} (also a table of the ops by kind), {@code --batch N} (2: sequences
 * of 128 tokens in a step of the decoder, whose weights are updated once a step). The last line
 * says how much of the machine others had.
 */
final class StepOverhead {
  private static final double WANTED = 1.05;
  private static final double WARM_UP_SECONDS = 2;
  private static final List<DType> DTYPES = List.of(DType.FP32, DType.BF16);

  /**
   * One block of the smallest GPT-2 at its own width, heads and context; 2048 of its 50257 words.
   */
  private static final Decoder GPT2_BLOCK = new Decoder(1, 1024, 768, 12, 2048, 1);

  private final List<String> rows = new ArrayList<>();
  private final List<String> ratios = new ArrayList<>();
  private final Options options;

  private record Options(
      int rounds, int roundMillis, String model, String device, boolean ops, int batch) {
    /** The steps of suite {@code training}, but for the decoder's batch; or the one asked for. */
    Map<String, TrainingModel> models() {
      Map<String, TrainingModel> models = new LinkedHashMap<>();
      models.put("mlp", new Mlp(128, 1024, 4096, 1024));
      models.put("bottleneck", new Bottleneck(4, 256, 64, 28, 10));
      models.put("decoder", new Decoder(batch, 128, 256, 4, 2048, 2));
      if (model.isEmpty()) {
        return models;
      }
      models.put("gpt2-block", GPT2_BLOCK);
      models.keySet().retainAll(Set.of(model));
      return models;
    }

    static Options of(String[] args) {
      Options options = new Options(15, 150, "", "", false, 2);
      for (int i = 0; i < args.length; i += 2) {
        if (i + 1 == args.length) {
          throw new IllegalArgumentException(args[i] + " needs a value");
        }
        options = options.with(args[i], args[i + 1]);
      }
      return options;
    }

    private Options with(String name, String value) {
      return switch (name) {
        case "--rounds" ->
            new Options(Integer.parseInt(value), roundMillis, model, device, ops, batch);
        case "--round-ms" ->
            new Options(rounds, Integer.parseInt(value), model, device, ops, batch);
        case "--model" -> new Options(rounds, roundMillis, value, device, ops, batch);
        case "--device" -> new Options(rounds, roundMillis, model, value, ops, batch);
        case "--ops" -> new Options(rounds, roundMillis, model, device, value.equals("yes"), batch);
        case "--batch" ->
            new Options(rounds, roundMillis, model, device, ops, Integer.parseInt(value));
        default -> throw new IllegalArgumentException("unknown option " + name);
      };
    }
  }

  /** One type's step with what each round found; times in nanoseconds. */
  private static final class Timed {
    private final BareSteps steps;
    private final int launches;
    private final double[] step;
    private final double[] inPlace;
    private final double[] repeated;
    private final double[][] ofOps;
    private final double[] bestOfOps;
    private double bestStep = Double.MAX_VALUE;
    private double bestInPlace = Double.MAX_VALUE;

    Timed(BareSteps steps, Options options) {
      this.steps = steps;
      double end = System.nanoTime() + WARM_UP_SECONDS * 1e9;
      long shortest = Long.MAX_VALUE;
      while (System.nanoTime() < end) {
        shortest = Math.min(shortest, steps.stepNanos());
        steps.nanosInPlace();
      }
      launches = (int) Math.max(3, options.roundMillis() * 1_000_000L / shortest);
      step = new double[options.rounds()];
      inPlace = new double[options.rounds()];
      repeated = new double[options.rounds()];
      ofOps = new double[steps.kinds().size()][options.rounds()];
      bestOfOps = new double[ofOps.length];
      Arrays.fill(bestOfOps, Double.MAX_VALUE);
    }

    /** Medians of a round: of steps, of the sums of their ops, and of each op. */
    private void take(int round) {
      double[] steps = new double[launches];
      double[] sums = new double[launches];
      long[][] places = new long[launches][];
      long[][] again = new long[launches][];
      // one after the other, so that a disturbance meets both
      for (int i = 0; i < launches; i++) {
        steps[i] = this.steps.stepNanos();
        places[i] = this.steps.nanosInPlace();
        sums[i] = Arrays.stream(places[i]).sum();
        bestStep = Math.min(bestStep, steps[i]);
        bestInPlace = Math.min(bestInPlace, sums[i]);
        for (int op = 0; op < bestOfOps.length; op++) {
          bestOfOps[op] = Math.min(bestOfOps[op], (double) places[i][op]);
        }
      }
      for (int i = 0; i < launches; i++) {
        again[i] = this.steps.nanosRepeated();
      }
      step[round] = median(steps);
      inPlace[round] = median(sums);
      for (int op = 0; op < ofOps.length; op++) {
        ofOps[op][round] = ofOp(places, op);
        repeated[round] += ofOp(again, op);
      }
    }

    private static double ofOp(long[][] nanos, int op) {
      return median(Arrays.stream(nanos).mapToDouble(n -> (double) n[op]).toArray());
    }
  }

  private StepOverhead(Options options) {
    this.options = options;
  }

  public static void main(String[] args) throws IOException, UnsupportedOpException {
    StepOverhead overhead = new StepOverhead(Options.of(args));
    CpuPlugin plugin = new CpuPlugin();
    if (!(plugin.discover() instanceof Discovery.Found found)) {
      System.out.println(plugin.discover());
      return;
    }
    Disturbance disturbance = Disturbance.start();
    for (DeviceInfo info : found.devices()) {
      if (overhead.options.device().isEmpty() || overhead.options.device().equals(info.id())) {
        try (CpuDevice device = (CpuDevice) plugin.open(info)) {
          for (Map.Entry<String, TrainingModel> model : overhead.options.models().entrySet()) {
            overhead.measure(device, info.id(), model.getKey(), model.getValue());
          }
        }
      }
    }
    overhead.print(disturbance);
  }

  private void measure(CpuDevice device, String id, String name, TrainingModel model)
      throws UnsupportedOpException {
    List<Timed> timed = new ArrayList<>();
    try {
      for (DType dtype : DTYPES) {
        timed.add(new Timed(new BareSteps(device, model.step(dtype, model.optimizer())), options));
      }
      for (int round = 0; round < options.rounds(); round++) {
        for (int i = 0; i < timed.size(); i++) {
          timed.get(round % 2 == 0 ? i : timed.size() - 1 - i).take(round);
        }
      }
      for (int i = 0; i < timed.size(); i++) {
        rows.add(row(id, name, DTYPES.get(i), timed.get(i)));
      }
      ratios.add(
          format(
              "| %s | %s | %.2f | %.2f | %.2f | %.2f ÷ %.2f |",
              id,
              name,
              median(timed.get(0).step) / median(timed.get(1).step),
              median(over(timed.get(0).step, timed.get(1).step)),
              timed.get(0).bestStep / timed.get(1).bestStep,
              median(timed.get(0).step) / 1e6,
              median(timed.get(1).step) / 1e6));
      if (options.ops()) {
        ops(id, name, timed);
      }
    } finally {
      timed.forEach(one -> one.steps.close());
    }
  }

  private static String row(String id, String model, DType dtype, Timed timed) {
    double step = median(timed.step);
    return format(
        "| %s | %s | %s | %.3f | %.3f | %.3f | ≤ %.2f | %.2f ÷ %.2f | %.3f | %.2f |",
        id,
        model,
        dtype,
        step / median(timed.inPlace),
        median(over(timed.step, timed.inPlace)),
        timed.bestStep / timed.bestInPlace,
        WANTED,
        step / 1e6,
        median(timed.inPlace) / 1e6,
        step / median(timed.repeated),
        median(timed.repeated) / 1e6);
  }

  /** Times by kind of op, medians and best, the largest first. */
  private static void ops(String id, String model, List<Timed> timed) {
    Map<String, double[]> byKind = new TreeMap<>();
    for (int i = 0; i < timed.size(); i++) {
      Timed one = timed.get(i);
      List<String> kinds = one.steps.kinds();
      for (int op = 0; op < kinds.size(); op++) {
        double[] nanos = byKind.computeIfAbsent(kinds.get(op), kind -> new double[4]);
        nanos[2 * i] += median(one.ofOps[op]);
        nanos[2 * i + 1] += one.bestOfOps[op];
      }
    }
    System.out.println(
        format("%n| %s %s, ms | FP32 | best | BF16 | best |%n|---|---|---|---|---|", id, model));
    byKind.entrySet().stream()
        .sorted((a, b) -> Double.compare(b.getValue()[2], a.getValue()[2]))
        .map(
            kind ->
                format(
                    "| %s | %.3f | %.3f | %.3f | %.3f |",
                    kind.getKey(),
                    kind.getValue()[0] / 1e6,
                    kind.getValue()[1] / 1e6,
                    kind.getValue()[2] / 1e6,
                    kind.getValue()[3] / 1e6))
        .forEach(System.out::println);
  }

  private void print(Disturbance disturbance) throws IOException {
    System.out.println(
        format(
            "%n%d rounds of at least %d ms for each way; %s. Times in ms, medians.%n",
            options.rounds(), options.roundMillis(), Dnnl.versionText()));
    System.out.println(
        "| Device | step | dtype | step ÷ sum | by rounds | best | wanted | step ÷ sum of ops in place"
            + " | step ÷ ops repeated | sum of ops repeated |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|");
    rows.forEach(System.out::println);
    System.out.println(
        "\n| Device | step | FP32 ÷ BF16 | by rounds | best | times |\n|---|---|---|---|---|---|");
    ratios.forEach(System.out::println);
    System.out.println("\n" + disturbance.end());
  }

  private static double[] over(double[] dividends, double[] divisors) {
    double[] ratios = dividends.clone();
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] /= divisors[i];
    }
    return ratios;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
