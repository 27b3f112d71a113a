package io.goodflops.report.text;

import io.goodflops.ledger.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** One piece of text in both languages. Neither may be missing. */
public record Phrase(String en, String zh) {
  public Phrase {
    if (en.isBlank() != zh.isBlank()) {
      throw new IllegalArgumentException(
          "text without its translation: '" + en + "' / '" + zh + "'");
    }
  }

  /** Data that reads the same in both languages. */
  public static Phrase same(String value) {
    return new Phrase(value, value);
  }

  /** Words that another module owns. */
  public static Phrase of(Text text) {
    return new Phrase(text.en(), text.zh());
  }

  public static Phrase empty() {
    return same("");
  }

  public String in(Lang lang) {
    return lang == Lang.EN ? en : zh;
  }

  public boolean isEmpty() {
    return en.isEmpty();
  }

  /** Fills {@code %s} places; a {@link Phrase} among the arguments is put in its own language. */
  public Phrase with(Object... args) {
    return new Phrase(fill(Lang.EN, args), fill(Lang.ZH, args));
  }

  /** Both texts, one after the other, with the usual space between them. */
  public Phrase then(Phrase next) {
    return join(" ", "", List.of(this, next));
  }

  /** All texts that are not empty. */
  public static Phrase join(String enSeparator, String zhSeparator, List<Phrase> texts) {
    List<Phrase> filled = texts.stream().filter(text -> !text.isEmpty()).toList();
    return new Phrase(
        String.join(enSeparator, each(filled, Phrase::en)),
        String.join(zhSeparator, each(filled, Phrase::zh)));
  }

  private static List<String> each(List<Phrase> texts, Function<Phrase, String> part) {
    return texts.stream().map(part).toList();
  }

  private String fill(Lang lang, Object... args) {
    Object[] own =
        Arrays.stream(args).map(arg -> arg instanceof Phrase text ? text.in(lang) : arg).toArray();
    return String.format(Locale.ROOT, in(lang), own);
  }
}
