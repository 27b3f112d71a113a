package io.goodflops.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTroubleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a": NaN}        | JSON has no number NaN (line 1, column
          {"a": -Infinity}  | JSON has no number -Infinity
          {"a": tru}        | 'tru' is no value of JSON (line 1, column
          {"a": 1,}         | '}' stands where it may not (line 1, column 9)
          {"a" 1}           | '1' stands where it may not (line 1, column
          {"a": 1           | the text ends too early (line 1, column
          {"a": "x          | the text ends too early (line 1, column
          {"a": 01}         | (line 1, column
          {"a": "\\q"}      | a character is escaped that JSON does not escape (line 1
          """)
  void saysItWithoutTheLibrarysWords(String json, String message) {
    assertThatThrownBy(() -> Json.parseObject(json))
        .message()
        .contains(message)
        .doesNotContain("Feature")
        .doesNotContain("token")
        .doesNotContain("code ")
        .doesNotContain("expected")
        .doesNotContain("-1");
  }

  @Test
  void linesAreCountedFromTheFilesBeginning() {
    assertThatThrownBy(() -> Json.parseObject("{\n,", 7))
        .hasMessageContaining("(line 8, column 1)");
  }

  @Test
  void nestingWithoutEndIsNoCrash() {
    assertThatThrownBy(() -> Json.parseObject("{\"a\":" + "[".repeat(100_000)))
        .hasMessageContaining("too long");
  }

  @Test
  void reasonsOfTheSystemNeverHoldAPath() {
    assertThat(FileTrouble.reason(new java.nio.file.NoSuchFileException("/x")))
        .isEqualTo("there is no such file or folder");
    assertThat(
            FileTrouble.reason(new java.nio.file.FileSystemException("/x", null, "No space left")))
        .isEqualTo("no space left");
    assertThat(FileTrouble.reason(new java.nio.file.FileSystemException("/x")))
        .isEqualTo("the system does not say why");
  }
}
