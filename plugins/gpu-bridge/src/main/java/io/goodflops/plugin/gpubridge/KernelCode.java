package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DType;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.UnsupportedOpException;
import java.util.HashMap;
import java.util.Map;

/** The portable kernels, compiled for one device: a unit when one of its kernels is asked for. */
final class KernelCode {
  private final VendorRuntime runtime;
  private final int ordinal;
  private final Map<Unit, byte[]> code = new HashMap<>();
  private final Map<Unit, String> problems = new HashMap<>();

  KernelCode(VendorRuntime runtime, int ordinal) {
    this.runtime = runtime;
    this.ordinal = ordinal;
  }

  /** What is compiled at once. */
  record Unit(KernelFile file, DType dtype) {}

  /**
   * A unit's code for the device.
   *
   * @throws UnsupportedOpException if there is no compiler, or it refused; it is not asked twice
   */
  synchronized byte[] get(Unit unit) throws UnsupportedOpException {
    if (!code.containsKey(unit) && !problems.containsKey(unit)) {
      compile(unit);
    }
    if (problems.containsKey(unit)) {
      throw new UnsupportedOpException("there are no kernels: " + problems.get(unit));
    }
    return code.get(unit);
  }

  private void compile(Unit unit) {
    if (runtime.noKernels().isPresent()) {
      problems.put(unit, runtime.noKernels().get());
      return;
    }
    try {
      String source = unit.file().source(unit.dtype());
      code.put(
          unit,
          Bridge.compile(runtime.table(), ordinal, source, unit.file().fileName(), options()));
    } catch (DeviceException e) {
      problems.put(unit, e.getMessage());
    }
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
}
