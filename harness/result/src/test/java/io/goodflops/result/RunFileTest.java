package io.goodflops.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunFileTest {
  @TempDir Path folder;

  @Test
  void roundTripIsTheIdentity() throws Exception {
    RunFile.write(folder, Sample.run());
    assertThat(RunFile.read(folder)).isEqualTo(Sample.run());
  }

  @Test
  void unknownLeafIsNullInTheFile() throws Exception {
    RunFile.write(folder, Sample.run());
    assertThat(Files.readString(folder.resolve("run.json")))
        .contains("\"kernel.clock\" : null")
        .contains("\"powerLimitWatts\" : null");
  }

  @Test
  void fieldOfANewerMinorVersionIsIgnored() throws Exception {
    RunFile.write(folder, Sample.run());
    edit("\"schemaVersion\" : \"1.4.0\"", "\"schemaVersion\" : \"1.7.0\", \"news\" : 1");
    assertThat(RunFile.read(folder).planned()).isEqualTo(1);
  }

  @Test
  void otherMajorIsRefusedWithBothNumbers() throws Exception {
    RunFile.write(folder, Sample.run());
    edit("\"schemaVersion\" : \"1.4.0\"", "\"schemaVersion\" : \"2.0.0\"");
    assertThatThrownBy(() -> RunFile.read(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("2.0.0")
        .hasMessageContaining("1.x");
  }

  @Test
  void brokenJsonIsNamedWithItsLine() throws Exception {
    RunFile.write(folder, Sample.run());
    edit("\"planned\" : 1,", "\"planned\" : 1");
    assertThatThrownBy(() -> RunFile.read(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("run.json")
        .hasMessageContaining("line");
  }

  @Test
  void numberThatIsTooLargeIsNamedInOurWords() throws Exception {
    RunFile.write(folder, Sample.run());
    edit("\"planned\" : 1,", "\"planned\" : 1" + "0".repeat(30) + ",");
    assertThatThrownBy(() -> RunFile.read(folder))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith(
            "run.json is not a valid run record: at planned: the number 1"
                + "0".repeat(30)
                + " is too large.");
  }

  @Test
  void missingFieldIsNamedWithOneBlankBeforeIt() throws Exception {
    RunFile.write(folder, Sample.run());
    edit("\"cases\" :", "\"kases\" :");
    assertThatThrownBy(() -> RunFile.read(folder))
        .hasMessageContaining("record: required property 'cases'");
  }

  @Test
  void missingFieldIsNamed() throws Exception {
    RunFile.write(folder, Sample.run());
    edit("\"toolVersion\" : \"0.1.0\",", "");
    assertThatThrownBy(() -> RunFile.read(folder)).hasMessageContaining("toolVersion");
  }

  @Test
  void notANumberIsNeverWritten() {
    assertThatThrownBy(() -> Json.line(new CaseRecord.Verification("x", Double.NaN, 0, false)))
        .hasMessageContaining("/error");
  }

  @Test
  void recordOfAnOlderVersionHasNoStep() throws Exception {
    RunFile.write(folder, Sample.run());
    Path file = folder.resolve(RunFile.NAME);
    JsonNode tree = Json.MAPPER.readTree(Files.readString(file));
    ((ObjectNode) tree.at("/cases/0/forks/0")).remove("step");
    ((ObjectNode) tree).put("schemaVersion", "1.1.0");
    Json.write(file, tree);
    assertThat(RunFile.read(folder).cases().get(0).forks().get(0).step()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "steps, 0, a step without a time",
    "tracedNanos, -1, a step without a time",
    "untracedNanos, 0, a step without a time",
    "ops/0/bytes, -1, negative number of flops or bytes",
    "ops/0/aloneNanos, -1, negative time",
    "ops/1/startNanos, -0.5, negative time",
  })
  void stepThatCannotBeIsRefused(String place, double value, String why) throws Exception {
    RunFile.write(folder, Sample.run());
    Path file = folder.resolve(RunFile.NAME);
    JsonNode tree = Json.MAPPER.readTree(Files.readString(file));
    int slash = place.lastIndexOf('/');
    String parent = slash < 0 ? "" : "/" + place.substring(0, slash);
    ObjectNode node = (ObjectNode) tree.at("/cases/0/forks/0/step" + parent);
    String field = place.substring(slash + 1);
    if (value == Math.rint(value)) {
      node.put(field, (long) value);
    } else {
      node.put(field, value);
    }
    Json.write(file, tree);
    assertThatThrownBy(() -> RunFile.read(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(why);
  }

  @Test
  void manifestSeesAnEdit() throws Exception {
    RunFile.write(folder, Sample.run());
    Manifest.write(folder);
    assertThat(Manifest.changed(folder)).isEmpty();
    edit("Slow Chip", "Fast Chip");
    assertThat(Manifest.changed(folder)).containsExactly("run.json");
  }

  private void edit(String from, String to) throws Exception {
    Path file = folder.resolve(RunFile.NAME);
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }
}
