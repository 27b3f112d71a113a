package io.goodflops.result;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code journal.jsonl}: one JSON object a line, on disk before {@link #append} returns, so that a
 * killed run loses nothing it measured. A line cut off by a kill is ignored and written over.
 */
public final class Journal implements AutoCloseable {
  private final FileChannel channel;

  private Journal(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens a journal to append to, cutting off an unfinished last line. */
  public static Journal open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      long end = endOfLastLine(channel);
      channel.truncate(end);
      channel.position(end);
      return new Journal(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** All complete lines of a journal. */
  public static List<String> read(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    int end = text.lastIndexOf('\n');
    List<String> lines = new ArrayList<>();
    if (end >= 0) {
      text.substring(0, end).lines().filter(line -> !line.isBlank()).forEach(lines::add);
    }
    return lines;
  }

  /** Writes one entry and waits until the disk has it. */
  public void append(Object entry) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((Json.line(entry) + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static long endOfLastLine(FileChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    for (long end = channel.size(); end > 0; end--) {
      one.clear();
      channel.read(one, end - 1);
      if (one.get(0) == '\n') {
        return end;
      }
    }
    return 0;
  }
}
