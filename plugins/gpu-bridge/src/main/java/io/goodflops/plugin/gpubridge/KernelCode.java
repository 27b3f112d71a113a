package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DeviceException;
import io.goodflops.spi.UnsupportedOpException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The portable kernels, compiled for one device when one is first asked for. */
final class KernelCode {
  private static final String SOURCE = "kernels.cu";

  private final VendorRuntime runtime;
  private final int ordinal;
  private Optional<byte[]> code = Optional.empty();
  private Optional<String> problem;

  KernelCode(VendorRuntime runtime, int ordinal) {
    this.runtime = runtime;
    this.ordinal = ordinal;
    this.problem = runtime.noKernels();
  }

  /**
   * The code for the device.
   *
   * @throws UnsupportedOpException if there is no compiler, or it refused; it is not asked twice
   */
  synchronized byte[] get() throws UnsupportedOpException {
    if (code.isEmpty() && problem.isEmpty()) {
      try {
        code = Optional.of(Bridge.compile(runtime.table(), ordinal, source(), SOURCE, options()));
      } catch (DeviceException e) {
        problem = Optional.of(e.getMessage());
      }
    }
    return code.orElseThrow(
        () -> new UnsupportedOpException("there are no kernels: " + problem.orElse("")));
  }

  private String[] options() {
    return runtime.dialect().compiler().options().stream()
        .map(option -> filled(option, "{major}", Value.ATTRIBUTE_CAPABILITY_MAJOR))
        .map(option -> filled(option, "{minor}", Value.ATTRIBUTE_CAPABILITY_MINOR))
        .toArray(String[]::new);
  }

  /** The device is asked only where its answer is needed. */
  private String filled(String option, String place, Value which) {
    return option.contains(place) ? option.replace(place, capability(which)) : option;
  }

  private String capability(Value which) {
    return runtime
        .attribute(which, ordinal)
        .map(String::valueOf)
        .orElseThrow(() -> new DeviceException("the device does not tell its capability"));
  }

  private static String source() {
    try (InputStream file = KernelCode.class.getResourceAsStream(SOURCE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new DeviceException("cannot read " + SOURCE + ": " + e.getMessage(), e);
    }
  }
}
