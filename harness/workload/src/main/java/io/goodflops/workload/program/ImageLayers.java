package io.goodflops.workload.program;

import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.Compute;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.DType;
import io.goodflops.spi.Op;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Role;
import io.goodflops.spi.Window2d;
import java.util.List;

/** Layers that see their input as (batch, channels, height, width). */
public final class ImageLayers {
  private final ProgramBuilder program;

  public ImageLayers(ProgramBuilder program) {
    this.program = program;
  }

  /** Convolution with weights (outChannels, inChannels, kernel height, kernel width). */
  public Value conv2d(Value x, Value w, long stride, long pad) {
    program.require(
        x.spec().shape().size() == 4 && w.spec().shape().size() == 4 && x.size(1) == w.size(1),
        "conv2d",
        x,
        w);
    Window2d window = new Window2d(w.size(2), w.size(3), stride, stride, pad, pad);
    Conv2d forward = conv(Pass.FORWARD, x, w, window, program.storage());
    Value y = program.step(forward, List.of(x, w), forward.outputs().get(0).spec().shape()).get(0);
    program.onTheWayBack(
        () -> {
          Value dy = program.gradient(y);
          if (w.needsGradient()) {
            Op op = conv(Pass.BACKWARD_WEIGHTS, x, w, window, program.accumulator());
            program.pass(w, program.step(op, List.of(x, dy), w.spec().shape()).get(0));
          }
          if (x.needsGradient()) {
            Op op = conv(Pass.BACKWARD_DATA, x, w, window, program.storage());
            program.pass(x, program.step(op, List.of(dy, w), x.spec().shape()).get(0));
          }
        });
    return y;
  }

  private Conv2d conv(Pass pass, Value x, Value w, Window2d window, DType output) {
    return new Conv2d(
        pass,
        x.size(0),
        x.size(1),
        w.size(0),
        x.size(2),
        x.size(3),
        window,
        program.storage(),
        Compute.standard(program.storage()),
        output,
        Role.VARIABLE);
  }

  /** Batch normalisation of each channel. */
  public Value batchNorm(Value x, Value gamma, Value beta) {
    program.require(gamma.spec().elements() == x.size(1), "batch-norm", x, gamma);
    List<Value> out = program.step(norm(Pass.FORWARD, x), List.of(x, gamma, beta), shape(x));
    program.onTheWayBack(
        () -> {
          Value dy = program.gradient(out.get(0));
          List<Value> in = List.of(x, dy, gamma, out.get(1), out.get(2));
          List<Value> found = program.step(norm(Pass.BACKWARD, x), in, shape(x));
          program.pass(x, found.get(0));
          program.pass(gamma, found.get(1));
          program.pass(beta, found.get(2));
        });
    return out.get(0);
  }

  private Op norm(Pass pass, Value x) {
    long spatial = x.spec().elements() / x.size(0) / x.size(1);
    return new BatchNorm(pass, x.size(0), x.size(1), spatial, program.storage());
  }

  /** Pooling of each channel. */
  public Value pool(Pool2d.Function function, Value x, Window2d window) {
    Op forward = pool(function, Pass.FORWARD, x, window);
    Value y = program.step(forward, List.of(x), forward.outputs().get(0).spec().shape()).get(0);
    program.onTheWayBack(
        () -> {
          Op op = pool(function, Pass.BACKWARD, x, window);
          program.pass(x, program.step(op, List.of(x, program.gradient(y)), shape(x)).get(0));
        });
    return y;
  }

  private Op pool(Pool2d.Function function, Pass pass, Value x, Window2d window) {
    return new Pool2d(
        function, pass, x.size(0), x.size(1), x.size(2), x.size(3), window, program.storage());
  }

  private static List<Long> shape(Value x) {
    return x.spec().shape();
  }
}
