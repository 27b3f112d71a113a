package io.goodflops.plugin.metax;

import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;
import io.goodflops.tck.KitOptions;
import io.goodflops.tck.PluginConformance;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The conformance kit's rules, one test each, on the EMULATED runtime: with ops through the BLAS, a
 * copy and a compiled kernel, which is what a dialect has numbers for. {@code -Dgoodflops.whole}
 * takes every op.
 */
class MetaxConformanceTest extends PluginConformance {
  @Override
  protected DevicePlugin plugin() {
    DevicePlugin plugin = new MetaxPlugin();
    if (plugin.discover() instanceof Discovery.Absent absent) {
      Assumptions.assumeFalse(
          absent.reason().contains("built without its native library"),
          "no C++ compiler here, so there is no emulated runtime");
      Assertions.fail(absent.reason() + ' ' + absent.lookedFor());
    }
    return plugin;
  }

  @Override
  protected KitOptions options() {
    return System.getProperty("goodflops.whole") == null
        ? KitOptions.all().withOpKinds(Set.of("matmul", "copy", "triad"))
        : KitOptions.all();
  }
}
