package io.goodflops.spi;

/**
 * Entry point of a plugin, found with {@link java.util.ServiceLoader}.
 *
 * <p>The constructor, {@link #name()} and {@link #discover()} are called on machines without the
 * vendor's hardware or driver: they must not fail there. All calls come from child processes of the
 * harness, never from its own.
 */
public interface DevicePlugin {

  /** Short lower-case name, for example {@code reference}; device ids usually start with it. */
  String name();

  /** Version of the plugin itself, shown in every run record. */
  String version();

  /**
   * Looks for devices, without side effects. An absent driver is a normal answer: {@link
   * Discovery#absent}.
   */
  Discovery discover();

  /**
   * Opens one of the devices that {@link #discover()} returned. The caller closes it.
   *
   * @throws DeviceException if the device cannot be opened; the message says why
   */
  Device open(DeviceInfo info);
}
