package io.goodflops.plugin.cpu;

import static io.goodflops.spi.Pass.BACKWARD;
import static io.goodflops.spi.Pass.BACKWARD_DATA;
import static io.goodflops.spi.Pass.BACKWARD_WEIGHTS;
import static io.goodflops.spi.Pass.FORWARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.goodflops.spi.Activation;
import io.goodflops.spi.AdamW;
import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Binary;
import io.goodflops.spi.Cast;
import io.goodflops.spi.Compute;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.Lane;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Reduce;
import io.goodflops.spi.Role;
import io.goodflops.spi.Sgd;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.spi.Window2d;
import io.goodflops.workload.verify.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training ops in small and odd shapes, every element against the judge's FP64 loops. */
class CpuTrainingTest {
  static Stream<TrainingOp> ops() {
    return Stream.of(DType.FP32, DType.BF16, DType.FP16).flatMap(dtype -> ops(dtype).stream());
  }

  @ParameterizedTest
  @MethodSource("ops")
  void isRightWithinRounding(TrainingOp op) throws IOException {
    for (int index = 0; index < 2; index++) {
      try (Device device = TestCpu.open(index)) {
        Verdict verdict = TrainingRun.judge(device, Lane.PLAIN, op);
        assertThat(verdict.passed()).as(verdict.detail()).isTrue();
      } catch (UnsupportedOpException e) {
        // 16-bit types are not there on every CPU
        assertThat(op.toString()).containsAnyOf("BF16", "FP16");
        abort(e.getMessage());
      }
    }
  }

  private static List<TrainingOp> ops(DType dtype) {
    List<TrainingOp> ops = new ArrayList<>();
    ops.addAll(convolutions(dtype));
    ops.addAll(pools(dtype));
    for (Pass pass : List.of(FORWARD, BACKWARD)) {
      ops.add(new LayerNorm(pass, 5, 17, dtype));
      ops.add(new LayerNorm(pass, 1, 768, dtype));
      ops.add(new LayerNorm(pass, 67, 100, dtype));
      ops.add(new BatchNorm(pass, 3, 4, 11, dtype));
      ops.add(new BatchNorm(pass, 2, 33, 49, dtype));
      ops.add(new BatchNorm(pass, 9, 5, 1, dtype));
      ops.add(new BatchNorm(pass, 3, 48, 35, dtype));
      ops.add(new BatchNorm(pass, 7, 16, 1, dtype));
      ops.add(new Softmax(pass, 6, 13, 1, false, dtype));
      ops.add(new Softmax(pass, 3, 300, 0.3, false, dtype));
      ops.add(new Softmax(pass, 14, 7, 1, true, dtype));
      ops.add(new Softmax(pass, 3 * 33 + 5, 33, 0.125, true, dtype));
      ops.add(new Softmax(pass, 5, 64, 0.125, true, dtype));
      ops.add(new Bias(pass, 3, 5, 7, dtype));
      ops.add(new Bias(pass, 1, 19, 50, dtype));
      ops.add(new Bias(pass, 300, 65, 1, dtype));
      ops.add(new Bias(pass, 1, 3, 1, dtype));
      ops.add(new Embedding(pass, 11, 6, 19, dtype));
      ops.add(new Embedding(pass, 101, 1500, 64, dtype));
      for (Activation.Function function : Activation.Function.values()) {
        ops.add(new Activation(function, pass, 50, dtype));
        ops.add(new Activation(function, pass, 5003, dtype));
      }
    }
    for (Binary.Function function : Binary.Function.values()) {
      ops.add(new Binary(function, 3001, dtype));
    }
    for (Reduce.Function function : Reduce.Function.values()) {
      ops.add(new Reduce(function, 3, 9, 4, dtype));
      ops.add(new Reduce(function, 1, 130, 70, dtype));
      ops.add(new Reduce(function, 7, 1000, 1, dtype));
      ops.add(new Reduce(function, 1, 3, 1, dtype));
    }
    ops.add(new CrossEntropy(5, 23, dtype));
    ops.add(new CrossEntropy(17, 1001, dtype));
    for (DType to : List.of(DType.FP32, DType.BF16, DType.FP16)) {
      ops.add(new Cast(dtype, to, 1003));
    }
    ops.add(new Permute(List.of(2L, 3L, 4L, 5L), List.of(0, 2, 1, 3), dtype));
    ops.add(new Permute(List.of(31L, 17L), List.of(1, 0), dtype));
    ops.add(new Permute(List.of(), List.of(), dtype));
    for (DType gradient : List.of(dtype, DType.BF16)) {
      ops.add(new Sgd(40, DType.FP32, gradient, 0.1, 0.9, 0.01));
      ops.add(new Sgd(5003, dtype, gradient, 0.1, 0.9, 0.01));
      ops.add(new AdamW(40, DType.FP32, gradient, 0.01, 0.9, 0.999, 1e-8, 0.1));
      ops.add(new AdamW(5003, DType.FP32, gradient, 0.001, 0.8, 0.95, 1e-6, 0));
    }
    return ops;
  }

  private static List<TrainingOp> convolutions(DType dtype) {
    List<TrainingOp> ops = new ArrayList<>();
    for (Pass pass : List.of(FORWARD, BACKWARD_DATA, BACKWARD_WEIGHTS)) {
      ops.add(Conv2d.of(pass, 2, 3, 4, 7, Window2d.square(3, 2, 1), dtype));
      ops.add(Conv2d.of(pass, 1, 2, 3, 5, new Window2d(2, 3, 1, 2, 0, 1), dtype));
      ops.add(Conv2d.of(pass, 2, 3, 64, 30, Window2d.square(7, 2, 3), dtype));
      ops.add(Conv2d.of(pass, 3, 32, 48, 9, Window2d.square(3, 1, 1), dtype));
      ops.add(Conv2d.of(pass, 2, 33, 17, 8, Window2d.square(1, 2, 0), dtype));
      ops.add(Conv2d.of(pass, 3, 20, 35, 7, Window2d.square(1, 1, 0), dtype));
      ops.add(
          new Conv2d(
              pass,
              2,
              16,
              20,
              6,
              11,
              Window2d.square(3, 1, 1),
              dtype,
              Compute.standard(dtype),
              DType.FP32,
              Role.VARIABLE));
    }
    return ops;
  }

  private static List<TrainingOp> pools(DType dtype) {
    List<TrainingOp> ops = new ArrayList<>();
    for (Pass pass : List.of(FORWARD, BACKWARD)) {
      for (Pool2d.Function function : Pool2d.Function.values()) {
        ops.add(new Pool2d(function, pass, 2, 3, 7, 6, Window2d.square(3, 2, 1), dtype));
        ops.add(new Pool2d(function, pass, 1, 17, 8, 8, Window2d.square(2, 2, 0), dtype));
        ops.add(new Pool2d(function, pass, 2, 5, 7, 7, Window2d.square(7, 1, 0), dtype));
        ops.add(new Pool2d(function, pass, 1, 2, 9, 5, new Window2d(2, 3, 3, 1, 1, 2), dtype));
      }
    }
    return ops;
  }
}
