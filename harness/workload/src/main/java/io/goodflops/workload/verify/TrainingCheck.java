package io.goodflops.workload.verify;

import io.goodflops.spi.Operand;
import io.goodflops.spi.TrainingOp;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.training.Expected;
import io.goodflops.workload.training.TrainingOracle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Every element of every output of a training op against the FP64 oracle.
 *
 * <p>Each is held against its {@link ElementBound}, and the error is given as a multiple of it. Ops
 * of any size pass through in {@link Blocks}.
 */
final class TrainingCheck {
  /** Numbers that are held at once, inputs and outputs together. */
  static final long MOST_NUMBERS = 12L << 20;

  private static final int CHUNK = 4096;

  private final TrainingOp op;
  private final Blocks blocks;
  private final List<ElementSource> inputs = new ArrayList<>();
  private final List<OutputValues> outputs = new ArrayList<>();
  private final double[] chunk = new double[CHUNK];
  private double worst;
  private String where = "";

  private TrainingCheck(TrainingOp op, Judge.Question question, Blocks blocks) {
    this.op = op;
    this.blocks = blocks;
    for (int i = 0; i < op.inputs().size(); i++) {
      inputs.add(question.input(i));
    }
    for (int i = 0; i < op.outputs().size(); i++) {
      outputs.add(new OutputValues(op, i, question.output()));
    }
  }

  static Verdict check(TrainingOp op, Judge.Question question) throws IOException {
    return check(op, question, Blocks.of(op));
  }

  static Verdict check(TrainingOp op, Judge.Question question, Blocks blocks) throws IOException {
    return new TrainingCheck(op, question, blocks).run();
  }

  /** How many numbers a check would have to hold. */
  static long numbers(TrainingOp op) {
    TrainingOp block = Blocks.of(op).at(0);
    long sum = 0;
    for (Operand operand : block.inputs()) {
      sum = Math.addExact(sum, operand.spec().elements());
    }
    for (Operand operand : block.outputs()) {
      sum = Math.addExact(sum, Math.multiplyExact(2, operand.spec().elements()));
    }
    return sum;
  }

  private Verdict run() throws IOException {
    for (long first = 0; first < blocks.units(); first += blocks.unitsPerBlock()) {
      check(first);
    }
    long elements = op.outputs().stream().mapToLong(o -> o.spec().elements()).sum();
    return Verdict.of(
        "elementwise",
        worst,
        1,
        worst <= 1
            ? "all " + elements + " elements are within rounding"
            : where + ", off by more than rounding explains");
  }

  private void check(long first) throws IOException {
    TrainingOp block = blocks.at(first);
    TrainingOp unit = blocks.ofUnits().apply(1);
    double[][] in = new double[inputs.size()][];
    for (int i = 0; i < in.length; i++) {
      in[i] = new double[(int) block.inputs().get(i).spec().elements()];
      long start = first * Blocks.perUnit(op.inputs(), unit.inputs(), i);
      inputs.get(i).read(start, in[i], 0, in[i].length);
    }
    List<Expected> expected = TrainingOracle.of(block, in);
    for (int i = 0; i < expected.size(); i++) {
      compare(i, first * Blocks.perUnit(op.outputs(), unit.outputs(), i), expected.get(i));
    }
  }

  private void compare(int output, long start, Expected expected) throws IOException {
    Operand operand = op.outputs().get(output);
    ElementBound bound = new ElementBound(op, output);
    for (int first = 0; first < expected.values().length; first += CHUNK) {
      int count = Math.min(CHUNK, expected.values().length - first);
      outputs.get(output).read(start + first, chunk, 0, count);
      for (int i = 0; i < count; i++) {
        double right = expected.values()[first + i];
        double error = Math.abs(chunk[i] - right);
        double share = error == 0 ? 0 : error / bound.of(expected, first + i);
        if (!(share <= worst)) {
          worst = Double.isNaN(share) ? Double.POSITIVE_INFINITY : share;
          where =
              String.format(
                  Locale.ROOT,
                  "element %d of %s is %s, must be %s",
                  start + first + i,
                  operand.name(),
                  chunk[i],
                  right);
        }
      }
    }
  }
}
