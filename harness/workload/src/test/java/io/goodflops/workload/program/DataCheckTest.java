package io.goodflops.workload.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.DType;
import io.goodflops.spi.Program;
import io.goodflops.spi.Role;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.verify.Verdict;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataCheckTest {
  private static final TrainingStep STEP =
      new Mlp(6, 5, 7, 4).step(DType.BF16, new Optimizer.Momentum(0.1, 0.9, 0));

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "labels"})
  void whatIsNotAsWrittenIsNamed(String changed) throws Exception {
    try (FileChannel trace = trace(changed)) {
      Verdict verdict = DataCheck.check(STEP, new TraceWindow(0, STEP.program()), 3, trace);
      assertThat(verdict.passed()).as(verdict.detail()).isEqualTo(changed.isEmpty());
      assertThat(verdict.detail()).contains(changed.isEmpty() ? "are what was" : "of " + changed);
    }
  }

  /** Other weights are no fault: they have been trained by then. */
  @ParameterizedTest
  @ValueSource(strings = {"w1", "b2.momentum"})
  void whatIsTrainedMayDiffer(String changed) throws Exception {
    try (FileChannel trace = trace(changed)) {
      assertThat(DataCheck.check(STEP, new TraceWindow(0, STEP.program()), 3, trace).passed())
          .isTrue();
    }
  }

  private FileChannel trace(String changed) throws Exception {
    TraceLayout layout = TraceLayout.of(STEP.program());
    FileChannel file =
        FileChannel.open(
            folder.resolve("trace"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    for (Program.Tensor tensor : STEP.program().tensors()) {
      if (tensor.role() != Role.OUTPUT) {
        double[] values = new double[(int) tensor.spec().elements()];
        STEP.starts().get(tensor.name()).read(3, 0, values);
        if (tensor.name().equals(changed)) {
          values[values.length - 1] += 1;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) tensor.spec().bytes());
        Encoding.putExact(tensor.spec().dtype(), values, values.length, bytes);
        file.write(bytes.flip(), layout.initialPosition(tensor.name()));
      }
    }
    return file;
  }
}
