package io.goodflops.plugin.cpu;

import io.goodflops.spi.AdamW;
import io.goodflops.spi.DType;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.UnsupportedOpException;
import java.util.List;

/**
 * Steps of optimizers that have BF16 in them, the elements shared out among the crew in runs that
 * fit a cache: the weight follows from its state as it is before that is rounded.
 */
final class OptimizerKernels {
  private OptimizerKernels() {}

  /** What happens to a run of elements: arrays of state are read and written. */
  private interface Step {
    void run(float[][] state, float[] gradient, int count);
  }

  static CpuKernel sgd(CpuDevice device, Crew crew, Sgd op) throws UnsupportedOpException {
    float rate = (float) op.learningRate();
    float momentum = (float) op.momentum();
    float decay = (float) op.weightDecay();
    return kernel(
        device,
        crew,
        op,
        op.gradient(),
        (in, out) -> {
          Crew.Task task =
              elementwise(
                  crew,
                  List.of(in.get(0), in.get(1)),
                  in.get(2),
                  List.of(out.get(0), out.get(1)),
                  (state, gradient, count) ->
                      sgd(state[0], state[1], gradient, count, rate, momentum, decay));
          return () -> crew.run(task);
        });
  }

  private static void sgd(
      float[] w, float[] v, float[] g, int count, float rate, float momentum, float decay) {
    for (int i = 0; i < count; i++) {
      v[i] = momentum * v[i] + (g[i] + decay * w[i]);
      w[i] = w[i] - rate * v[i];
    }
  }

  static CpuKernel adamW(CpuDevice device, Crew crew, AdamW op) throws UnsupportedOpException {
    return kernel(device, crew, op, op.gradient(), (in, out) -> adamW(crew, op, in, out));
  }

  private static Work adamW(Crew crew, AdamW op, List<CpuBuffer> in, List<CpuBuffer> out) {
    AdamWStep step = new AdamWStep(op);
    Crew.Task task =
        elementwise(
            crew,
            List.of(in.get(0), in.get(1), in.get(2)),
            in.get(4),
            List.of(out.get(0), out.get(1), out.get(2)),
            step);
    Numbers before = new Numbers(in.get(3));
    Numbers after = new Numbers(out.get(3));
    float[] count = new float[1];
    Numbers.Scratch scratch = new Numbers.Scratch();
    return () -> {
      before.get(0, 1, count, scratch);
      count[0]++;
      step.correct(count[0]);
      crew.run(task);
      after.put(0, 1, count, scratch);
    };
  }

  private static final class AdamWStep implements Step {
    private final AdamW op;
    private final float kept;
    private final float beta1;
    private final float rest1;
    private final float beta2;
    private final float rest2;
    private final float epsilon;
    private float rate;
    private float correction;

    AdamWStep(AdamW op) {
      this.op = op;
      kept = (float) (1 - op.learningRate() * op.weightDecay());
      beta1 = (float) op.beta1();
      rest1 = (float) (1 - op.beta1());
      beta2 = (float) op.beta2();
      rest2 = (float) (1 - op.beta2());
      epsilon = (float) op.epsilon();
    }

    /** The factors that depend on how many steps there have been with this one. */
    void correct(double steps) {
      rate = (float) (op.learningRate() / (1 - Math.pow(op.beta1(), steps)));
      correction = (float) (1 / (1 - Math.pow(op.beta2(), steps)));
    }

    @Override
    public void run(float[][] state, float[] gradient, int count) {
      run(state[0], state[1], state[2], gradient, count, rate, correction);
    }

    private void run(
        float[] w, float[] m, float[] v, float[] g, int count, float step, float correct) {
      for (int i = 0; i < count; i++) {
        m[i] = beta1 * m[i] + rest1 * g[i];
        v[i] = beta2 * v[i] + rest2 * (g[i] * g[i]);
        w[i] = kept * w[i] - step * m[i] / ((float) Math.sqrt(v[i] * correct) + epsilon);
      }
    }
  }

  private interface Bind {
    Work bind(List<CpuBuffer> in, List<CpuBuffer> out);
  }

  private static CpuKernel kernel(
      CpuDevice device, Crew crew, TrainingOp op, DType gradient, Bind bind)
      throws UnsupportedOpException {
    if (!Numbers.has(op.dtype()) || !Numbers.has(gradient)) {
      throw new UnsupportedOpException(
          op.kind()
              + " of "
              + op.dtype()
              + " with gradients of "
              + gradient
              + ": both must be FP32 or BF16 here");
    }
    return new CpuKernel(
        device,
        op,
        "Java loop, " + crew.size() + " threads",
        (in, out, workspace) -> bind.bind(in, out));
  }

  private static Crew.Task elementwise(
      Crew crew, List<CpuBuffer> in, CpuBuffer gradient, List<CpuBuffer> out, Step step) {
    long elements = gradient.spec().elements();
    long runs = (elements - 1) / Numbers.RUN + 1;
    Numbers[] sources = in.stream().map(Numbers::new).toArray(Numbers[]::new);
    Numbers[] targets = out.stream().map(Numbers::new).toArray(Numbers[]::new);
    Numbers gradients = new Numbers(gradient);
    float[][][] states = new float[crew.size()][sources.length][Numbers.RUN];
    float[][] slopes = new float[crew.size()][Numbers.RUN];
    Numbers.Scratch[] scratches = Numbers.scratches(crew.size());
    return (worker, workers) -> {
      float[][] state = states[worker];
      Numbers.Scratch scratch = scratches[worker];
      long end = (worker + 1L) * runs / workers;
      for (long run = worker * runs / workers; run < end; run++) {
        long first = run * Numbers.RUN;
        int count = (int) Math.min(Numbers.RUN, elements - first);
        for (int i = 0; i < sources.length; i++) {
          sources[i].get(first, count, state[i], scratch);
        }
        gradients.get(first, count, slopes[worker], scratch);
        step.run(state, slopes[worker], count);
        for (int i = 0; i < targets.length; i++) {
          targets[i].put(first, count, state[i], scratch);
        }
      }
    };
  }
}
