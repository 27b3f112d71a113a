package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DeviceException;
import io.goodflops.spi.UnsupportedOpException;
import java.util.EnumMap;
import java.util.Map;

/** The portable kernels, compiled for one device: a file when one of its kernels is asked for. */
final class KernelCode {
  private final VendorRuntime runtime;
  private final int ordinal;
  private final Map<KernelFile, byte[]> code = new EnumMap<>(KernelFile.class);
  private final Map<KernelFile, String> problems = new EnumMap<>(KernelFile.class);

  KernelCode(VendorRuntime runtime, int ordinal) {
    this.runtime = runtime;
    this.ordinal = ordinal;
    runtime
        .noKernels()
        .ifPresent(
            problem -> {
              for (KernelFile file : KernelFile.values()) {
                problems.put(file, problem);
              }
            });
  }

  /**
   * A file's code for the device.
   *
   * @throws UnsupportedOpException if there is no compiler, or it refused; it is not asked twice
   */
  synchronized byte[] get(KernelFile file) throws UnsupportedOpException {
    if (!code.containsKey(file) && !problems.containsKey(file)) {
      try {
        code.put(file, Bridge.compile(runtime.table(), file.source(), file.fileName(), options()));
      } catch (DeviceException e) {
        problems.put(file, e.getMessage());
      }
    }
    if (problems.containsKey(file)) {
      throw new UnsupportedOpException("there are no kernels: " + problems.get(file));
    }
    return code.get(file);
  }

  private String[] options() {
    String major = capability(Value.ATTRIBUTE_CAPABILITY_MAJOR);
    String minor = capability(Value.ATTRIBUTE_CAPABILITY_MINOR);
    return runtime.dialect().compiler().options().stream()
        .map(option -> option.replace("{major}", major).replace("{minor}", minor))
        .toArray(String[]::new);
  }

  private String capability(Value which) {
    return runtime
        .attribute(which, ordinal)
        .map(String::valueOf)
        .orElseThrow(() -> new DeviceException("the device does not tell its capability"));
  }
}
