package com.example.acme;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.goodflops.spi.Device;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.DType;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import org.junit.jupiter.api.Test;

/** The dialect file: that it is understood, and on a machine with the device, that its numbers are right. */
class AcmeDialectTest {
  private final AcmePlugin plugin = new AcmePlugin();

  @Test
  void theFileIsUnderstood() {
    if (plugin.discover() instanceof Discovery.Absent absent) {
      assertFalse(absent.reason().contains("makes no sense"), absent.reason());
      assertFalse(absent.lookedFor().isEmpty());
    }
  }

  /** Where the library is not installed, the answer names it. */
  @Test
  void whatIsMissingIsNamed() {
    Discovery discovery = plugin.discover();
    assumeTrue(discovery instanceof Discovery.Absent, "there is a device");
    Discovery.Absent absent = assertInstanceOf(Discovery.Absent.class, discovery);
    assertTrue(
        absent.lookedFor().toString().contains("@prefix@")
            || absent.reason().contains("native library"),
        absent + " names no library of this runtime");
  }

  /** On open, small products are compared with what they must be: a wrong number ends in a refusal. */
  @Test
  void productsAreRight() throws Exception {
    assumeTrue(plugin.discover() instanceof Discovery.Found, "no device here");
    Discovery.Found found = (Discovery.Found) plugin.discover();
    try (Device device = plugin.open(found.devices().get(0));
        Kernel kernel = device.compile(MatMul.of(64, 64, 64, DType.FP32), Lane.PLAIN)) {
      assertTrue(kernel.description().contains("right in the self-check"), kernel.description());
    }
  }
}
