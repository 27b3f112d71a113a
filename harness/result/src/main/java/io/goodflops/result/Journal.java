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

  /**
   * One entry with the number of its line in the file.
   *
   * @param number from 1
   */
  public record Line(int number, String text) {}

  /** All complete lines of a journal. */
  public static List<String> read(Path file) throws IOException {
    return lines(file).stream().map(Line::text).toList();
  }

  /** Like {@link #read}, with their numbers: blank lines are left out and counted. */
  public static List<Line> lines(Path file) throws IOException {
    String text = text(file);
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (int start = 0, end; (end = text.indexOf('\n', start)) >= 0; start = end + 1) {
      number++;
      String line = text.substring(start, end).strip();
      if (!line.isEmpty()) {
        lines.add(new Line(number, line));
      }
    }
    return lines;
  }

  /** Whether the last line was cut off while it was written; {@link #read} leaves it out. */
  public static boolean isCutOff(Path file) throws IOException {
    String text = text(file);
    return !text.substring(text.lastIndexOf('\n') + 1).isBlank();
  }

  /** A kill may cut a character in half, which must not hide the lines before it. */
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
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
