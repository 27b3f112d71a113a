package io.goodflops.engine.measure;

import io.goodflops.result.Json;
import io.goodflops.spi.Activation;
import io.goodflops.spi.AdamW;
import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.Copy;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Read;
import io.goodflops.spi.Reduce;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.Triad;
import io.goodflops.workload.OpWorkload;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.TransferWorkload;
import io.goodflops.workload.Workload;
import io.goodflops.workload.program.Bottleneck;
import io.goodflops.workload.program.Decoder;
import io.goodflops.workload.program.Mlp;
import io.goodflops.workload.program.TrainingModel;
import io.goodflops.workload.program.Variant;
import java.util.HashMap;
import java.util.Map;

/**
 * A workload on its way to a child process.
 *
 * @param kind the op's kind, or {@code transfer}, or {@code program-} and the model
 * @param fields the record's components
 */
public record WorkMessage(String name, String source, String kind, Map<String, Object> fields) {
  private static final String TRANSFER = "transfer";
  private static final String PROGRAM = "program-";
  private static final String DTYPE = "dtype";
  private static final String VARIANT = "variant";

  public static WorkMessage of(Workload workload) {
    if (workload instanceof OpWorkload work) {
      return new WorkMessage(work.name(), work.source(), work.op().kind(), Json.toMap(work.op()));
    }
    if (workload instanceof ProgramWorkload work) {
      Map<String, Object> fields = new HashMap<>(Json.toMap(work.model()));
      fields.put(DTYPE, work.dtype().name());
      fields.put(VARIANT, Json.toMap(work.variant()));
      return new WorkMessage(work.name(), work.source(), PROGRAM + work.model().kind(), fields);
    }
    return new WorkMessage(workload.name(), workload.source(), TRANSFER, Json.toMap(workload));
  }

  public Workload workload() {
    if (kind.startsWith(PROGRAM)) {
      Map<String, Object> sizes = new HashMap<>(fields);
      DType dtype = DType.valueOf(String.valueOf(sizes.remove(DTYPE)));
      Variant variant = Json.fromMap(map(sizes.remove(VARIANT)), Variant.class);
      return new ProgramWorkload(name, Json.fromMap(sizes, modelType()), variant, dtype, source);
    }
    return kind.equals(TRANSFER)
        ? Json.fromMap(fields, TransferWorkload.class)
        : new OpWorkload(name, Json.fromMap(fields, opType()), source);
  }

  private static Map<String, Object> map(Object value) {
    Map<String, Object> map = new HashMap<>();
    ((Map<?, ?>) value).forEach((key, part) -> map.put(String.valueOf(key), part));
    return map;
  }

  private Class<? extends TrainingModel> modelType() {
    return switch (kind.substring(PROGRAM.length())) {
      case "mlp" -> Mlp.class;
      case "bottleneck" -> Bottleneck.class;
      case "decoder" -> Decoder.class;
      default -> throw new IllegalArgumentException("unknown model " + kind);
    };
  }

  private Class<? extends Op> opType() {
    return switch (kind) {
      case "matmul" -> MatMul.class;
      case "copy" -> Copy.class;
      case "read" -> Read.class;
      case "triad" -> Triad.class;
      case "fma-chain" -> FmaChain.class;
      case "matrix-chain" -> MatrixChain.class;
      case "conv2d", "conv2d-backward-data", "conv2d-backward-weights" -> Conv2d.class;
      case "layer-norm", "layer-norm-backward" -> LayerNorm.class;
      case "batch-norm", "batch-norm-backward" -> BatchNorm.class;
      case "softmax", "softmax-backward" -> Softmax.class;
      case "relu", "relu-backward", "gelu", "gelu-backward" -> Activation.class;
      case "bias", "bias-backward" -> Bias.class;
      case "add", "multiply" -> Binary.class;
      case "reduce-sum", "reduce-mean", "reduce-max" -> Reduce.class;
      case "cross-entropy" -> CrossEntropy.class;
      case "embedding", "embedding-backward" -> Embedding.class;
      case "max-pool", "max-pool-backward", "average-pool", "average-pool-backward" -> Pool2d.class;
      case "cast" -> Cast.class;
      case "permute" -> Permute.class;
      case "sgd" -> Sgd.class;
      case "adamw" -> AdamW.class;
      default -> throw new IllegalArgumentException("unknown op kind " + kind);
    };
  }
}
