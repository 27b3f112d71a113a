package io.goodflops.plugin.cpu;

import io.goodflops.spi.Activation;
import io.goodflops.spi.AdamW;
import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.Lane;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Reduce;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.UnsupportedOpException;
import java.util.Optional;

/**
 * Who calculates which op of a training step: oneDNN what it has, the crew embeddings and
 * optimizers whose state or gradients are BF16.
 */
final class TrainingKernels {
  private TrainingKernels() {}

  static CpuKernel compile(CpuDevice device, Dnnl dnnl, Crew crew, TrainingOp op, Lane lane)
      throws UnsupportedOpException {
    if (op instanceof Embedding embedding) {
      return EmbeddingKernels.compile(device, crew, embedding);
    }
    if (op instanceof Sgd sgd) {
      Optional<CpuKernel> fp32 =
          fp32(device, dnnl, op, sgd.gradient(), plan -> DnnlOptimizers.sgd(plan, sgd));
      return fp32.isPresent() ? fp32.get() : OptimizerKernels.sgd(device, crew, sgd);
    }
    if (op instanceof AdamW adamW) {
      Optional<CpuKernel> fp32 =
          fp32(device, dnnl, op, adamW.gradient(), plan -> DnnlOptimizers.adamW(plan, adamW));
      return fp32.isPresent() ? fp32.get() : OptimizerKernels.adamW(device, crew, adamW);
    }
    if (op instanceof Permute permute) {
      return DnnlPlan.compile(device, dnnl, op, plan -> DnnlElementwise.permute(plan, permute));
    }
    if (op.dtype() == DType.FP64) {
      throw new UnsupportedOpException(
          op.kind() + " of FP64: oneDNN calculates training ops in FP32 and 16 bits only");
    }
    return DnnlPlan.compile(device, dnnl, op, recipe(op, lane));
  }

  /** An optimizer by oneDNN, where all is FP32 and it has more than its slow reference code. */
  private static Optional<CpuKernel> fp32(
      CpuDevice device, Dnnl dnnl, TrainingOp op, DType gradient, DnnlPlan.Recipe recipe)
      throws UnsupportedOpException {
    if (op.dtype() != DType.FP32 || gradient != DType.FP32) {
      return Optional.empty();
    }
    CpuKernel kernel = DnnlPlan.compile(device, dnnl, op, recipe);
    if (kernel.description().contains("ref:")) {
      kernel.close();
      return Optional.empty();
    }
    return Optional.of(kernel);
  }

  private static DnnlPlan.Recipe recipe(TrainingOp op, Lane lane) throws UnsupportedOpException {
    if (op instanceof Conv2d conv) {
      return plan -> DnnlConvolution.write(plan, conv, lane);
    }
    if (op instanceof Activation activation) {
      return plan -> DnnlElementwise.activation(plan, activation);
    }
    if (op instanceof Binary binary) {
      return plan -> DnnlElementwise.binary(plan, binary);
    }
    if (op instanceof Cast cast) {
      return plan -> DnnlElementwise.cast(plan, cast);
    }
    if (op instanceof Softmax softmax) {
      return plan -> DnnlSoftmax.write(plan, softmax);
    }
    if (op instanceof CrossEntropy crossEntropy) {
      return plan -> DnnlCrossEntropy.write(plan, crossEntropy);
    }
    if (op instanceof LayerNorm norm) {
      return plan -> DnnlNormalisation.layer(plan, norm);
    }
    if (op instanceof BatchNorm norm) {
      return plan -> DnnlNormalisation.batch(plan, norm);
    }
    if (op instanceof Bias bias) {
      return plan -> DnnlSums.bias(plan, bias);
    }
    if (op instanceof Reduce reduce) {
      return plan -> DnnlSums.reduce(plan, reduce);
    }
    if (op instanceof Pool2d pool) {
      return plan -> DnnlPooling.write(plan, pool);
    }
    throw new UnsupportedOpException("op " + op.kind() + " is not known here");
  }
}
