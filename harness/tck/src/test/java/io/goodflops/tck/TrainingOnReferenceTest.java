package io.goodflops.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.plugin.reference.ReferencePlugin;
import io.goodflops.spi.Activation;
import io.goodflops.spi.Buffer;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Op;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.program.Mlp;
import io.goodflops.workload.program.OpByOp;
import io.goodflops.workload.program.Optimizer;
import io.goodflops.workload.program.ProgramOracle;
import io.goodflops.workload.program.Starts;
import io.goodflops.workload.program.TrainingStep;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole training steps on a device, op by op, end to end against the FP64 oracle. */
class TrainingOnReferenceTest {
  private static final Mlp MLP = new Mlp(16, 12, 20, 8);
  private static final int STEPS = 12;

  /** Loss curve and final weights; the tolerance is what a dozen steps make of a rounding. */
  @ParameterizedTest
  @CsvSource({"FP64, 1e-10", "FP32, 1e-4", "BF16, 0.08"})
  void aDozenStepsFollowTheOracle(DType storage, double tolerance) throws Exception {
    TrainingStep training = MLP.step(storage, new Optimizer.Adam(0.01, 0.01));
    Program program = training.program();
    Map<String, double[]> right = Starts.of(training, 5);
    double first = 0;
    double last = 0;
    try (Device device = reference();
        Queue queue = device.openQueue();
        OpByOp run = new OpByOp(device, program, Set.of(Mlp.LOSS))) {
      for (Map.Entry<String, double[]> tensor : right.entrySet()) {
        write(run.buffer(tensor.getKey()), tensor.getValue());
      }
      for (int step = 0; step < STEPS; step++) {
        ProgramOracle.step(program, right);
        run.enqueue(queue);
        queue.finish();
        double[] losses = read(run.buffer(Mlp.LOSS));
        assertThat(losses).containsExactly(right.get(Mlp.LOSS), within(tolerance));
        last = Arrays.stream(losses).average().orElseThrow();
        first = step == 0 ? last : first;
      }
      for (String weight : new String[] {"w1", "b1", "w2", "b2"}) {
        assertThat(read(run.buffer(weight)))
            .as(weight)
            .containsExactly(right.get(weight), within(tolerance));
      }
    }
    assertThat(last).isLessThan(first);
  }

  @Test
  void aDeviceThatLacksOneOpSaysWhich() {
    Program program = MLP.program(DType.FP32, new Optimizer.Adam(0.01, 0.01));
    Device device =
        new AlteredDevice(reference()) {
          @Override
          public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
            if (op instanceof Activation) {
              throw new UnsupportedOpException("no activation functions here");
            }
            return super.compile(op, lane);
          }
        };
    assertThatThrownBy(() -> new OpByOp(device, program, Set.of()))
        .isInstanceOf(UnsupportedOpException.class)
        .hasMessage("mlp-12-20-8-b16 needs relu: no activation functions here");
  }

  private static Device reference() {
    ReferencePlugin plugin = new ReferencePlugin();
    return plugin.open(((Discovery.Found) plugin.discover()).devices().get(0));
  }

  private static void write(Buffer buffer, double[] values) {
    buffer.write(0, ByteBuffer.wrap(Bytes.encode(buffer.spec().dtype(), values)));
  }

  private static double[] read(Buffer buffer) {
    return Bytes.decode(buffer.spec().dtype(), Bytes.of(buffer));
  }
}
