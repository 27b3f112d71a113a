package io.goodflops.engine.measure;

import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.TensorSpec;
import io.goodflops.workload.verify.OutputSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Outputs that a child has dumped, for the judge. */
public final class OutputFile implements OutputSource, AutoCloseable {
  private final FileChannel channel;
  private final List<Long> starts = new ArrayList<>();

  public OutputFile(Path file, Op op) throws IOException {
    this(file, op.outputs().stream().map(Operand::spec).toList());
  }

  OutputFile(Path file, List<TensorSpec> outputs) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ);
    long start = 0;
    for (TensorSpec output : outputs) {
      starts.add(start);
      start += output.bytes();
    }
  }

  @Override
  public void read(int outputIndex, long offsetBytes, ByteBuffer target) throws IOException {
    long position = starts.get(outputIndex) + offsetBytes;
    while (target.hasRemaining()) {
      int count = channel.read(target, position);
      if (count < 0) {
        throw new EOFException("the child wrote fewer outputs than the op has");
      }
      position += count;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
