package io.goodflops.workload.training;

import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.Bias;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Reduce;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.Groups;
import java.util.List;

/**
 * What an op makes of inputs that are too large to be held: elements, rows, planes or tiles that do
 * not look at others one after the other; sums that go over all of them are carried along in FP64.
 */
public final class Pieces {
  private Pieces() {}

  /**
   * Calculates all outputs.
   *
   * @param in one for each of {@link TrainingOp#inputs}; read once or, where an element depends on
   *     what is summed over all, several times
   * @param most numbers of an operand to be held at once; more if that which belongs together has
   *     more
   */
  public static void of(TrainingOp op, List<ElementSource> in, int most, Parts parts) {
    if (op instanceof BatchNorm norm) {
      Normalisation.of(norm, in, most, parts);
    } else if (op instanceof LayerNorm norm && norm.pass() == Pass.BACKWARD) {
      Normalisation.gradients(norm, in, most, parts);
    } else if (op instanceof Bias bias && bias.pass() == Pass.BACKWARD) {
      Sums.biasGradient(bias, in.get(0), most, parts);
    } else if (op instanceof Reduce reduce) {
      Sums.reduce(reduce, in.get(0), most, parts);
    } else if (op instanceof Embedding embedding) {
      Lookup.embedding(embedding, in, most, parts);
    } else if (op instanceof Permute permute) {
      Lookup.permute(permute, in.get(0), most, parts);
    } else {
      blocks(op, in, most, parts);
    }
  }

  /** How many numbers are held at once if {@code most} allows none beyond what must be. */
  public static long held(TrainingOp op) {
    if (op instanceof BatchNorm norm) {
      return Math.multiplyExact(12, norm.channels());
    }
    if (op instanceof LayerNorm norm) {
      return Math.multiplyExact(12, norm.width());
    }
    if (op instanceof Bias bias && bias.pass() == Pass.BACKWARD) {
      return Math.multiplyExact(4, bias.channels());
    }
    if (op instanceof Embedding embedding) {
      return Math.multiplyExact(4, embedding.width());
    }
    if (op instanceof Reduce || op instanceof Permute) {
      return 1;
    }
    TrainingOp unit = Blocks.of(op, 1).at(0);
    long sum = 0;
    for (Operand operand : unit.inputs()) {
      sum = Math.addExact(sum, operand.spec().elements());
    }
    for (Operand operand : unit.outputs()) {
      sum = Math.addExact(sum, Math.multiplyExact(2, operand.spec().elements()));
    }
    return sum;
  }

  private static void blocks(TrainingOp op, List<ElementSource> in, int most, Parts parts) {
    Blocks blocks = Blocks.of(op, most);
    TrainingOp unit = blocks.ofUnits().apply(1);
    for (long first = 0; first < blocks.units(); first += blocks.unitsPerBlock()) {
      TrainingOp block = blocks.at(first);
      double[][] values = new double[in.size()][];
      for (int i = 0; i < values.length; i++) {
        values[i] = new double[(int) block.inputs().get(i).spec().elements()];
        long start = first * Blocks.perUnit(op.inputs(), unit.inputs(), i);
        in.get(i).read(start, values[i], 0, values[i].length);
      }
      List<Expected> expected = of(op, block, first, values);
      for (int i = 0; i < expected.size(); i++) {
        parts.take(i, first * Blocks.perUnit(op.outputs(), unit.outputs(), i), expected.get(i));
      }
    }
  }

  private static List<Expected> of(TrainingOp op, TrainingOp block, long first, double[][] in) {
    if (op instanceof Softmax softmax) {
      return List.of(Rows.softmax(softmax, first, in));
    }
    if (op instanceof CrossEntropy loss) {
      return Rows.crossEntropy(loss, in[0], in[1]);
    }
    return block instanceof LayerNorm norm
        ? Normalisation.forward(Groups.of(norm), LayerNorm.EPSILON, in)
        : TrainingOracle.of(block, in);
  }
}
