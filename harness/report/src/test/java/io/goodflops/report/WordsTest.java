package io.goodflops.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.ledger.Category;
import io.goodflops.ledger.Group;
import io.goodflops.report.text.Phrase;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

  /** Words that are written the same in both languages. */
  private static final List<String> UNIVERSAL =
      List.of("TFLOP/s", "Java", "SPI", "SHA-256", "%s \u00d7 %s");

  private static final Pattern HALF_WIDTH = Pattern.compile("\\p{IsHan}[,;:?!]");

  @Test
  void everyPhraseIsTranslated() throws Exception {
    for (Phrase phrase : all()) {
      if (!UNIVERSAL.contains(phrase.en()) && !phrase.en().matches("[%s :()\u00b7]*")) {
        assertThat(HAN.matcher(phrase.zh()).find()).as(phrase.en()).isTrue();
      }
      assertThat(HAN.matcher(phrase.en()).find()).as(phrase.en()).isFalse();
      assertThat(HALF_WIDTH.matcher(phrase.zh()).find()).as(phrase.zh()).isFalse();
      assertThat(places(phrase.zh())).as(phrase.en()).isEqualTo(places(phrase.en()));
    }
  }

  @Test
  void everyGroupAndCategoryIsTranslated() {
    Group.SIX.forEach(group -> assertThat(Phrase.of(group.label()).zh()).isNotBlank());
    for (Category category : Category.values()) {
      assertThat(HAN.matcher(category.label().zh()).find()).as(category.id()).isTrue();
      assertThat(HAN.matcher(category.meaning().zh()).find()).as(category.id()).isTrue();
      assertThat(HAN.matcher(category.advice().zh()).find()).as(category.id()).isTrue();
    }
  }

  @Test
  void refusesAPhraseInOneLanguage() {
    assertThatThrownBy(() -> new Phrase("only English", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only English");
  }

  private static List<Phrase> all() throws Exception {
    List<Phrase> phrases = new ArrayList<>();
    for (String name :
        List.of(
            "io.goodflops.report.Words",
            "io.goodflops.report.StepWords",
            "io.goodflops.report.CompareWords",
            "io.goodflops.report.GateWords",
            "io.goodflops.report.AcceptWords",
            "io.goodflops.report.PriceWords",
            "io.goodflops.report.chart.ChartWords",
            "io.goodflops.report.chart.BasisWords")) {
      for (Field field : Class.forName(name).getDeclaredFields()) {
        if (field.getType() == Phrase.class) {
          field.setAccessible(true);
          phrases.add((Phrase) field.get(null));
        }
      }
    }
    Glossary.FACTS.stream().skip(Group.SIX.size()).forEach(fact -> phrases.add(fact.value()));
    assertThat(phrases).hasSizeGreaterThan(100);
    return phrases;
  }

  private static int places(String text) {
    return text.replace("%%", "").split("%", -1).length;
  }
}
