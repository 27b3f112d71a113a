package io.goodflops.engine.measure;

import io.goodflops.result.Json;
import io.goodflops.spi.Copy;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Read;
import io.goodflops.spi.Triad;
import io.goodflops.workload.OpWorkload;
import io.goodflops.workload.TransferWorkload;
import io.goodflops.workload.Workload;
import java.util.Map;

/**
 * A workload on its way to a child process.
 *
 * @param kind the op's kind, or {@code transfer}
 * @param fields the record's components
 */
public record WorkMessage(String name, String source, String kind, Map<String, Object> fields) {
  private static final String TRANSFER = "transfer";

  public static WorkMessage of(Workload workload) {
    if (workload instanceof OpWorkload work) {
      return new WorkMessage(work.name(), work.source(), work.op().kind(), Json.toMap(work.op()));
    }
    return new WorkMessage(workload.name(), workload.source(), TRANSFER, Json.toMap(workload));
  }

  public Workload workload() {
    return kind.equals(TRANSFER)
        ? Json.fromMap(fields, TransferWorkload.class)
        : new OpWorkload(name, Json.fromMap(fields, opType()), source);
  }

  private Class<? extends Op> opType() {
    return switch (kind) {
      case "matmul" -> MatMul.class;
      case "copy" -> Copy.class;
      case "read" -> Read.class;
      case "triad" -> Triad.class;
      case "fma-chain" -> FmaChain.class;
      default -> throw new IllegalArgumentException("unknown op kind " + kind);
    };
  }
}
