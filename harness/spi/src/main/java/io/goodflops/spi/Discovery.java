package io.goodflops.spi;

import java.util.List;
import java.util.Objects;

/** What a plugin found on this machine. */
public sealed interface Discovery {

  /** Devices that can be opened. */
  record Found(List<DeviceInfo> devices) implements Discovery {
    public Found {
      devices = List.copyOf(devices);
      if (devices.isEmpty()) {
        throw new IllegalArgumentException("no devices: answer Discovery.absent(reason, ...)");
      }
    }
  }

  /**
   * Nothing can be used here.
   *
   * @param reason one sentence, for example {@code libcuda.so.1 not found}
   * @param lookedFor files, libraries or variables that were tried, in order
   */
  record Absent(String reason, List<String> lookedFor) implements Discovery {
    public Absent {
      Objects.requireNonNull(reason, "reason");
      lookedFor = List.copyOf(lookedFor);
    }
  }

  static Discovery found(List<DeviceInfo> devices) {
    return new Found(devices);
  }

  static Discovery found(DeviceInfo... devices) {
    return new Found(List.of(devices));
  }

  static Discovery absent(String reason, List<String> lookedFor) {
    return new Absent(reason, lookedFor);
  }
}
