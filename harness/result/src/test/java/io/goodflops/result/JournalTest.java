package io.goodflops.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path folder;

  @Test
  void keepsWholeLinesAndWritesOverACutOne() throws Exception {
    Path file = folder.resolve("journal.jsonl");
    try (Journal journal = Journal.open(file)) {
      journal.append(Map.of("a", 1));
      journal.append(Map.of("b", 2));
    }
    Files.writeString(file, "{\"c\": 3, \"cut", StandardOpenOption.APPEND);
    assertThat(Journal.read(file)).containsExactly("{\"a\":1}", "{\"b\":2}");
    try (Journal journal = Journal.open(file)) {
      journal.append(Map.of("d", 4));
    }
    assertThat(Journal.read(file)).containsExactly("{\"a\":1}", "{\"b\":2}", "{\"d\":4}");
  }

  @Test
  void linesKeepTheirNumbersAndACutOneIsTold() throws Exception {
    Path file = Files.writeString(folder.resolve("journal.jsonl"), "\n{}\r\n\n{\"a\":1}\n");
    assertThat(Journal.lines(file))
        .containsExactly(new Journal.Line(2, "{}"), new Journal.Line(4, "{\"a\":1}"));
    assertThat(Journal.isCutOff(file)).isFalse();
    // half of a Chinese character
    Files.write(file, new byte[] {'"', (byte) 0xe6}, StandardOpenOption.APPEND);
    assertThat(Journal.isCutOff(file)).isTrue();
    assertThat(Journal.lines(file)).hasSize(2);
  }

  @Test
  void cutAtEveryByteLosesAtMostTheLastLine() throws Exception {
    Path whole = folder.resolve("whole.jsonl");
    try (Journal journal = Journal.open(whole)) {
      journal.append(Map.of("first", "数据"));
      journal.append(Map.of("second", "x"));
    }
    byte[] bytes = Files.readAllBytes(whole);
    int firstEnd =
        Journal.read(whole).get(0).getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 1;
    for (int length = firstEnd; length < bytes.length; length++) {
      Path cut = folder.resolve("cut.jsonl");
      Files.write(cut, java.util.Arrays.copyOf(bytes, length));
      Journal.open(cut).close();
      assertThat(Journal.read(cut)).hasSize(1);
    }
  }
}
