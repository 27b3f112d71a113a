package io.goodflops.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a buyer may get wrong in a file. */
class BuyerFileTest {
  @TempDir private Path folder;

  private Tender tender(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("tender.json"), json);
    return BuyerFile.read(file, "tender", Tender.class).value();
  }

  @Test
  void theSmallestTender() throws IOException {
    Tender tender =
        tender(
            """
            {"tender": "hall-2", "suite": "standard",
             "criteria": [{"workload": "gemm-*", "minTflops": 1}]}
            """);
    assertThat(tender.units()).isEmpty();
    assertThat(tender.criteria().get(0).minTflops()).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                  | the text is a list
          ``                                  | the text is empty
          {}                                  | the field tender is missing
          {"tender": "a b"}                   | tender is 'a b', must be one word
          {"tender": "a"}                     | the field suite is missing
          {"tender": "a", "suite": 3}         | suite must be a suite's name or a suite
          {"tender": "a", "tender": "b"}      | JSON's rules
          {"tender": "a", "suite": "x", "criteria": []}  | criteria is an empty list
          {"tender": "a", "suite": "x", "units": 0, "criteria": [{"workload": "w", "minTflops": 1}]}  | units is 0
          {"tender": "a", "suite": "x", "unit": 2, "criteria": [{"workload": "w", "minTflops": 1}]}  | at unit: the field is unknown; known are
          {"tender": "a", "suite": "x", "maxSpread": 0.1, "criteria": [{"workload": "w", "minTflops": 1}]}  | units must be at least 2
          {"tender": "a", "suite": "x", "criteria": [{"workload": "w", "minTflops": -1}]}  | at criteria[0]: minTflops is -1.0, must be above 0
          {"tender": "a", "suite": "x", "criteria": [{"workload": "w", "minTflops": 1, "margin": -0.1}]}  | margin is -0.1, must be at least 0 and below 1
          {"tender": "a", "suite": "x", "criteria": [{"workload": "w"}]}  | must have one of minTflops
          {"tender": "a", "suite": "x", "criteria": [{"workload": "w", "minTflops": 1, "minRatio": 1}]}  | must have one of minTflops
          {"tender": "a", "suite": "x", "criteria": [{"workload": "w", "minRatio": 1}]}  | so reference must be given
          {"tender": "a", "suite": "x", "criteria": [{"workload": "w", "minTflops": "1,5"}]}  | at criteria[0].minTflops: '1,5' is a text, must be a number without quotes
          {"tender": "a", "suite": "x", "criteria": [{"workload": "w", "minTflops": "15"}]}  | '15' is a text, must be a number without quotes
          {"tender": "a", "suite": "x", "criteria": [{"workload": "w", "minTflops": 1,5}]}  | a number has a decimal point, not a comma
          {"tender": "a", "suite": "x", "challenge": "a\\nb"}  | the challenge must be one line
          """)
  void saysInOneSentenceWhatIsWrong(String json, String words) {
    assertThatThrownBy(() -> tender(json))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("tender.json is not a valid tender: ")
        .hasMessageContaining(words);
  }

  @Test
  void aFileThatIsNotThereOrAFolder() {
    assertThatThrownBy(() -> BuyerFile.read(Path.of("nowhere.json"), "tender", Tender.class))
        .hasMessage("The tender file nowhere.json does not exist.");
    assertThatThrownBy(() -> BuyerFile.read(folder, "tender", Tender.class))
        .hasMessageEndingWith("is a folder; give a JSON file.");
  }

  @Test
  void seedsFollowFromTheText() {
    assertThat(Seeds.ofChallenge("a")).isEqualTo(Seeds.ofChallenge("a"));
    assertThat(Seeds.ofChallenge("a")).isNotEqualTo(Seeds.ofChallenge("b"));
    long seed = Seeds.ofChallenge("a");
    assertThat(Seeds.ofFork(seed, "case", 0)).isNotEqualTo(Seeds.ofFork(seed, "case", 1));
    assertThat(Seeds.ofFork(seed, "case", 0)).isNotEqualTo(Seeds.ofFork(seed, "other", 0));
    assertThatThrownBy(() -> Seeds.requireChallenge(" "))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
