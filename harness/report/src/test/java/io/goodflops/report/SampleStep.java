package io.goodflops.report;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.RunRecord;
import io.goodflops.result.StepRecord;
import io.goodflops.result.StepRecord.StepOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Training steps on the sample's {@code cpu:0}: 182 GFLOP/s, memory at 22 GB/s. */
public final class SampleStep {
  private static final double FLOP_PER_NANO = 182;
  private static final double BYTES_PER_NANO = 22;

  private final List<StepOp> ops = new ArrayList<>();
  private double at = 40_000;

  private SampleStep() {}

  /** A run whose last case is a small multilayer perceptron in training. */
  public static RunRecord mlp() {
    return run("mlp-train-512", new SampleStep().mlpStep());
  }

  /** A step of many ops, as deep networks have them. */
  public static RunRecord deep(int layers) {
    SampleStep step = new SampleStep();
    for (int layer = 0; layer < layers; layer++) {
      step.product("h" + layer, 512, 512, 512, 1.2 + layer % 3 * 0.3)
          .each("layer-norm", "n" + layer, 512 * 512, 2.1)
          .each("gelu", "a" + layer, 512 * 512, 1.4);
    }
    return run("deep-train", step.record());
  }

  /** Names that a hostile plugin or an edited record might hold. */
  public static RunRecord hostile() {
    SampleStep step = new SampleStep();
    step.each(SampleRun.HOSTILE, SampleRun.HOSTILE, 1 << 20, 3);
    return run("mlp-train-512", step.record());
  }

  /** Times that no clock gives, as an edited record might hold them. */
  public static RunRecord absurd() {
    List<StepOp> ops = new ArrayList<>();
    for (double nanos : new double[] {1e-300, 1e17, Double.MAX_VALUE, Double.MAX_VALUE}) {
      ops.add(
          new StepOp(
              "matmul",
              "y",
              Long.MAX_VALUE,
              1,
              1,
              "FP32",
              "FP32",
              "STRICT",
              nanos,
              nanos,
              OptionalDouble.of(nanos / 3)));
    }
    return run("mlp-train-512", new StepRecord(1, 1_000, 1, ops, Optional.empty()));
  }

  /** A step without ops. */
  public static RunRecord empty() {
    return run("mlp-train-512", new StepRecord(1, 1_000, 990, List.of(), Optional.empty()));
  }

  private static RunRecord run(String workload, StepRecord step) {
    List<CaseRecord> cases = new ArrayList<>(SampleRun.cases().subList(0, 3));
    cases.add(
        SampleCase.gemm(workload, 1400, "FP32", 182e9)
            .effective(0.55)
            .loss("host.dispatch_gap", 0.08)
            .loss("kernel.inefficiency", 0.2)
            .step(step)
            .build());
    return SampleRun.run(RunRecord.RunStatus.COMPLETE, 4, cases);
  }

  private StepRecord mlpStep() {
    return product("z1", 512, 1024, 784, 1.25)
        .each("bias", "y1", 512 * 1024, 1.3)
        .each("relu", "a1", 512 * 1024, 1.2)
        .product("z2", 512, 1024, 1024, 1.22)
        .each("bias", "y2", 512 * 1024, 1.3)
        .each("relu", "a2", 512 * 1024, 0.9)
        .product("logits", 512, 10, 1024, 2.8)
        .each("cross-entropy", "loss, dlogits", 512 * 10, 4.2)
        .product("dW3", 1024, 10, 512, 3.1)
        .product("da2", 512, 1024, 10, 1.9)
        .each("relu-backward", "dz2", 512 * 1024, 1.5)
        .product("dW2", 1024, 1024, 512, 1.4)
        .product("da1", 512, 1024, 1024, 1.3)
        .each("relu-backward", "dz1", 512 * 1024, 1.5)
        .product("dW1", 784, 1024, 512, 1.5)
        .each("sgd", "W1", 784 * 1024, 1.8)
        .each("sgd", "W2", 1024 * 1024, 1.8)
        .each("sgd", "W3", 1024 * 10, 2.5)
        .record();
  }

  private SampleStep product(String writes, long m, long n, long k, double factor) {
    return add("matmul", writes, 2 * m * n * k, 4 * (m * k + k * n + m * n), factor);
  }

  private SampleStep each(String kind, String writes, long elements, double factor) {
    return add(kind, writes, elements, 12 * elements, factor);
  }

  private SampleStep add(String kind, String writes, long flops, long bytes, double factor) {
    double nanos = factor * Math.max(flops / FLOP_PER_NANO, bytes / BYTES_PER_NANO);
    OptionalDouble alone =
        ops.size() % 5 == 4 ? OptionalDouble.empty() : OptionalDouble.of(nanos * 0.93);
    ops.add(
        new StepOp(kind, writes, flops, bytes, bytes, "FP32", "FP32", "STRICT", at, nanos, alone));
    at += nanos + 30_000 + ops.size() % 4 * 20_000;
    return this;
  }

  private StepRecord record() {
    long traced = Math.round(at) + 50_000;
    return new StepRecord(7, traced, traced - ops.size() * 9_000L, ops, Optional.empty());
  }
}
