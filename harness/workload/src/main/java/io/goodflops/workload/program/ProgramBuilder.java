package io.goodflops.workload.program;

import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.Compute;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Program;
import io.goodflops.spi.Role;
import io.goodflops.spi.Scaling;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.TrainingOp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a training step out: {@link DenseLayers}, {@link ImageLayers} and {@link SequenceLayers}
 * write the forward pass; {@link #build} adds the backward pass, in the opposite order, and a step
 * of the optimizer for each parameter.
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
  private final Map<String, Start> starts = new HashMap<>();
  private final boolean checkpoint;
  private final Set<String> kept = new HashSet<>();
  private final Map<String, Program.Step> forgotten = new HashMap<>();
  private final Map<String, String> again = new HashMap<>();
  private String loss = "";

  /** An empty program that keeps what the backward pass reads. */
  public ProgramBuilder(String name, DType storage) {
    this(name, storage, false);
  }

  /**
   * An empty program.
   *
   * @param storage type of activations, and of weights where they are multiplied
   * @param checkpoint whether what the backward pass reads is calculated again where it is read,
   *     from what {@link #keep} names and from what was there before the step
   */
  public ProgramBuilder(String name, DType storage, boolean checkpoint) {
    this.name = name;
    this.checkpoint = checkpoint;
    this.storage = storage;
    this.state = storage.bits() < 32 ? DType.FP32 : storage;
  }

  /** Data that no step changes. */
  public Value input(String input, Start start, Long... shape) {
    return before(input, start, TensorSpec.of(storage, shape), false);
  }

  /** Indices that no step changes. */
  public Value indices(String input, Start start, long count) {
    return before(input, start, TensorSpec.of(DType.INT32, count), false);
  }

  /** A weight, in the type in which it is calculated with. */
  public Value weights(String parameter, long fanIn, Long... shape) {
    return calculated(kept(parameter, Start.Weights.of(parameters.size() + 1L, fanIn), shape));
  }

  /** A table whose rows are looked up. */
  public Value embedding(String parameter, double bound, Long... shape) {
    return calculated(kept(parameter, new Start.Weights(parameters.size() + 1L, bound), shape));
  }

  /** A bias, in the type in which it is calculated with. */
  public Value shifts(String parameter, Long... shape) {
    return calculated(keptShifts(parameter, shape));
  }

  /** Shifts of a normalisation, in the type in which they are kept. */
  public Value keptShifts(String parameter, Long... shape) {
    return kept(parameter, new Start.Constant(0), shape);
  }

  /** Scales of a normalisation, in the type in which they are kept. */
  public Value scales(String parameter, Long... shape) {
    return kept(parameter, new Start.Constant(1), shape);
  }

  private Value kept(String parameter, Start start, Long... shape) {
    Value value = before(parameter, start, TensorSpec.of(state, shape), true).asParameter();
    parameters.put(parameter, value);
    return value;
  }

  private Value calculated(Value kept) {
    return storage == state ? kept : cast(kept);
  }

  private Value before(String tensor, Start start, TensorSpec spec, boolean needsGradient) {
    starts.put(tensor, start);
    return declare(tensor, spec, Role.VARIABLE, needsGradient);
  }

  private Value cast(Value master) {
    long elements = master.spec().elements();
    Value value =
        step(new Cast(state, storage, elements), List.of(master), master.spec().shape())
            .get(0)
            .asParameter();
    // rounding has the derivative 1, and the gradient already has the type of the master
    backward.push(
        () -> Optional.ofNullable(gradients.get(value.name())).ifPresent(g -> pass(master, g)));
    return value;
  }

  /** The same tensor in another shape: no step, and no gradient of its own. */
  Value view(Value value, Long... shape) {
    TensorSpec spec = TensorSpec.of(value.dtype(), shape);
    if (!spec.reshapes(value.spec())) {
      throw new IllegalArgumentException(
          value.name() + " " + value.spec().shape() + " of " + name + " is no " + spec.shape());
    }
    return new Value(value.name(), spec, value.parameter(), value.needsGradient());
  }

  /**
   * The whole step.
   *
   * @throws IllegalArgumentException if a parameter has no influence on the loss
   */
  public TrainingStep build(Optimizer optimizer) {
    if (checkpoint) {
      forget();
    }
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
    return new TrainingStep(new Program(name, tensors, steps), starts, loss);
  }

  /** An activation from which others are calculated again. */
  void keep(Value value) {
    kept.add(value.name());
  }

  /** Weights in the type that is calculated with stay, and so does the loss with its gradient. */
  private void forget() {
    for (Program.Step step : steps) {
      if (!(step.op() instanceof Cast) && !(step.op() instanceof CrossEntropy)) {
        step.outputs().stream()
            .filter(output -> !kept.contains(output))
            .forEach(output -> forgotten.put(output, step));
      }
    }
  }

  /** A tensor that holds what {@code tensor} held; calculates it if that was forgotten. */
  private String available(String tensor) {
    Program.Step step = forgotten.get(tensor);
    if (step == null) {
      return tensor;
    }
    if (!again.containsKey(tensor)) {
      List<String> in = step.inputs().stream().map(this::available).toList();
      for (String output : step.outputs()) {
        TensorSpec spec =
            tensors.stream().filter(t -> t.name().equals(output)).findFirst().orElseThrow().spec();
        again.put(output, declare(output + ".again", spec, Role.OUTPUT, false).name());
      }
      steps.add(new Program.Step(step.op(), in, step.outputs().stream().map(again::get).toList()));
    }
    return again.get(tensor);
  }

  private void update(Optimizer optimizer, Value parameter, Value gradient) {
    TrainingOp op =
        optimizer.step(parameter.spec().elements(), parameter.dtype(), gradient.dtype());
    List<String> kept = new ArrayList<>();
    kept.add(parameter.name());
    for (String part : optimizer.state()) {
      TensorSpec spec = op.inputs().get(kept.size()).spec();
      String tensor = parameter.name() + "." + part;
      kept.add(before(tensor, new Start.Constant(0), spec, false).name());
    }
    List<String> in = new ArrayList<>(kept);
    in.add(gradient.name());
    steps.add(new Program.Step(op, in, kept));
  }

  /** The gradient that has arrived at a value. */
  Value gradient(Value value) {
    Value gradient = gradients.get(value.name());
    if (gradient == null) {
      throw new IllegalArgumentException(
          value.name() + " of " + name + " has no gradient: no loss needs it");
    }
    return gradient;
  }

  /** Says which tensor is the loss. */
  void lossIs(Value value) {
    loss = value.name();
  }

  /** Gives a value a gradient, or adds to the one it has. */
  void pass(Value value, Value gradient) {
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

  static Op sum(Value value) {
    return new Binary(Binary.Function.ADD, value.spec().elements(), value.dtype());
  }

  DType storage() {
    return storage;
  }

  /** Sums, statistics and gradients of parameters have this type. */
  DType accumulator() {
    return Compute.standard(storage).accumulate();
  }

  /** Adds what is to be written when the backward pass comes back to here. */
  void onTheWayBack(Runnable pass) {
    backward.push(pass);
  }

  /** Adds a step; its first output gets a shape, the others that of their operands. */
  List<Value> step(Op op, List<Value> in, List<Long> shape) {
    boolean needsGradient = in.stream().anyMatch(Value::needsGradient);
    List<String> read = in.stream().map(value -> available(value.name())).toList();
    List<Value> out = new ArrayList<>();
    for (Operand operand : op.outputs()) {
      TensorSpec spec = operand.spec();
      if (out.isEmpty()) {
        spec = new TensorSpec(spec.dtype(), shape, Scaling.NONE);
      }
      out.add(declare(unused(op.kind(), operand.name()), spec, Role.OUTPUT, needsGradient));
    }
    steps.add(new Program.Step(op, read, out.stream().map(Value::name).toList()));
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
    return new Value(tensor, spec, false, needsGradient);
  }

  void require(boolean condition, String what, Value a, Value b) {
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
