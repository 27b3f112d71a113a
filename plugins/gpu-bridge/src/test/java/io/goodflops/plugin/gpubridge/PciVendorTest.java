package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.Discovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several vendors' libraries have the same names: the bus tells whose chip it is. */
class PciVendorTest {
  @TempDir private Path folder;
  @TempDir private Path pci;

  @ParameterizedTest
  @CsvSource({
    "0000:c1:00.0, 10de",
    "0000:C1:00.0, 10de",
    "00000000:C1:00.0, 10de",
    "c1:00.0, 10de",
    "0000:c1:00, 10de",
    "0000:c2:00.0,",
    "../../etc,",
    "'',"
  })
  void howeverRuntimesWriteIt(String bus, String vendor) throws IOException {
    device("0000:c1:00.0", "0x10de\n");
    assertThat(PciVendor.of(pci, bus).orElse(null)).isEqualTo(vendor);
  }

  @Test
  void whatIsNoVendorIsNone() throws IOException {
    device("0000:c1:00.0", "nonsense");
    assertThat(PciVendor.of(pci, "0000:c1:00.0")).isEmpty();
  }

  /** As the emulated runtime numbers them. */
  @Test
  void aDeviceOfAnotherMakerIsNotTakenForOneOfTheVendors() throws IOException {
    device("eeee:01:00.0", "0x1e3e");
    Emulated emulated = Emulated.in(folder, "devices 2");
    Discovery.Found found = (Discovery.Found) emulated.plugin(pci).discover();
    assertThat(found.devices()).extracting(DeviceInfo::id).containsExactly("nvidia:1");
    device("eeee:02:00.0", "0x1002");
    assertThat(((Discovery.Absent) emulated.plugin(pci).discover()).reason())
        .isEqualTo(
            "no device is made by NVIDIA: eeee:01:00.0 is of PCI vendor 1e3e, eeee:02:00.0 is of"
                + " PCI vendor 1002");
  }

  @Test
  void theBusTellsWhichOfTwoMakersItIs() throws IOException {
    device("eeee:01:00.0", "0x1002");
    Emulated emulated =
        Emulated.in(folder).with("makers = 10de NVIDIA", "makers = 1d94 Hygon, 1002 AMD");
    Discovery.Found found = (Discovery.Found) emulated.plugin(pci).discover();
    assertThat(found.devices()).extracting(DeviceInfo::vendor).containsExactly("AMD");
  }

  private void device(String bus, String vendor) throws IOException {
    Files.writeString(Files.createDirectories(pci.resolve(bus)).resolve("vendor"), vendor);
  }
}
