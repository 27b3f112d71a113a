package io.goodflops.workload;

import io.goodflops.spi.Compute;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Read;
import io.goodflops.spi.Role;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.Triad;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How workloads are called: the name follows from the op, so that it is the same everywhere. */
public final class WorkloadNames {
  private WorkloadNames() {}

  /** The usual name of an op; two ops share a name only if they are equal or equally large. */
  public static String of(Op op) {
    if (op instanceof MatMul gemm) {
      return ofMatMul(gemm);
    }
    if (op instanceof FmaChain chain) {
      return "fma-chain-" + chain.chains() + "x" + chain.steps() + "-" + word(chain.dtype());
    }
    if (op instanceof MatrixChain chain) {
      MathMode mode = chain.compute().mathMode();
      return "matrix-chain-"
          + chain.tiles()
          + "x"
          + chain.steps()
          + "-"
          + word(chain.dtype())
          + (mode == MathMode.STRICT ? "" : "-" + word(mode));
    }
    if (op instanceof TrainingOp training) {
      return TrainingNames.of(training);
    }
    return op.kind() + "-" + size(operandBytes(op)) + "-" + word(op.dtype());
  }

  /** The usual name of a transfer. */
  public static String ofTransfer(Direction direction, long bytes, boolean pinned) {
    if (direction == Direction.PEER_TO_DEVICE) {
      return "p2d-" + size(bytes);
    }
    String way = direction == Direction.HOST_TO_DEVICE ? "h2d" : "d2h";
    return way + "-" + size(bytes) + "-" + (pinned ? "pinned" : "pageable");
  }

  private static String ofMatMul(MatMul gemm) {
    StringBuilder name = new StringBuilder("gemm-");
    if (gemm.batch() > 1) {
      name.append('b').append(gemm.batch()).append('x');
    }
    name.append(gemm.m()).append('x').append(gemm.n()).append('x').append(gemm.k());
    name.append('-').append(transposes(gemm)).append('-').append(word(gemm.storage()));
    Compute standard = Compute.standard(gemm.storage());
    if (gemm.compute().mathMode() != MathMode.STRICT) {
      name.append('-').append(word(gemm.compute().mathMode()));
    }
    if (gemm.compute().accumulate() != standard.accumulate()) {
      name.append("-acc-").append(word(gemm.compute().accumulate()));
    }
    if (gemm.output() != standard.accumulate()) {
      name.append("-out-").append(word(gemm.output()));
    }
    if (gemm.roleB() == Role.VARIABLE) {
      name.append("-varb");
    }
    return name.toString();
  }

  static Map<String, String> describe(Op op) {
    Map<String, String> text = new LinkedHashMap<>();
    text.put("kind", op.kind());
    if (op instanceof MatMul gemm) {
      text.put("M", Long.toString(gemm.m()));
      text.put("N", Long.toString(gemm.n()));
      text.put("K", Long.toString(gemm.k()));
      text.put("batch", Long.toString(gemm.batch()));
      text.put("transposes", transposes(gemm));
      text.put("storage", gemm.storage().name());
      text.put("output", gemm.output().name());
      text.put("roleB", gemm.roleB().name());
    } else if (op instanceof FmaChain chain) {
      text.put("chains", Long.toString(chain.chains()));
      text.put("steps", Long.toString(chain.steps()));
      text.put("storage", chain.dtype().name());
    } else if (op instanceof MatrixChain chain) {
      text.put("tiles", Long.toString(chain.tiles()));
      text.put("steps", Long.toString(chain.steps()));
      text.put("storage", chain.dtype().name());
    } else if (op instanceof TrainingOp training) {
      text.putAll(TrainingNames.describe(training));
    } else {
      text.put("elements", Long.toString(elements(op)));
      text.put("workingSetBytes", Long.toString(operandBytes(op)));
      text.put("storage", op.dtype().name());
    }
    text.put("accumulate", op.compute().accumulate().name());
    text.put("mathMode", op.compute().mathMode().name());
    return Collections.unmodifiableMap(text);
  }

  static void requireWord(String name) {
    if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c == '=' || c == 0x7f)) {
      throw new IllegalArgumentException(
          "'" + name + "' is not a name: it must be one word without blanks or '='");
    }
  }

  /** Bytes with the largest binary unit that leaves at least 1, rounded if need be. */
  public static String size(long bytes) {
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    long unit = 1;
    String word = "B";
    for (String next : units) {
      if (bytes / unit < 1024 && bytes % unit == 0 && bytes != 1024 * unit) {
        break;
      }
      if (bytes < 1024 * unit) {
        break;
      }
      unit *= 1024;
      word = next;
    }
    return bytes % unit == 0
        ? bytes / unit + word
        : String.format(Locale.ROOT, "%.2f%s", (double) bytes / unit, word);
  }

  /** The bytes of the tensors that stream through; the one number that a read leaves is not one. */
  private static long operandBytes(Op op) {
    long sum = 0;
    for (Operand operand : op.inputs()) {
      sum = Math.addExact(sum, operand.spec().bytes());
    }
    if (!(op instanceof Read)) {
      for (Operand operand : op.outputs()) {
        sum = Math.addExact(sum, operand.spec().bytes());
      }
    }
    return sum;
  }

  private static long elements(Op op) {
    if (op instanceof Copy copy) {
      return copy.elements();
    }
    if (op instanceof Triad triad) {
      return triad.elements();
    }
    return op.inputs().get(0).spec().elements();
  }

  private static String transposes(MatMul gemm) {
    return (gemm.transposeA() ? "t" : "n") + (gemm.transposeB() ? "t" : "n");
  }

  static String word(DType dtype) {
    return dtype.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String word(MathMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
