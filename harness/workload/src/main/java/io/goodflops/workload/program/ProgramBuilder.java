package io.goodflops.workload.program;

import io.goodflops.spi.Activation;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.Compute;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Program;
import io.goodflops.spi.Role;
import io.goodflops.spi.Scaling;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.TrainingOp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a training step out: what is called here is the forward pass; {@link #build} adds the
 * backward pass, in the opposite order, and a step of the optimizer for each parameter.
 *
 * <p>Parameters are kept in FP32 where the step calculates in 16 bits (master weights) and are cast
 * at the start of each step; their gradients are written in the accumulator's type. A weight's
 * update is in place, so that one step's outputs are the next one's inputs.
 */
public final class ProgramBuilder {
  private final String name;
  private final DType storage;
  private final DType state;
  private final List<Program.Tensor> tensors = new ArrayList<>();
  private final List<Program.Step> steps = new ArrayList<>();
  private final Map<String, Value> parameters = new LinkedHashMap<>();
  private final Map<String, Value> gradients = new HashMap<>();
  private final Deque<Runnable> backward = new ArrayDeque<>();
  private final Map<String, Integer> uses = new HashMap<>();

  /**
   * An empty program.
   *
   * @param storage type of activations, and of weights where they are multiplied
   */
  public ProgramBuilder(String name, DType storage) {
    this.name = name;
    this.storage = storage;
    this.state = storage.bits() < 32 ? DType.FP32 : storage;
  }

  /** Data, written anew for each step. */
  public Value input(String input, Long... shape) {
    return declare(input, TensorSpec.of(storage, shape), Role.VARIABLE, false);
  }

  /** Indices, written anew for each step. */
  public Value indices(String input, long count) {
    return declare(input, TensorSpec.of(DType.INT32, count), Role.VARIABLE, false);
  }

  /** A parameter, in the type in which it is calculated with. */
  public Value parameter(String parameter, Long... shape) {
    return storage == state ? master(parameter, shape) : cast(master(parameter, shape));
  }

  /** A parameter in the type in which it is kept: scales and shifts of normalisations. */
  public Value master(String parameter, Long... shape) {
    Value value = declare(parameter, TensorSpec.of(state, shape), Role.VARIABLE, true);
    parameters.put(parameter, value);
    return value;
  }

  private Value cast(Value master) {
    long elements = master.spec().elements();
    Value value =
        step(new Cast(state, storage, elements), List.of(master), master.spec().shape()).get(0);
    // rounding has the derivative 1, and the gradient already has the type of the master
    backward.push(
        () -> Optional.ofNullable(gradients.get(value.name())).ifPresent(g -> pass(master, g)));
    return value;
  }

  /** X·W: (..., K) by (K, N). */
  public Value matmul(Value x, Value w) {
    require(w.spec().shape().size() == 2 && x.size(-1) == w.size(0), "matmul", x, w);
    long rows = x.rows();
    long k = w.size(0);
    long n = w.size(1);
    List<Long> shape = new ArrayList<>(x.spec().shape());
    shape.set(shape.size() - 1, n);
    Value y = step(product(rows, n, k, false, false, storage), List.of(x, w), shape).get(0);
    backward.push(
        () -> {
          Value dy = gradient(y);
          if (w.needsGradient()) {
            Op byWeight = product(k, n, rows, true, false, accumulator());
            pass(w, step(byWeight, List.of(x, dy), w.spec().shape()).get(0));
          }
          if (x.needsGradient()) {
            Op byData = product(rows, k, n, false, true, storage);
            pass(x, step(byData, List.of(dy, w), x.spec().shape()).get(0));
          }
        });
    return y;
  }

  /** X + b along the last dimension. */
  public Value bias(Value x, Value b) {
    require(b.spec().elements() == x.size(-1), "bias", x, b);
    Op forward = new Bias(Pass.FORWARD, x.rows(), x.size(-1), 1, storage);
    Value y = step(forward, List.of(x, b), x.spec().shape()).get(0);
    backward.push(
        () -> {
          Value dy = gradient(y);
          if (b.needsGradient()) {
            Op sum = new Bias(Pass.BACKWARD, x.rows(), x.size(-1), 1, storage);
            pass(b, step(sum, List.of(dy), b.spec().shape()).get(0));
          }
          pass(x, dy);
        });
    return y;
  }

  /** An activation function. */
  public Value activation(Activation.Function function, Value x) {
    long elements = x.spec().elements();
    Op forward = new Activation(function, Pass.FORWARD, elements, storage);
    Value y = step(forward, List.of(x), x.spec().shape()).get(0);
    backward.push(
        () -> {
          Op derivative = new Activation(function, Pass.BACKWARD, elements, storage);
          pass(x, step(derivative, List.of(x, gradient(y)), x.spec().shape()).get(0));
        });
    return y;
  }

  /** Layer normalisation of the last dimension. */
  public Value layerNorm(Value x, Value gamma, Value beta) {
    require(gamma.spec().elements() == x.size(-1), "layer-norm", x, gamma);
    Op forward = new LayerNorm(Pass.FORWARD, x.rows(), x.size(-1), storage);
    List<Value> out = step(forward, List.of(x, gamma, beta), x.spec().shape());
    backward.push(
        () -> {
          Op derivative = new LayerNorm(Pass.BACKWARD, x.rows(), x.size(-1), storage);
          List<Value> in = List.of(x, gradient(out.get(0)), gamma, out.get(1), out.get(2));
          List<Value> found = step(derivative, in, x.spec().shape());
          pass(x, found.get(0));
          pass(gamma, found.get(1));
          pass(beta, found.get(2));
        });
    return out.get(0);
  }

  /** A + B, as residual connections are. */
  public Value add(Value a, Value b) {
    require(a.spec().equals(b.spec()), "add", a, b);
    Value y = step(sum(a), List.of(a, b), a.spec().shape()).get(0);
    backward.push(
        () -> {
          pass(a, gradient(y));
          pass(b, gradient(y));
        });
    return y;
  }

  /** The loss of each row; where the backward pass begins. */
  public Value crossEntropy(Value x, Value labels) {
    require(labels.spec().elements() == x.rows(), "cross-entropy", x, labels);
    Op op = new CrossEntropy(x.rows(), x.size(-1), storage);
    List<Value> out = step(op, List.of(x, labels), List.of(x.rows()));
    backward.push(() -> pass(x, out.get(1)));
    return out.get(0);
  }

  /**
   * The whole step.
   *
   * @throws IllegalArgumentException if a parameter has no influence on the loss
   */
  public Program build(Optimizer optimizer) {
    while (!backward.isEmpty()) {
      backward.pop().run();
    }
    for (Value parameter : parameters.values()) {
      Value gradient = gradients.get(parameter.name());
      if (gradient == null) {
        throw new IllegalArgumentException(
            "parameter " + parameter.name() + " of " + name + " has no gradient: no loss needs it");
      }
      update(optimizer, parameter, gradient);
    }
    return new Program(name, tensors, steps);
  }

  private void update(Optimizer optimizer, Value parameter, Value gradient) {
    TrainingOp op =
        optimizer.step(parameter.spec().elements(), parameter.dtype(), gradient.dtype());
    List<String> kept = new ArrayList<>();
    kept.add(parameter.name());
    for (String part : optimizer.state()) {
      TensorSpec spec = op.inputs().get(kept.size()).spec();
      kept.add(declare(parameter.name() + "." + part, spec, Role.VARIABLE, false).name());
    }
    List<String> in = new ArrayList<>(kept);
    in.add(gradient.name());
    steps.add(new Program.Step(op, in, kept));
  }

  private Value gradient(Value value) {
    Value gradient = gradients.get(value.name());
    if (gradient == null) {
      throw new IllegalArgumentException(
          value.name() + " of " + name + " has no gradient: no loss needs it");
    }
    return gradient;
  }

  /** Gives a value a gradient, or adds to the one it has. */
  private void pass(Value value, Value gradient) {
    if (!value.needsGradient()) {
      return;
    }
    Value before = gradients.get(value.name());
    gradients.put(
        value.name(),
        before == null
            ? gradient
            : step(sum(gradient), List.of(before, gradient), value.spec().shape()).get(0));
  }

  private static Op sum(Value value) {
    return new Binary(Binary.Function.ADD, value.spec().elements(), value.dtype());
  }

  private MatMul product(
      long m, long n, long k, boolean transposeA, boolean transposeB, DType output) {
    return new MatMul(
        1,
        m,
        n,
        k,
        transposeA,
        transposeB,
        storage,
        Compute.standard(storage),
        output,
        Role.VARIABLE);
  }

  private DType accumulator() {
    return Compute.standard(storage).accumulate();
  }

  /** Adds a step; its first output gets a shape, the others that of their operands. */
  private List<Value> step(Op op, List<Value> in, List<Long> shape) {
    boolean needsGradient = in.stream().anyMatch(Value::needsGradient);
    List<Value> out = new ArrayList<>();
    for (Operand operand : op.outputs()) {
      TensorSpec spec = operand.spec();
      if (out.isEmpty()) {
        spec = new TensorSpec(spec.dtype(), shape, Scaling.NONE);
      }
      out.add(declare(unused(op.kind(), operand.name()), spec, Role.OUTPUT, needsGradient));
    }
    steps.add(
        new Program.Step(
            op, in.stream().map(Value::name).toList(), out.stream().map(Value::name).toList()));
    return out;
  }

  /** For example {@code matmul.2.C}. */
  private String unused(String kind, String operand) {
    int use = uses.merge(kind + operand, 1, Integer::sum);
    return kind + "." + use + "." + operand;
  }

  private Value declare(String tensor, TensorSpec spec, Role role, boolean needsGradient) {
    if (tensors.stream().anyMatch(t -> t.name().equals(tensor))) {
      throw new IllegalArgumentException("tensor " + tensor + " of " + name + " is declared twice");
    }
    tensors.add(new Program.Tensor(tensor, spec, role));
    return new Value(tensor, spec, needsGradient);
  }

  private void require(boolean condition, String what, Value a, Value b) {
    if (!condition) {
      throw new IllegalArgumentException(
          what
              + " in "
              + name
              + ": "
              + a.name()
              + " "
              + a.spec().shape()
              + " does not go with "
              + b.name()
              + " "
              + b.spec().shape());
    }
  }
}
