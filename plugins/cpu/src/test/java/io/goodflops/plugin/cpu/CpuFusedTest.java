package io.goodflops.plugin.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Program;
import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.program.Decoder;
import io.goodflops.workload.program.OpByOp;
import io.goodflops.workload.program.TrainingStep;
import io.goodflops.workload.program.WholeProgram;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ops are joined to, in whole steps. */
class CpuFusedTest {
  private static final int STEPS = 3;

  /** No copy of a head: products find them where they are, and leave them where they belong. */
  @ParameterizedTest
  @EnumSource(names = {"FP32", "BF16"})
  void headsOfAnAttentionAreReadAndWrittenByStrides(DType dtype) throws UnsupportedOpException {
    Decoder model = new Decoder(2, 16, 64, 4, 32, 1);
    TrainingStep step = model.step(dtype, model.optimizer());
    Program program = step.program();
    Set<String> all =
        program.tensors().stream().map(Program.Tensor::name).collect(Collectors.toSet());
    try (Device device = TestCpu.open(0);
        Queue queue = device.openQueue();
        OpByOp right = new OpByOp(device, program, Set.of(step.loss()));
        OpByOp found = new OpByOp(device, program, all);
        OpByOp sharing = StepLanes.sharing(device, step);
        WholeProgram replay = WholeProgram.of(device, program, Lane.REPLAY, right);
        WholeProgram fused = WholeProgram.of(device, program, Lane.FUSED, found);
        WholeProgram shared = WholeProgram.of(device, program, Lane.FUSED, sharing)) {
      assertThat(fused.unwritten())
          .filteredOn(name -> name.startsWith("permute."))
          .hasSizeGreaterThanOrEqualTo(4);
      assertThat(program.steps())
          .filteredOn(one -> one.op().kind().equals("permute"))
          .as("a copy on neither side")
          .allMatch(
              one ->
                  fused.unwritten().contains(one.inputs().get(0))
                      || fused.unwritten().contains(one.outputs().get(0)));
      StepLanes.fill(step, right);
      StepLanes.fill(step, found);
      StepLanes.fill(step, sharing);
      for (int i = 0; i < STEPS; i++) {
        replay.enqueue(queue);
        fused.enqueue(queue);
        shared.enqueue(queue);
      }
      queue.finish();
      assertThat(StepLanes.distance(step, right, found)).isLessThan(0.02);
      assertThat(StepLanes.distance(step, found, sharing)).as("in shared memory").isZero();
      assertThat(program.tensors().stream().map(t -> sharing.buffer(t.name())).distinct().count())
          .as("buffers of %d tensors", program.tensors().size())
          .isLessThan(program.tensors().size() * 9L / 10);
    }
  }
}
