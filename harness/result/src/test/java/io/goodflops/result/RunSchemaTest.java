package io.goodflops.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Regenerate the schema with {@code -Dgoldens.update}. */
class RunSchemaTest {
  private static final Path FILE = Path.of("../../results/schema/run-1.schema.json");

  @Test
  void publishedSchemaIsTheOneTheRecordsMean() throws Exception {
    String derived = Json.pretty(SchemaFromRecords.schema());
    if (System.getProperty("goldens.update") != null) {
      Files.writeString(FILE, derived);
    }
    assertThat(Files.readString(FILE)).isEqualTo(derived);
  }

  @Test
  void writtenRecordIsValid() throws Exception {
    assertThat(RunSchema.defects(Json.pretty(Sample.run()))).isEmpty();
  }

  @Test
  void defectNamesThePlace() throws Exception {
    String broken = Json.pretty(Sample.run()).replace("\"planned\" : 1", "\"planned\" : \"many\"");
    assertThat(RunSchema.defects(broken)).hasSize(1).first().asString().contains("/planned");
  }

  @Test
  void controlCharacterInADeviceNameIsADefect() throws Exception {
    String broken = Json.pretty(Sample.run()).replace("Slow Chip", "Slow\\u001b[31mChip");
    assertThat(RunSchema.defects(broken)).hasSize(1).first().asString().contains("/model");
  }
}
