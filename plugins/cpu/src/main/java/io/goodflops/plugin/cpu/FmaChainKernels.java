package io.goodflops.plugin.cpu;

import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/** FMA chains in vector registers, the chains shared out among the crew. */
final class FmaChainKernels {
  /**
   * Steps in one call. Short calls let the compiler replace the code while a launch runs, long ones
   * make loads and stores of the chains' ends vanish.
   */
  private static final int STEPS_PER_CALL = 8192;

  /** Takes less than half a microsecond when compiled, fifty when not: calls, not steps, count. */
  private static final int WARM_UP_STEPS = 32;

  private static final long COMPILED_NANOS = 5_000;
  private static final int COMPILED_CALLS = 20;
  private static final long PATIENCE_NANOS = 3_000_000_000L;

  private FmaChainKernels() {}

  static CpuKernel compile(CpuDevice device, Crew crew, FmaChain op) throws UnsupportedOpException {
    if (op.dtype() != DType.FP32 && op.dtype() != DType.FP64) {
      throw new UnsupportedOpException(
          "the Vector API has no multiply-add of " + op.dtype() + ", only of FP32 and FP64");
    }
    VectorCode code =
        VectorCode.find()
            .orElseThrow(
                () ->
                    new UnsupportedOpException(
                        "this JVM runs without --add-modules jdk.incubator.vector"));
    if (op.chains() > 1 << 27) {
      throw new UnsupportedOpException(op.chains() + " chains: these are no longer in registers");
    }
    warmUp(code, op.dtype());
    OpenMp.letFallAsleep();
    return new CpuKernel(
        device,
        op,
        code.description() + ", " + crew.size() + " threads",
        (in, out, workspace) ->
            op.dtype() == DType.FP32
                ? floats(crew, code, op, in.get(0), in.get(1), in.get(2), out.get(0))
                : doubles(crew, code, op, in.get(0), in.get(1), in.get(2), out.get(0)));
  }

  /** The chains advance in heap arrays: the Vector API's access to other memory changes by JDK. */
  private static Work floats(
      Crew crew, VectorCode code, FmaChain op, CpuBuffer x, CpuBuffer a, CpuBuffer b, CpuBuffer y) {
    float[] chains = new float[(int) op.chains()];
    float[] as = new float[FmaChain.FACTORS];
    float[] bs = new float[FmaChain.FACTORS];
    FloatBuffer start = x.view(0, 4 * chains.length).asFloatBuffer();
    FloatBuffer factors = a.view(0, 4 * as.length).asFloatBuffer();
    FloatBuffer addends = b.view(0, 4 * bs.length).asFloatBuffer();
    FloatBuffer end = y.view(0, 4 * chains.length).asFloatBuffer();
    Crew.Task task =
        share(chains.length, op.steps(), (at, steps) -> code.chains(chains, as, bs, at, steps));
    return () -> {
      start.get(0, chains);
      factors.get(0, as);
      addends.get(0, bs);
      crew.run(task);
      end.put(0, chains);
    };
  }

  private static Work doubles(
      Crew crew, VectorCode code, FmaChain op, CpuBuffer x, CpuBuffer a, CpuBuffer b, CpuBuffer y) {
    double[] chains = new double[(int) op.chains()];
    double[] as = new double[FmaChain.FACTORS];
    double[] bs = new double[FmaChain.FACTORS];
    DoubleBuffer start = x.view(0, 8 * chains.length).asDoubleBuffer();
    DoubleBuffer factors = a.view(0, 8 * as.length).asDoubleBuffer();
    DoubleBuffer addends = b.view(0, 8 * bs.length).asDoubleBuffer();
    DoubleBuffer end = y.view(0, 8 * chains.length).asDoubleBuffer();
    Crew.Task task =
        share(chains.length, op.steps(), (at, steps) -> code.chains(chains, as, bs, at, steps));
    return () -> {
      start.get(0, chains);
      factors.get(0, as);
      addends.get(0, bs);
      crew.run(task);
      end.put(0, chains);
    };
  }

  private interface Block {
    void advance(int at, int steps);
  }

  /** Each worker takes whole blocks of chains. */
  private static Crew.Task share(int chains, long steps, Block block) {
    int blocks = chains / VectorCode.BLOCK_CHAINS;
    return (worker, workers) -> {
      int last = (int) ((worker + 1L) * blocks / workers);
      for (int i = (int) ((long) worker * blocks / workers); i < last; i++) {
        for (long left = steps; left > 0; left -= STEPS_PER_CALL) {
          block.advance(i * VectorCode.BLOCK_CHAINS, (int) Math.min(left, STEPS_PER_CALL));
        }
      }
    };
  }

  /** Until compiled, a step takes a hundred times as long: that belongs to no launch. */
  private static void warmUp(VectorCode code, DType dtype) {
    float[] floats = new float[VectorCode.BLOCK_CHAINS];
    double[] doubles = new double[VectorCode.BLOCK_CHAINS];
    long start = System.nanoTime();
    long before = start;
    int fast = 0;
    while (fast < COMPILED_CALLS && before - start < PATIENCE_NANOS) {
      if (dtype == DType.FP32) {
        code.chains(floats, floats, floats, 0, WARM_UP_STEPS);
      } else {
        code.chains(doubles, doubles, doubles, 0, WARM_UP_STEPS);
      }
      long now = System.nanoTime();
      fast = now - before < COMPILED_NANOS ? fast + 1 : 0;
      before = now;
    }
  }
}
