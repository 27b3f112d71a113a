package io.goodflops.workload.verify;

import io.goodflops.spi.Activation;
import io.goodflops.spi.AdamW;
import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.Bias;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.CrossEntropy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Permute;
import io.goodflops.spi.Pool2d;
import io.goodflops.spi.Softmax;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.Window2d;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.data.FileNumbers;
import io.goodflops.workload.data.InputData;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.training.Pieces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast ops of accelerator sizes are judged, from files, as after a traced step: nanoseconds of
 * CPU time per number that the op reads or writes. Prints a table; argument: a folder with room for
 * some GiB.
 */
final class JudgeRates {
  private JudgeRates() {}

  public static void main(String[] arguments) throws IOException {
    DType fp32 = DType.FP32;
    System.out.println("| op | numbers | CPU s | ns a number |");
    System.out.println("|---|---|---|---|");
    for (TrainingOp op :
        List.of(
            new CrossEntropy(512, 50_257, fp32),
            new Embedding(Pass.FORWARD, 50_257, 768, 8192, fp32),
            new Embedding(Pass.BACKWARD, 50_257, 768, 8192, fp32),
            new LayerNorm(Pass.FORWARD, 16_384, 768, fp32),
            new LayerNorm(Pass.BACKWARD, 16_384, 768, fp32),
            new Softmax(Pass.FORWARD, 16_384, 1024, 0.125, true, fp32),
            new Bias(Pass.BACKWARD, 8192, 3072, 1, fp32),
            new Activation(Activation.Function.GELU, Pass.BACKWARD, 8192 * 3072, fp32),
            new AdamW(1 << 23, fp32, fp32, 0.01, 0.9, 0.999, 1e-8, 0.1),
            new Permute(List.of(16L, 1024L, 12L, 64L), List.of(0, 2, 1, 3), fp32),
            new BatchNorm(Pass.FORWARD, 64, 64, 3136, fp32),
            new BatchNorm(Pass.BACKWARD, 64, 64, 3136, fp32),
            new Pool2d(
                Pool2d.Function.MAX,
                Pass.BACKWARD,
                32,
                64,
                112,
                112,
                Window2d.square(3, 2, 1),
                fp32),
            conv(Pass.FORWARD),
            conv(Pass.BACKWARD_DATA),
            conv(Pass.BACKWARD_WEIGHTS))) {
      Path file = Path.of(arguments[0]).resolve("judged");
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        print(op, channel);
      }
      Files.delete(file);
    }
  }

  private static Conv2d conv(Pass pass) {
    return Conv2d.of(pass, 8, 64, 64, 56, Window2d.square(3, 1, 1), DType.FP32);
  }

  private static void print(TrainingOp op, FileChannel file) throws IOException {
    long at = 0;
    List<ElementSource> inputs = new ArrayList<>();
    for (int i = 0; i < op.inputs().size(); i++) {
      DType dtype = op.inputs().get(i).spec().dtype();
      long elements = op.inputs().get(i).spec().elements();
      ElementSource source = InputData.source(op, i, Pattern.RANDOM, 1);
      for (long first = 0; first < elements; first += 1 << 20) {
        double[] values = new double[(int) Math.min(1 << 20, elements - first)];
        source.read(first, values, 0, values.length);
        write(file, at + first * dtype.bits() / 8, dtype, values);
      }
      inputs.add(new FileNumbers(file, at, dtype, elements));
      at += op.inputs().get(i).spec().bytes();
    }
    List<Long> starts = new ArrayList<>();
    for (Operand output : op.outputs()) {
      starts.add(at);
      at += output.spec().bytes();
    }
    Pieces.of(
        op,
        inputs,
        1 << 18,
        (output, first, part) -> {
          DType dtype = op.outputs().get(output).spec().dtype();
          write(file, starts.get(output) + first * dtype.bits() / 8, dtype, part.values());
        });
    OutputSource outputs =
        (output, offset, target) -> {
          long start = starts.get(output) + offset - target.position();
          while (target.hasRemaining() && file.read(target, start + target.position()) >= 0) {}
        };
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    Verdict verdict = Judge.judge(op, inputs, outputs, 7);
    long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    if (!verdict.passed()) {
      throw new IllegalStateException(verdict.detail());
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f M | %.2f | %.1f |%n",
        op.kind(),
        at / 4e6,
        nanos / 1e9,
        4.0 * nanos / at);
  }

  private static void write(FileChannel file, long position, DType dtype, double[] values) {
    int bytes = dtype.bits() / 8;
    ByteBuffer buffer = ByteBuffer.allocate(values.length * bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      long bits = Encoding.bits(dtype, value);
      if (bytes == 4) {
        buffer.putInt((int) bits);
      } else if (bytes == 2) {
        buffer.putShort((short) bits);
      } else {
        buffer.putLong(bits);
      }
    }
    try {
      file.write(buffer.flip(), position);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
