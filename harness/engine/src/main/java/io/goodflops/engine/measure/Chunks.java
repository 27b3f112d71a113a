package io.goodflops.engine.measure;

import io.goodflops.spi.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/** Moves data of any size to and from device buffers through one small host buffer. */
final class Chunks {
  private static final int CHUNK_BYTES = 4 << 20;
  private static final int PEEK_BYTES = 64;

  private final ByteBuffer chunk =
      ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** Overwrites a buffer with bytes that no right answer has. */
  void poison(Buffer buffer) {
    long bytes = buffer.spec().bytes();
    for (long offset = 0; offset < bytes; offset += CHUNK_BYTES) {
      ByteBuffer part = Poison.ONES.duplicate();
      part.clear().limit((int) Math.min(CHUNK_BYTES, bytes - offset));
      buffer.write(offset, part);
    }
  }

  /** Fills the remaining bytes of {@code target}. */
  interface Source {
    void fill(long offsetBytes, ByteBuffer target);
  }

  void write(Buffer buffer, Source source) {
    long bytes = buffer.spec().bytes();
    for (long offset = 0; offset < bytes; offset += CHUNK_BYTES) {
      chunk.clear().limit((int) Math.min(CHUNK_BYTES, bytes - offset));
      source.fill(offset, chunk);
      chunk.rewind();
      buffer.write(offset, chunk);
    }
  }

  /** Reads the first bytes of a buffer and forgets them. */
  void peek(Buffer buffer) {
    chunk.clear().limit((int) Math.min(PEEK_BYTES, buffer.spec().bytes()));
    buffer.read(0, chunk);
  }

  /** Reads the first chunk before all else: what comes later than the finish must be missing. */
  void dump(List<Buffer> buffers, Path file) throws IOException {
    read(buffers.get(0), 0);
    try (Dump dump = open(file)) {
      dump.write();
      dump.add(buffers.get(0), CHUNK_BYTES);
      for (Buffer buffer : buffers.subList(1, buffers.size())) {
        dump.add(buffer);
      }
    }
  }

  /** A new file for the contents of buffers. */
  Dump open(Path file) throws IOException {
    return new Dump(file);
  }

  /** A file that the contents of buffers are written to, one after the other. */
  final class Dump implements AutoCloseable {
    private final FileChannel channel;

    private Dump(Path file) throws IOException {
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
    }

    void add(Buffer buffer) throws IOException {
      add(buffer, 0);
    }

    /** Writes a buffer's contents elsewhere than behind all others. */
    void put(Buffer buffer, long position) throws IOException {
      channel.position(position);
      add(buffer);
    }

    private void add(Buffer buffer, long fromBytes) throws IOException {
      long bytes = buffer.spec().bytes();
      for (long offset = fromBytes; offset < bytes; offset += CHUNK_BYTES) {
        read(buffer, offset);
        write();
      }
    }

    private void write() throws IOException {
      while (chunk.hasRemaining()) {
        channel.write(chunk);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** CRC-32C of a buffer's contents. */
  long sum(Buffer buffer) {
    CRC32C sum = new CRC32C();
    for (long offset = 0; offset < buffer.spec().bytes(); offset += CHUNK_BYTES) {
      read(buffer, offset);
      sum.update(chunk);
    }
    return sum.getValue();
  }

  private void read(Buffer buffer, long offset) {
    chunk.clear().limit((int) Math.min(CHUNK_BYTES, buffer.spec().bytes() - offset));
    buffer.read(offset, chunk);
    chunk.rewind();
  }

  /** Made once for each process, by the first who asks: a calibration poisons many outputs. */
  private static final class Poison {
    static final ByteBuffer ONES = ByteBuffer.allocateDirect(CHUNK_BYTES);

    static {
      fillWithOnes(ONES);
    }
  }

  /** All bits set: NaN in every float type. */
  static void fillWithOnes(ByteBuffer target) {
    while (target.remaining() >= Long.BYTES) {
      target.putLong(-1L);
    }
    while (target.hasRemaining()) {
      target.put((byte) -1);
    }
  }
}
