package io.goodflops.plugin.gpubridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Who made a PCI device, as the system knows it: no vendor's library is asked. */
final class PciVendor {
  /** Linux's folder with a link for each PCI device. */
  static final Path SYSTEM = Path.of("/sys/bus/pci/devices");

  private PciVendor() {}

  /**
   * The vendor's number, four hexadecimal digits; empty where the system does not know the device.
   *
   * @param bus as runtimes write it, {@code 0000:C1:00.0}; domain and function may be missing
   */
  static Optional<String> of(Path devices, String bus) {
    String id = bus.toLowerCase(Locale.ROOT);
    if (id.matches("[0-9a-f]{2}:.*")) {
      id = "0000:" + id;
    }
    if (!id.matches("[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}(\\.[0-7])?")) {
      return Optional.empty();
    }
    // some runtimes write the domain with eight digits, Linux with four where they do
    String name = id.replaceFirst("^0{4}([0-9a-f]{4}:)", "$1") + (id.contains(".") ? "" : ".0");
    try {
      String vendor = Files.readString(devices.resolve(name).resolve("vendor")).strip();
      return Optional.of(vendor)
          .filter(text -> text.matches("0x[0-9a-f]{4}"))
          .map(text -> text.substring(2));
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }
}
