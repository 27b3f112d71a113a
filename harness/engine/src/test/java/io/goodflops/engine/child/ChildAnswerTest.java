package io.goodflops.engine.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a child leaves may be anything; what comes of it is one answer or one sentence. */
class ChildAnswerTest {
  @TempDir private Path folder;

  /** Of each kind of value that answers have. */
  public record Answer(
      String text,
      List<Reading> readings,
      Map<String, Double> more,
      Optional<String> maybe,
      OptionalDouble sensor) {}

  /** A part of it. */
  public record Reading(double watts) {}

  private static final String GOOD =
      """
      {"text": "a", "readings": [{"watts": 1.5}], "more": {"b": 2.0}, "maybe": null, "sensor": null}
      """;

  private Answer read(String text) throws IOException {
    return ChildAnswer.read(Files.writeString(folder.resolve("answer"), text), Answer.class);
  }

  @Test
  void goodOneIsRead() throws IOException {
    assertThat(read(GOOD).readings()).containsExactly(new Reading(1.5));
    assertThat(read(GOOD).maybe()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "Infinity",
        "1e999",
        "-1e999",
        "\"NaN\"",
        "null",
        "[]",
        "{}",
        "\"\\u0000\"",
      })
  void numberThatIsNoneIsNoAnswer(String number) {
    assertThatThrownBy(() -> read(GOOD.replace("1.5", number))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(GOOD.replace("2.0", number))).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "{}",
        "[]",
        "3",
        "\"text\"",
        "\u0000\u0000",
        "{\"text\": null}",
      })
  void somethingElseIsNoAnswer(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
  }

  @Test
  void cutShortAnywhereItIsNoAnswer() {
    String good = GOOD.strip();
    for (int length = 0; length < good.length(); length++) {
      String cut = good.substring(0, length);
      assertThatThrownBy(() -> read(cut)).as(cut).isInstanceOf(IOException.class);
    }
  }

  @Test
  void deeplyNestedOneIsNoAnswer() {
    assertThatThrownBy(() -> read("{\"text\": " + "[".repeat(1 << 20)))
        .isInstanceOf(IOException.class);
  }

  /** It is not read to find that out: the file would not fit into this process. */
  @Test
  void hugeOneIsNoAnswer() throws IOException {
    Path file = folder.resolve("huge");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    assertThatThrownBy(() -> ChildAnswer.read(file, Answer.class))
        .isInstanceOf(IOException.class)
        .hasMessage("it has 1048576 MiB, more than 16");
  }

  @Test
  void folderIsNoAnswer() {
    assertThatThrownBy(() -> ChildAnswer.read(folder, Answer.class))
        .isInstanceOf(IOException.class)
        .hasMessage("it is no file");
  }
}
