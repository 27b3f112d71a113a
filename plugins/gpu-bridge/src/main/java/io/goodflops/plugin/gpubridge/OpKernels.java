package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Activation;
import io.goodflops.spi.AdamW;
import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Read;
import io.goodflops.spi.Reduce;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.Triad;
import io.goodflops.spi.UnsupportedOpException;
import java.util.HashMap;
import java.util.Map;

/** Which kernels an op is made of. */
final class OpKernels {
  private static final int BLOCKS_PER_MULTIPROCESSOR = 8;
  private static final int USUAL_BLOCKS = 1024;
  private static final Map<Class<? extends Op>, Planner<Op>> PLANNERS = new HashMap<>();

  static {
    put(Read.class, StreamKernels::read);
    put(Triad.class, StreamKernels::triad);
    put(FmaChain.class, StreamKernels::chain);
    put(MatrixChain.class, MatrixKernels::chain);
    put(Activation.class, PointwiseKernels::activation);
    put(Binary.class, PointwiseKernels::binary);
    put(Cast.class, PointwiseKernels::cast);
    put(Bias.class, PointwiseKernels::bias);
    put(Reduce.class, SumKernels::reduce);
    put(Softmax.class, RowKernels::softmax);
    put(CrossEntropy.class, RowKernels::crossEntropy);
    put(LayerNorm.class, NormKernels::layerNorm);
    put(BatchNorm.class, NormKernels::batchNorm);
    put(Embedding.class, MoveKernels::embedding);
    put(Permute.class, MoveKernels::permute);
    put(Pool2d.class, PoolKernels::pool);
    put(Conv2d.class, ConvolutionKernels::convolution);
    put(Sgd.class, OptimizerKernels::sgd);
    put(AdamW.class, OptimizerKernels::adamW);
  }

  private OpKernels() {}

  /** How ops of one kind are done. */
  private interface Planner<T extends Op> {
    void plan(T op, Plan plan) throws UnsupportedOpException;
  }

  private static <T extends Op> void put(Class<T> kind, Planner<T> planner) {
    PLANNERS.put(kind, (op, plan) -> planner.plan(kind.cast(op), plan));
  }

  static GpuKernel compile(GpuDevice device, Op op, Products products)
      throws UnsupportedOpException {
    Planner<Op> planner = PLANNERS.get(op.getClass());
    if (planner == null) {
      throw new UnsupportedOpException("there is no kernel for " + op.kind() + " yet");
    }
    return compile(device, Signature.of(op), products, plan -> planner.plan(op, plan));
  }

  /** How something that is no op of its own is done. */
  interface Planning {
    void write(Plan plan) throws UnsupportedOpException;
  }

  static GpuKernel compile(
      GpuDevice device, Signature signature, Products products, Planning planning)
      throws UnsupportedOpException {
    Plan plan = new Plan(signature, blocks(device), products, device.convolutions());
    planning.write(plan);
    return plan.kernel(device);
  }

  private static int blocks(GpuDevice device) {
    return device
        .runtime()
        .attribute(Value.ATTRIBUTE_MULTIPROCESSORS, device.ordinal())
        .filter(multiprocessors -> multiprocessors > 0)
        .map(multiprocessors -> multiprocessors * BLOCKS_PER_MULTIPROCESSOR)
        .orElse(USUAL_BLOCKS);
  }
}
