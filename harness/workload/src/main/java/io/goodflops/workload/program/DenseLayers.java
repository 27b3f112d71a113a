package io.goodflops.workload.program;

import io.goodflops.spi.Activation;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Compute;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Layers that see their input as rows. */
public final class DenseLayers {
  private final ProgramBuilder program;

  public DenseLayers(ProgramBuilder program) {
    this.program = program;
  }

  /** X·W: (..., K) by (K, N). */
  public Value matmul(Value x, Value w) {
    program.require(w.spec().shape().size() == 2 && x.size(-1) == w.size(0), "matmul", x, w);
    return product(1, x.rows(), w.size(1), w.size(0), false, x, w);
  }

  /** X·Wᵀ: (..., K) by (N, K), as a language model's head multiplies with its embedding. */
  public Value matmulTransposed(Value x, Value w) {
    program.require(w.spec().shape().size() == 2 && x.size(-1) == w.size(1), "matmul", x, w);
    return product(1, x.rows(), w.size(0), w.size(1), true, x, w);
  }

  /** {@code batch} products of (M, K) by (K, N), or by (N, K) if transposed. */
  Value product(long batch, long m, long n, long k, boolean transposed, Value a, Value b) {
    List<Long> shape = new ArrayList<>(a.spec().shape());
    shape.set(shape.size() - 1, n);
    Op forward = op(batch, m, n, k, false, transposed, program.storage());
    Value c = program.step(forward, List.of(a, b), shape).get(0);
    program.onTheWayBack(
        () -> {
          Value dc = program.gradient(c);
          if (b.needsGradient()) {
            // what other ops made has its own type; what is a parameter, the accumulator's
            DType type = b.parameter() ? program.accumulator() : program.storage();
            Op op =
                transposed
                    ? op(batch, n, k, m, true, false, type)
                    : op(batch, k, n, m, true, false, type);
            List<Value> in = transposed ? List.of(dc, a) : List.of(a, dc);
            program.pass(b, program.step(op, in, b.spec().shape()).get(0));
          }
          if (a.needsGradient()) {
            Op op = op(batch, m, k, n, false, !transposed, program.storage());
            program.pass(a, program.step(op, List.of(dc, b), a.spec().shape()).get(0));
          }
        });
    return c;
  }

  private static MatMul op(
      long batch,
      long m,
      long n,
      long k,
      boolean transposeA,
      boolean transposeB,
      DType output,
      DType storage) {
    return new MatMul(
        batch,
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

  private MatMul op(
      long batch, long m, long n, long k, boolean transposeA, boolean transposeB, DType output) {
    return op(batch, m, n, k, transposeA, transposeB, output, program.storage());
  }

  /** X + b along the last dimension. */
  public Value bias(Value x, Value b) {
    program.require(b.spec().elements() == x.size(-1), "bias", x, b);
    return bias(x.rows(), x, b);
  }

  /** X, seen as {@code outer} rows, each plus b. */
  Value bias(long outer, Value x, Value b) {
    long channels = b.spec().elements();
    Op forward = new Bias(Pass.FORWARD, outer, channels, 1, program.storage());
    Value y = program.step(forward, List.of(x, b), x.spec().shape()).get(0);
    program.onTheWayBack(
        () -> {
          Value dy = program.gradient(y);
          if (b.needsGradient()) {
            Op sum = new Bias(Pass.BACKWARD, outer, channels, 1, program.storage());
            program.pass(b, program.step(sum, List.of(dy), b.spec().shape()).get(0));
          }
          program.pass(x, dy);
        });
    return y;
  }

  /** An activation function. */
  public Value activation(Activation.Function function, Value x) {
    long elements = x.spec().elements();
    Op forward = new Activation(function, Pass.FORWARD, elements, program.storage());
    Value y = program.step(forward, List.of(x), x.spec().shape()).get(0);
    program.onTheWayBack(
        () -> {
          Op derivative = new Activation(function, Pass.BACKWARD, elements, program.storage());
          List<Value> in = List.of(x, program.gradient(y));
          program.pass(x, program.step(derivative, in, x.spec().shape()).get(0));
        });
    return y;
  }

  /** Layer normalisation of the last dimension. */
  public Value layerNorm(Value x, Value gamma, Value beta) {
    program.require(gamma.spec().elements() == x.size(-1), "layer-norm", x, gamma);
    Op forward = new LayerNorm(Pass.FORWARD, x.rows(), x.size(-1), program.storage());
    List<Value> out = program.step(forward, List.of(x, gamma, beta), x.spec().shape());
    program.onTheWayBack(
        () -> {
          Op derivative = new LayerNorm(Pass.BACKWARD, x.rows(), x.size(-1), program.storage());
          Value dy = program.gradient(out.get(0));
          List<Value> in = List.of(x, dy, gamma, out.get(1), out.get(2));
          List<Value> found = program.step(derivative, in, x.spec().shape());
          program.pass(x, found.get(0));
          program.pass(gamma, found.get(1));
          program.pass(beta, found.get(2));
        });
    return out.get(0);
  }

  /** A + B, as residual connections are. */
  public Value add(Value a, Value b) {
    program.require(a.spec().equals(b.spec()), "add", a, b);
    Value y = program.step(ProgramBuilder.sum(a), List.of(a, b), a.spec().shape()).get(0);
    program.onTheWayBack(
        () -> {
          program.pass(a, program.gradient(y));
          program.pass(b, program.gradient(y));
        });
    return y;
  }

  /** The loss of each row; where the backward pass begins. */
  public Value crossEntropy(Value x, Value labels) {
    return crossEntropy(x, labels, Optional.empty());
  }

  /** The same, where rows that are padding have no gradient: {@code real} is 0 there, else 1. */
  public Value crossEntropy(Value x, Value labels, Value real) {
    program.require(real.spec().equals(x.spec()), "cross-entropy", x, real);
    return crossEntropy(x, labels, Optional.of(real));
  }

  private Value crossEntropy(Value x, Value labels, Optional<Value> real) {
    program.require(labels.spec().elements() == x.rows(), "cross-entropy", x, labels);
    Op op = new CrossEntropy(x.rows(), x.size(-1), program.storage());
    List<Value> out = program.step(op, List.of(x, labels), List.of(x.rows()));
    program.lossIs(out.get(0));
    program.onTheWayBack(
        () -> program.pass(x, real.map(mask -> masked(out.get(1), mask)).orElse(out.get(1))));
    return out.get(0);
  }

  private Value masked(Value gradient, Value mask) {
    Op op = new Binary(Binary.Function.MULTIPLY, gradient.spec().elements(), gradient.dtype());
    return program.step(op, List.of(gradient, mask), mask.spec().shape()).get(0);
  }
}
