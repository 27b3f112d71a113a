package io.goodflops.tck;

import io.goodflops.spi.Bias;
import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Program;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A device that joins each product with the bias behind it, over one that does not: the product
 * stays in memory of its own. It may lie in one way.
 */
final class JoiningDevice extends AlteredDevice {
  /** What is wrong. */
  enum Lie {
    NONE,
    /** The result of one join is the bare product. */
    NO_BIAS,
    /** The ops of ReLU are left out of the launch, and what they write is said to be unwritten. */
    NO_RELU,
    /** A weight is said to be unwritten. */
    NO_WEIGHT,
    /** The loss is said to be unwritten. */
    NO_LOSS,
    /** What is said to be written lies in memory of its own. */
    SILENT,
    /** Gradients of biases wait for the optimizer, and what they read is said to need no more. */
    LATE
  }

  private final Lie lie;

  JoiningDevice(Device inner, Lie lie) {
    super(inner);
    this.lie = lie;
  }

  @Override
  public Kernel compile(Program program, Lane lane) throws UnsupportedOpException {
    if (lane != Lane.FUSED) {
      throw new UnsupportedOpException("no lane " + lane);
    }
    List<Kernel> kernels = new ArrayList<>();
    for (Program.Step step : program.steps()) {
      kernels.add(compile(step.op(), Lane.PLAIN));
    }
    return new Joined(program, kernels);
  }

  private static Set<String> products(Program program) {
    Set<String> products = new HashSet<>();
    for (Program.Step step : program.steps()) {
      List<Integer> readers = program.readers(step.outputs().get(0));
      if (step.op() instanceof MatMul
          && readers.size() == 1
          && program.steps().get(readers.get(0)).op() instanceof Bias bias
          && bias.pass() == Pass.FORWARD) {
        products.add(step.outputs().get(0));
      }
    }
    return products;
  }

  private final class Joined implements Kernel {
    private final Program program;
    private final List<Kernel> kernels;
    private final Set<String> products;

    Joined(Program program, List<Kernel> kernels) {
      this.program = program;
      this.kernels = kernels;
      this.products = products(program);
    }

    @Override
    public Set<String> unwritten() {
      Set<String> names = new HashSet<>(products);
      switch (lie) {
        case NO_WEIGHT -> names.add(program.tensors().get(2).name());
        case NO_LOSS -> names.add("cross-entropy.1.loss");
        case SILENT -> names.clear();
        case NO_RELU ->
            program.steps().stream()
                .filter(this::isRelu)
                .forEach(step -> names.addAll(step.outputs()));
        case NONE, NO_BIAS, LATE -> {}
      }
      return names;
    }

    /** The products lie elsewhere, and all else happens where it stands. */
    @Override
    public Optional<Set<String>> ownMemory() {
      return Optional.of(Set.of());
    }

    private boolean isLate(Program.Step step) {
      return lie == Lie.LATE && step.op() instanceof Bias bias && bias.pass() == Pass.BACKWARD;
    }

    private boolean isRelu(Program.Step step) {
      return step.op().kind().equals("relu");
    }

    @Override
    public Launch bind(List<Buffer> inputs, List<Buffer> outputs, Optional<Buffer> workspace) {
      Map<String, Buffer> buffers = new HashMap<>(program.buffers(inputs, outputs));
      for (String product : products) {
        buffers.put(product, allocate(buffers.get(product).spec()));
      }
      List<Launch> launches = new ArrayList<>();
      List<Launch> late = new ArrayList<>();
      boolean wrong = lie == Lie.NO_BIAS;
      for (int i = 0; i < kernels.size(); i++) {
        Program.Step step = program.steps().get(i);
        if (lie == Lie.NO_RELU && isRelu(step)) {
          continue;
        }
        List<Buffer> in = new ArrayList<>(step.inputs().stream().map(buffers::get).toList());
        if (wrong && products.contains(step.inputs().get(0))) {
          Buffer zero = allocate(in.get(1).spec());
          zero.write(0, java.nio.ByteBuffer.allocate((int) zero.spec().bytes()));
          in.set(1, zero);
          wrong = false;
        }
        List<Buffer> out = step.outputs().stream().map(buffers::get).toList();
        if (step.op() instanceof Sgd) {
          launches.addAll(late);
          late.clear();
        }
        (isLate(step) ? late : launches).add(kernels.get(i).bind(in, out, Optional.empty()));
      }
      return queue -> launches.forEach(launch -> launch.enqueue(queue));
    }
  }
}
