package io.goodflops.plugin.gpubridge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A look at a library before the system's loader gets it: glibc's ends the process with SIGBUS over
 * one that is cut short. Offsets are those of the ELF-64 object file format.
 */
final class ElfFile {
  private static final int HEADER_BYTES = 64;
  private static final int MAGIC = 0x464c457f;
  private static final int CLASS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;
  private static final int LOADED = 1;
  private static final Map<Integer, String> MACHINES = Map.of(62, "amd64", 183, "aarch64");

  private ElfFile() {}

  /** Why it cannot be loaded here, one sentence; empty if nothing speaks against it. */
  static Optional<String> problem(Path path) {
    try (FileChannel file = FileChannel.open(path)) {
      ByteBuffer header = read(file, 0, HEADER_BYTES);
      if (header.limit() < HEADER_BYTES
          || header.getInt(0) != MAGIC
          || header.get(4) != CLASS_64
          || header.get(5) != LITTLE_ENDIAN) {
        return Optional.of(path + " is no 64-bit ELF library");
      }
      int machine = Short.toUnsignedInt(header.getShort(18));
      String mine = System.getProperty("os.arch");
      if (!mine.equals(MACHINES.getOrDefault(machine, mine))) {
        return Optional.of(path + " is for " + MACHINES.get(machine) + ", this is " + mine);
      }
      long needed = bytes(file, header);
      return needed > file.size()
          ? Optional.of(path + " is cut short: it has " + file.size() + " of " + needed + " bytes")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of(path + " cannot be read: " + e);
    }
  }

  /** How long it must be at least: all that is loaded lies before this. */
  private static long bytes(FileChannel file, ByteBuffer header) throws IOException {
    long offset = header.getLong(32);
    int size = Short.toUnsignedInt(header.getShort(54));
    int count = Short.toUnsignedInt(header.getShort(56));
    ByteBuffer table = read(file, offset, size * count);
    long end = offset + (long) size * count;
    for (int at = 0; at + size <= table.limit() && size >= 56; at += size) {
      if (table.getInt(at) == LOADED) {
        end = Math.max(end, table.getLong(at + 8) + table.getLong(at + 32));
      }
    }
    return end;
  }

  private static ByteBuffer read(FileChannel file, long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (offset >= 0 && bytes.hasRemaining()) {
      if (file.read(bytes, offset + bytes.position()) < 0) {
        break;
      }
    }
    return bytes.flip();
  }
}
