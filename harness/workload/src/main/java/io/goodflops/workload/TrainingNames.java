package io.goodflops.workload;

import io.goodflops.spi.AdamW;
import io.goodflops.spi.Cast;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.DType;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Role;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.Window2d;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How ops of training are called: kind, size of the first input, what else tells them apart. */
final class TrainingNames {
  private TrainingNames() {}

  static String of(TrainingOp op) {
    List<String> parts = new ArrayList<>();
    parts.add(op.kind());
    parts.add(dimensions(op.inputs().get(0).spec()));
    if (op instanceof Conv2d conv) {
      parts.add((conv.pass() == Pass.FORWARD ? "to" : "of") + other(conv));
      parts.add(window(conv.window()));
      if (conv.compute().mathMode() != MathMode.STRICT) {
        parts.add(conv.compute().mathMode().name().toLowerCase(Locale.ROOT));
      }
      if (conv.pass() != Pass.BACKWARD_WEIGHTS && conv.roleW() == Role.VARIABLE) {
        parts.add("varw");
      }
      if (conv.output() != conv.storage()) {
        parts.add("out-" + WorkloadNames.word(conv.output()));
      }
    } else if (op instanceof Pool2d pool) {
      parts.add(window(pool.window()));
    } else if (op instanceof Softmax softmax) {
      if (softmax.causal()) {
        parts.add("causal");
      }
    } else if (op instanceof Permute permute) {
      parts.add(permute.order().stream().map(String::valueOf).collect(Collectors.joining()));
    } else if (op instanceof Cast cast) {
      parts.add("to-" + WorkloadNames.word(cast.to()));
    } else if (op.inputs().size() > 1 && op.inputs().get(1).spec().dtype() == DType.INT32) {
      parts.add("by" + op.inputs().get(1).spec().elements());
    }
    parts.add(WorkloadNames.word(gradient(op)));
    return String.join("-", parts);
  }

  static Map<String, String> describe(TrainingOp op) {
    Map<String, String> text = new LinkedHashMap<>();
    for (Operand operand : op.inputs()) {
      text.put(operand.name(), operand.spec().dtype() + " " + dimensions(operand.spec()));
    }
    for (Operand operand : op.outputs()) {
      text.put(operand.name(), operand.spec().dtype() + " " + dimensions(operand.spec()));
    }
    text.put("storage", gradient(op).name());
    return text;
  }

  /** An optimizer's case is called by what its gradients are. */
  private static DType gradient(TrainingOp op) {
    if (op instanceof Sgd sgd) {
      return sgd.gradient();
    }
    return op instanceof AdamW adamW ? adamW.gradient() : op.dtype();
  }

  /** The number of channels that the first input does not show. */
  private static long other(Conv2d op) {
    return switch (op.pass()) {
      case BACKWARD_DATA -> op.inChannels();
      default -> op.outChannels();
    };
  }

  private static String window(Window2d w) {
    String text = "k" + pair(w.height(), w.width()) + "s" + pair(w.strideHeight(), w.strideWidth());
    return w.padHeight() + w.padWidth() == 0
        ? text
        : text + "p" + pair(w.padHeight(), w.padWidth());
  }

  private static String pair(long a, long b) {
    return a == b ? Long.toString(a) : a + "x" + b;
  }

  private static String dimensions(TensorSpec spec) {
    return spec.shape().stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
