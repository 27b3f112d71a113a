package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * THIRD-PARTY.md lists what is shipped: no jar missing, none left over, every licence text there.
 */
class ThirdPartyIT {
  /** The platforms that native jars are shipped for. */
  private static final String PLATFORM = "-(linux|macosx|windows)-[a-z0-9_]+$";

  private record Row(String artifact, String version, String licence, List<String> texts) {}

  @Test
  void everyShippedJarIsListedAndEveryRowIsShipped() throws IOException {
    TreeSet<String> listed = new TreeSet<>();
    rows().forEach(row -> listed.add(row.artifact() + "-" + row.version()));
    TreeSet<String> shipped = new TreeSet<>();
    Stream.concat(Layout.jars("lib").stream(), Layout.jars("plugins").stream())
        .filter(jar -> !Layout.ours(jar))
        .map(
            jar ->
                jar.getFileName().toString().replaceFirst("\\.jar$", "").replaceFirst(PLATFORM, ""))
        .forEach(shipped::add);
    assertThat(listed).isEqualTo(shipped);
  }

  @Test
  void everyRowNamesALicenceAndItsText() throws IOException {
    Path texts = Layout.home().resolve("licenses");
    assertThat(rows())
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.licence()).as(row.artifact()).isNotBlank();
              assertThat(row.texts())
                  .as(row.artifact())
                  .isNotEmpty()
                  .allSatisfy(
                      text -> assertThat(texts.resolve(text)).isRegularFile().isNotEmptyFile());
            });
  }

  @Test
  void noLicenceTextIsWithoutUse() throws IOException {
    String list = Files.readString(Layout.tree().resolve("THIRD-PARTY.md"));
    try (Stream<Path> texts = Files.list(Layout.home().resolve("licenses"))) {
      assertThat(texts.map(text -> text.getFileName().toString()))
          .allSatisfy(text -> assertThat(list).contains(text));
    }
  }

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Layout.tree().resolve("THIRD-PARTY.md"))) {
      String[] cells = line.split("\\|", -1);
      if (cells.length == 6
          && !cells[1].isBlank()
          && !cells[1].contains("Artifact")
          && !cells[1].startsWith("-")) {
        rows.add(
            new Row(
                cells[1].strip(),
                cells[2].strip(),
                cells[3].strip(),
                List.of(cells[4].strip().split(",\\s*"))));
      }
    }
    return rows;
  }
}
