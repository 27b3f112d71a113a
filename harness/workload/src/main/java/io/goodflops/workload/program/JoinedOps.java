package io.goodflops.workload.program;

import io.goodflops.spi.Activation;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Program;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.TrainingOp;
import io.goodflops.workload.data.FileNumbers;
import io.goodflops.workload.training.Expected;
import io.goodflops.workload.training.TrainingOracle;
import io.goodflops.workload.verify.ElementBound;
import io.goodflops.workload.verify.ProductRows;
import io.goodflops.workload.verify.Verdict;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Judges a step that reads what was never written, as {@link Unwritten} allows it: the judge works
 * the missing tensors out in FP64 from what was written, together with the largest error that an
 * honest device may have made on the way, and holds each element of what the step has written
 * against the sum.
 *
 * <p>A tensor's error is what its inputs' errors become, at most, and the error of its own op as if
 * it had been written: a device that keeps it in a register errs less. An addition passes errors
 * on, a product multiplies each with the other factor, ReLU passes on what it lets through, GELU
 * and its derivative at most {@value #STEEPEST_GELU} times as much, SGD the gradient's to the
 * velocity and the learning rate's share of them to the weight. They add up by magnitude, so that
 * the bound grows with the number of ops, and with dtype and length as the bounds of single ops do.
 */
final class JoinedOps {
  private static final String METHOD = "joined-ops";

  /** No slope of GELU in its tanh form is steeper, at either side: 1.1290 at ±1.41. */
  private static final double STEEPEST_GELU = 1.13;

  private static final int CHUNK = 1 << 14;

  private final Unwritten unwritten;
  private final Program program;
  private final TraceLayout layout;
  private final FileChannel trace;
  private final Map<Long, FileNumbers> sources = new HashMap<>();
  private Optional<Row> row = Optional.empty();
  private double worst;
  private String where = "";

  /** Numbers in FP64 and how far an honest device's may be off. */
  private static final class Numbers {
    private final double[] values;
    private final double[] errors;

    Numbers(double[] values, double[] errors) {
      this.values = values;
      this.errors = errors;
    }
  }

  /** The row of the product that is being looked at, which starts at element {@code first}. */
  private record Row(long first, Numbers numbers) {}

  JoinedOps(Unwritten unwritten, TraceLayout layout, FileChannel trace) {
    this.unwritten = unwritten;
    this.program = unwritten.program();
    this.layout = layout;
    this.trace = trace;
  }

  /**
   * Judges what a step has written.
   *
   * @param challengeSeed drawn after the device had answered
   * @throws java.io.UncheckedIOException if the trace cannot be read
   */
  Verdict judge(int step, long challengeSeed) {
    long elements = program.steps().get(step).op().outputs().get(0).spec().elements();
    Optional<Integer> product = product(step);
    String what = "all " + elements + " elements";
    if (product.isPresent()) {
      MatMul op = (MatMul) program.steps().get(product.get()).op();
      List<Long> rows = ProductRows.rows(op, challengeSeed);
      if (rows.size() < op.batch() * op.m()) {
        what = rows.size() + " of " + op.batch() * op.m() + " rows";
      }
      rows(step, product.get(), rows);
    } else {
      for (long first = 0; first < elements; first += CHUNK) {
        compare(step, first, (int) Math.min(CHUNK, elements - first));
      }
    }
    return Verdict.of(
        METHOD,
        worst,
        1,
        worst <= 1
            ? what + " follow from what was written"
            : where + ", off by more than the rounding of all joined ops explains");
  }

  private void rows(int step, int product, List<Long> rows) {
    MatMul op = (MatMul) program.steps().get(product).op();
    ProductRows right = new ProductRows(op, source(product, 0), source(product, 1));
    int n = Math.toIntExact(op.n());
    for (List<Long> block : right.blocks(rows)) {
      ProductRows.Block found = right.of(block);
      for (int i = 0; i < block.size(); i++) {
        long first = block.get(i) * n;
        row = Optional.of(new Row(first, new Numbers(found.values(i), found.errors(i))));
        compare(step, first, n);
      }
    }
  }

  /** The product that was never written and that a step follows from. */
  private Optional<Integer> product(int step) {
    List<String> inputs = program.steps().get(step).inputs();
    for (int input = 0; input < inputs.size(); input++) {
      if (unwritten.contains(inputs.get(input)) && !unwritten.readsSign(step, input)) {
        int writer = program.writers(inputs.get(input)).get(0);
        boolean isProduct = program.steps().get(writer).op() instanceof MatMul;
        Optional<Integer> found = isProduct ? Optional.of(writer) : product(writer);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private void compare(int step, long first, int count) {
    List<Operand> operands = program.steps().get(step).op().outputs();
    List<Numbers> right = outputs(step, first, count);
    double[] found = new double[count];
    for (int o = 0; o < operands.size(); o++) {
      TensorSpec spec = operands.get(o).spec();
      source(layout.outputPosition(step, o), spec).read(first, found, 0, count);
      for (int i = 0; i < count; i++) {
        double bound = right.get(o).errors[i];
        double error = Math.abs(found[i] - right.get(o).values[i]);
        double share = error == 0 ? 0 : error / bound;
        if (!(share <= worst) || !Double.isFinite(bound)) {
          worst = Double.isFinite(share) && Double.isFinite(bound) ? share : Double.MAX_VALUE;
          where =
              String.format(
                  Locale.ROOT,
                  "element %d of %s is %s, must be %s",
                  first + i,
                  operands.get(o).name(),
                  found[i],
                  right.get(o).values[i]);
        }
      }
    }
  }

  /** What a step makes of elements of its inputs, written or not. */
  private List<Numbers> outputs(int step, long first, int count) {
    if (program.steps().get(step).op() instanceof MatMul) {
      Row now = row.orElseThrow();
      if (now.first() != first || now.numbers().values.length != count) {
        throw new IllegalStateException("the row of a product was worked out at another place");
      }
      return List.of(now.numbers());
    }
    TrainingOp op = (TrainingOp) program.steps().get(step).op();
    List<Numbers> in = new ArrayList<>();
    for (int input = 0; input < op.inputs().size(); input++) {
      in.add(input(step, input, first, count));
    }
    double[][] values = in.stream().map(numbers -> numbers.values).toArray(double[][]::new);
    List<Expected> expected = TrainingOracle.of(part(op, count), values);
    List<Numbers> out = new ArrayList<>();
    for (int o = 0; o < expected.size(); o++) {
      ElementBound own = new ElementBound(op, o);
      double[] errors = new double[count];
      for (int i = 0; i < count; i++) {
        errors[i] = own.of(expected.get(o), i) + passedOn(op, o, in, i);
      }
      out.add(new Numbers(expected.get(o).values(), errors));
    }
    return out;
  }

  private Numbers input(int step, int input, long first, int count) {
    Program.Step one = program.steps().get(step);
    String name = one.inputs().get(input);
    if (unwritten.contains(name) && !unwritten.readsSign(step, input)) {
      return outputs(program.writers(name).get(0), first, count).get(0);
    }
    double[] values = new double[count];
    if (one.op() instanceof Bias bias && input == 1) {
      double[] shifts = new double[Math.toIntExact(bias.channels())];
      source(step, input).read(0, shifts, 0, shifts.length);
      for (int i = 0; i < count; i++) {
        values[i] = shifts[(int) ((first + i) / bias.inner() % bias.channels())];
      }
    } else {
      source(step, input).read(first, values, 0, count);
    }
    return new Numbers(values, new double[count]);
  }

  /** The same op on some elements, whichever they are. */
  private static TrainingOp part(TrainingOp op, long count) {
    if (op instanceof Activation a) {
      return new Activation(a.function(), a.pass(), count, a.dtype());
    }
    if (op instanceof Binary b) {
      return new Binary(b.function(), count, b.dtype());
    }
    if (op instanceof Bias b) {
      return new Bias(b.pass(), 1, count, 1, b.dtype());
    }
    Sgd s = (Sgd) op;
    return new Sgd(count, s.dtype(), s.gradient(), s.learningRate(), s.momentum(), s.weightDecay());
  }

  /** What becomes of the inputs' errors, at most. */
  private static double passedOn(TrainingOp op, int output, List<Numbers> in, int i) {
    if (op instanceof Activation a) {
      double gradient = error(in, a.pass() == Pass.BACKWARD ? 1 : 0, i);
      if (a.function() == Activation.Function.GELU) {
        return STEEPEST_GELU * gradient;
      }
      boolean closed = a.pass() == Pass.BACKWARD && !(in.get(0).values[i] > 0);
      return closed ? 0 : gradient;
    }
    if (op instanceof Binary b && b.function() == Binary.Function.MULTIPLY) {
      double x = Math.abs(in.get(0).values[i]);
      double y = Math.abs(in.get(1).values[i]);
      return x * error(in, 1, i) + y * error(in, 0, i) + error(in, 0, i) * error(in, 1, i);
    }
    if (op instanceof Sgd s) {
      return output == 0 ? s.learningRate() * error(in, 2, i) : error(in, 2, i);
    }
    return error(in, 0, i) + error(in, 1, i);
  }

  private static double error(List<Numbers> in, int input, int i) {
    return in.get(input).errors[i];
  }

  /** What a step read that was written. */
  private FileNumbers source(int step, int input) {
    TensorSpec spec = program.steps().get(step).op().inputs().get(input).spec();
    return source(unwritten.position(layout, step, input), spec);
  }

  private FileNumbers source(long position, TensorSpec spec) {
    return sources.computeIfAbsent(
        position, at -> new FileNumbers(trace, at, spec.dtype(), spec.elements()));
  }
}
