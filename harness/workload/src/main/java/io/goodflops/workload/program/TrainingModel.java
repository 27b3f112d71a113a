package io.goodflops.workload.program;

import io.goodflops.spi.DType;
import io.goodflops.spi.Program;

/** A published model in some size, whose training step can be written out. */
public sealed interface TrainingModel permits Mlp, Bottleneck, Decoder {
  /** The model in one word, as suites call it. */
  String kind();

  /** Model and size in one word. */
  String sizes();

  /** What the weights are trained with where nothing else is asked for. */
  Optimizer optimizer();

  /** The step in one storage type. */
  default TrainingStep step(DType storage, Optimizer optimizer) {
    return step(storage, optimizer, Variant.PLAIN);
  }

  /**
   * A variant of the step.
   *
   * @throws IllegalArgumentException if this model has no such variant
   */
  TrainingStep step(DType storage, Optimizer optimizer, Variant variant);

  /** The variant of {@link #miniature}. */
  default Variant miniature(Variant variant) {
    return variant;
  }

  /** FLOPs that a variant's step needs: what is masked, padded or calculated again is not. */
  default long neededFlops(DType storage, Variant variant) {
    return step(storage, optimizer()).program().flops() - maskedFlops();
  }

  /** The same model so small that the FP64 oracle runs it in a moment. */
  TrainingModel miniature();

  /**
   * FLOPs of the products that are calculated and then masked: causal attention needs what lies on
   * and below the diagonal.
   */
  default long maskedFlops() {
    return 0;
  }

  /** The step's ops alone. */
  default Program program(DType storage, Optimizer optimizer) {
    return step(storage, optimizer).program();
  }
}
