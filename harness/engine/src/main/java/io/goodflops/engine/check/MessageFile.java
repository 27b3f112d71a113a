package io.goodflops.engine.check;

import io.goodflops.result.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Messages as lines of JSON: written through by the child, read along by the host. */
final class MessageFile {
  private static final int BLOCK = 1 << 16;
  private static final int LONGEST_LINE = 1 << 22;

  private final Path file;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long read;

  MessageFile(Path file) {
    this.file = file;
  }

  /** Each message is with the system before the next call into the plugin. */
  synchronized void append(CheckMessage message) {
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write((Json.line(message) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was added since the last call. A line that is no message is the plugin's doing. */
  List<CheckMessage> news() throws IOException {
    List<CheckMessage> messages = new ArrayList<>();
    if (!Files.exists(file)) {
      return messages;
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(read);
      byte[] block = new byte[BLOCK];
      for (int length = in.read(block); length > 0; length = in.read(block)) {
        read += length;
        for (int i = 0; i < length; i++) {
          if (block[i] == '\n') {
            parse(messages);
          } else if (line.size() < LONGEST_LINE) {
            line.write(block[i]);
          }
        }
      }
    }
    return messages;
  }

  private void parse(List<CheckMessage> messages) {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    try {
      messages.add(Json.parse(text, CheckMessage.class));
    } catch (IOException e) {
      // half a line of a dying process, or somebody else's
    }
  }
}
