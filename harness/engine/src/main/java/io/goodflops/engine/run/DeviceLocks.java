package io.goodflops.engine.run;

import io.goodflops.engine.probe.Probe;
import io.goodflops.result.FileTrouble;
import io.goodflops.result.Manifest;
import io.goodflops.result.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps two runs off one chip. The lock goes by the physical id and dies with the process, however
 * it ends.
 */
public final class DeviceLocks implements AutoCloseable {
  private final List<FileChannel> held = new ArrayList<>();

  private DeviceLocks() {}

  /**
   * Takes the chips of these devices, or none of them.
   *
   * @throws UserException if somebody else has one
   */
  public static DeviceLocks take(List<Probe.Device> devices) {
    DeviceLocks locks = new DeviceLocks();
    try {
      Set<String> chips = new HashSet<>();
      for (Probe.Device device : devices) {
        if (chips.add(device.record().physicalId())) {
          locks.take(device.record().id(), device.record().physicalId());
        }
      }
      return locks;
    } catch (RuntimeException e) {
      locks.close();
      throw e;
    }
  }

  private void take(String id, String physicalId) {
    String hash = Manifest.sha256(physicalId.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "goodflops-" + hash + ".lock");
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw UserException.environment(
          "The lock file " + file + " cannot be opened: " + FileTrouble.reason(e) + ".");
    }
    held.add(channel);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (IOException | java.nio.channels.OverlappingFileLockException e) {
      // not ours
    }
    if (lock == null) {
      throw UserException.environment(
          "Another run is using "
              + id
              + " (chip "
              + physicalId
              + "); two runs at once would measure each other. Wait for it to end.");
    }
  }

  @Override
  public void close() {
    for (FileChannel channel : held) {
      try {
        channel.close();
      } catch (IOException e) {
        // the process's end releases it
      }
    }
  }
}
