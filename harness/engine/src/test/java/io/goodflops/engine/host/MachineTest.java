package io.goodflops.engine.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {
  @Test
  void isDescribedWithAndWithoutOshi() {
    Machine full = Machine.here();
    Machine poor = Machine.withoutOshi("a test");
    assertThat(full.logicalCores()).isGreaterThanOrEqualTo(full.physicalCores());
    assertThat(full.details()).containsKey("cpuVendor");
    assertThat(poor.logicalCores()).isPositive();
    assertThat(poor.details()).containsEntry("oshi", "absent: a test");
    assertThat((double) poor.memoryBytes() / full.memoryBytes()).isBetween(0.5, 1.5);
  }
}
