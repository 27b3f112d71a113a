package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The page of vendors is made from the dialect files. {@code -Dgoodflops.write} writes it anew
 * instead of comparing.
 */
class VendorsInDocsTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "VENDORS.md");
  private static final String HEAD =
      "| Makers | Plugin | Runtime | Libraries, the best first | Sensors | Run on hardware | Tried without"
          + " hardware | On the emulated runtime |";

  @Test
  void thePageHasEveryDialectAndNoOther() throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    int start = lines.indexOf(HEAD) + 2;
    int end = start;
    while (end < lines.size() && lines.get(end).startsWith("|")) {
      end++;
    }
    if (System.getProperty("goodflops.write") != null) {
      List<String> written = new ArrayList<>(lines.subList(0, start));
      written.addAll(rows());
      written.addAll(lines.subList(end, lines.size()));
      Files.write(PAGE, written);
      return;
    }
    assertThat(lines.subList(start, end)).containsExactlyElementsOf(rows());
  }

  private static List<String> rows() {
    return EmulatedVendor.dialects().stream()
        .map(file -> DialectFile.parse(EmulatedVendor.text(file)))
        .sorted(Comparator.comparing(Dialect::name))
        .map(VendorsInDocsTest::row)
        .toList();
  }

  private static String row(Dialect dialect) {
    String makers =
        new TreeMap<>(dialect.makers())
            .entrySet().stream()
                .map(maker -> maker.getValue() + " (PCI " + maker.getKey() + ")")
                .collect(Collectors.joining(", "));
    return String.join(
        " | ",
        "| " + makers,
        "`" + dialect.name() + "`",
        dialect.runtime(),
        libraries(dialect.libraries()),
        sensors(dialect),
        dialect.verified().hardware(),
        dialect.verified().libraries(),
        dialect.verified().emulator() + " |");
  }

  /** Those that are read in some unit, and through which library. */
  private static String sensors(Dialect dialect) {
    return dialect.management().sensors().keySet().stream()
            .sorted()
            .map(Sensor::key)
            .collect(Collectors.joining(", "))
        + ": "
        + names(dialect.libraries().get(Library.MANAGEMENT));
  }

  private static String names(List<String> files) {
    return files.stream().map(name -> "`" + name + "`").collect(Collectors.joining(" "));
  }

  private static String libraries(Map<Library, List<String>> libraries) {
    return new TreeMap<>(libraries)
        .entrySet().stream()
            .filter(entry -> entry.getKey() != Library.MANAGEMENT && !entry.getValue().isEmpty())
            .map(entry -> entry.getKey().words() + ": " + names(entry.getValue()))
            .collect(Collectors.joining("; "));
  }
}
