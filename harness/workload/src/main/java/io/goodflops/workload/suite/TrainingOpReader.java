package io.goodflops.workload.suite;

import io.goodflops.spi.Activation;
import io.goodflops.spi.AdamW;
import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.Compute;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Reduce;
import io.goodflops.spi.Role;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.Window2d;
import java.util.List;
import java.util.Optional;

/** Reads an op of a training step; fields are called as the components of its record. */
final class TrainingOpReader {
  /** All kinds, in the order in which the documentation has them. */
  static final List<String> KINDS =
      List.of(
          "conv2d",
          "conv2d-backward-data",
          "conv2d-backward-weights",
          "layer-norm",
          "layer-norm-backward",
          "batch-norm",
          "batch-norm-backward",
          "softmax",
          "softmax-backward",
          "relu",
          "relu-backward",
          "gelu",
          "gelu-backward",
          "bias",
          "bias-backward",
          "add",
          "multiply",
          "reduce-sum",
          "reduce-mean",
          "reduce-max",
          "cross-entropy",
          "embedding",
          "embedding-backward",
          "max-pool",
          "max-pool-backward",
          "average-pool",
          "average-pool-backward",
          "cast",
          "permute",
          "sgd",
          "adamw");

  private final Fields entry;
  private final String kind;

  TrainingOpReader(Fields entry, String kind) {
    this.entry = entry;
    this.kind = kind;
  }

  /** The entry's op in one dtype. */
  TrainingOp read(DType dtype) {
    return switch (kind) {
      case "conv2d" -> conv2d(Pass.FORWARD, dtype);
      case "conv2d-backward-data" -> conv2d(Pass.BACKWARD_DATA, dtype);
      case "conv2d-backward-weights" -> conv2d(Pass.BACKWARD_WEIGHTS, dtype);
      case "layer-norm", "layer-norm-backward" ->
          new LayerNorm(pass(), size("rows"), size("width"), dtype);
      case "batch-norm", "batch-norm-backward" ->
          new BatchNorm(pass(), size("batch"), size("channels"), size("spatial"), dtype);
      case "softmax", "softmax-backward" ->
          new Softmax(
              pass(),
              size("rows"),
              size("width"),
              entry.number("scale", 1),
              entry.flag("causal"),
              dtype);
      case "relu", "relu-backward" ->
          new Activation(Activation.Function.RELU, pass(), size("elements"), dtype);
      case "gelu", "gelu-backward" ->
          new Activation(Activation.Function.GELU, pass(), size("elements"), dtype);
      case "bias", "bias-backward" ->
          new Bias(pass(), size("outer"), size("channels"), size("inner", 1), dtype);
      case "add" -> new Binary(Binary.Function.ADD, size("elements"), dtype);
      case "multiply" -> new Binary(Binary.Function.MULTIPLY, size("elements"), dtype);
      case "reduce-sum" -> reduce(Reduce.Function.SUM, dtype);
      case "reduce-mean" -> reduce(Reduce.Function.MEAN, dtype);
      case "reduce-max" -> reduce(Reduce.Function.MAX, dtype);
      case "cross-entropy" -> new CrossEntropy(size("rows"), size("classes"), dtype);
      case "embedding", "embedding-backward" ->
          new Embedding(pass(), size("vocabulary"), size("width"), size("tokens"), dtype);
      case "max-pool", "max-pool-backward" -> pool(Pool2d.Function.MAX, dtype);
      case "average-pool", "average-pool-backward" -> pool(Pool2d.Function.AVERAGE, dtype);
      case "cast" -> new Cast(dtype, to(), size("elements"));
      case "permute" -> permute(dtype);
      case "sgd" ->
          new Sgd(
              size("elements"),
              state(dtype),
              dtype,
              entry.number("learningRate", 0.1),
              entry.number("momentum", 0.9),
              entry.number("weightDecay", 1e-4));
      case "adamw" ->
          new AdamW(
              size("elements"),
              state(dtype),
              dtype,
              entry.number("learningRate", 1e-3),
              entry.number("beta1", 0.9),
              entry.number("beta2", 0.999),
              entry.number("epsilon", 1e-8),
              entry.number("weightDecay", 0.01));
      default -> throw new IllegalArgumentException("no op of training: " + kind);
    };
  }

  private Pass pass() {
    return kind.endsWith("-backward") ? Pass.BACKWARD : Pass.FORWARD;
  }

  private Conv2d conv2d(Pass pass, DType dtype) {
    MathMode mode = entry.optionalWord("mathMode", MathMode.class).orElse(MathMode.STRICT);
    Compute compute = new Compute(Compute.standard(dtype).accumulate(), mode);
    return new Conv2d(
        pass,
        size("batch"),
        size("inChannels"),
        size("outChannels"),
        size("height"),
        size("width"),
        window(),
        dtype,
        compute,
        entry.optionalWord("output", DType.class).orElse(dtype),
        entry
            .optionalWord("w", Role.class)
            .orElse(pass == Pass.BACKWARD_WEIGHTS ? Role.VARIABLE : Role.CONSTANT));
  }

  private Window2d window() {
    return Window2d.square(size("kernel"), size("stride", 1), entry.count("pad", 0));
  }

  private Pool2d pool(Pool2d.Function function, DType dtype) {
    return new Pool2d(
        function,
        pass(),
        size("batch"),
        size("channels"),
        size("height"),
        size("width"),
        window(),
        dtype);
  }

  private Reduce reduce(Reduce.Function function, DType dtype) {
    return new Reduce(function, size("outer", 1), size("length"), size("inner", 1), dtype);
  }

  private DType to() {
    Optional<DType> to = entry.optionalWord("to", DType.class);
    return to.orElseThrow(() -> entry.wrong("to is missing: the type that is cast to"));
  }

  private Permute permute(DType dtype) {
    List<Long> shape = entry.sizes("shape", SuiteReader.MAX_DIMENSION);
    // dimensions count from 1 in a file, since sizes do not know 0
    List<Integer> order =
        entry.sizes("order", shape.size()).stream().map(d -> (int) (d - 1)).toList();
    return new Permute(shape, order, dtype);
  }

  /** Weights and moments in FP32 where gradients have 16 bits. */
  private static DType state(DType gradient) {
    return gradient == DType.FP64 ? DType.FP64 : DType.FP32;
  }

  private long size(String name) {
    return entry.size(name, SuiteReader.MAX_BYTES);
  }

  private long size(String name, long otherwise) {
    return entry.has(name) ? size(name) : otherwise;
  }
}
