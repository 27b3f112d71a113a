package io.goodflops.cli;

import io.goodflops.report.text.Lang;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the terminal says, from {@code texts.properties} (UTF-8), where the languages of a text
 * stand below each other. Keys that begin with {@code say.} are sentences of other modules: those
 * speak English, so that records do, and are translated here by their pattern.
 */
final class Texts {
  private static final Properties ALL = load();
  private static final String SAY = "say.";
  private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");
  private static final int DEEPEST = 3;

  private Texts() {}

  /** The text in the terminal's language, its places filled. */
  static String get(String key, Object... arguments) {
    return filled(text(key, Language.current()), List.of(arguments));
  }

  /** All keys, without their language. */
  static Set<String> keys() {
    return ALL.stringPropertyNames().stream()
        .map(name -> name.substring(0, name.lastIndexOf('.')))
        .collect(Collectors.toCollection(java.util.TreeSet::new));
  }

  /** Empty where it is missing, which a test forbids. */
  static String text(String key, Lang lang) {
    return ALL.getProperty(key + "." + lang.name().toLowerCase(Locale.ROOT), "");
  }

  /** For picocli, which looks for the help of commands and options by their names. */
  static ResourceBundle bundle(Lang lang) {
    Set<String> keys = keys();
    return new ResourceBundle() {
      @Override
      protected Object handleGetObject(String key) {
        return keys.contains(key) ? text(key, lang) : null;
      }

      @Override
      public Enumeration<String> getKeys() {
        return Collections.enumeration(keys);
      }
    };
  }

  /** A sentence of another module in the terminal's language; unchanged if it is not known. */
  static String translated(String english) {
    return translated(english, Language.current());
  }

  static String translated(String english, Lang lang) {
    return lang == Lang.EN ? english : translated(english, lang, 0);
  }

  private static String translated(String english, Lang lang, int depth) {
    if (depth > DEEPEST || english.isBlank()) {
      return english;
    }
    for (Sentence sentence : Sentences.LONGEST_FIRST) {
      Matcher matcher = sentence.english.matcher(english);
      if (matcher.matches()) {
        List<String> parts =
            java.util.stream.IntStream.rangeClosed(1, matcher.groupCount())
                .mapToObj(i -> translated(matcher.group(i), lang, depth + 1))
                .toList();
        return filled(text(sentence.key, lang), parts);
      }
    }
    return english;
  }

  private static String filled(String text, List<?> arguments) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> {
              int index = Integer.parseInt(place.group(1));
              return index < arguments.size()
                  ? Matcher.quoteReplacement(String.valueOf(arguments.get(index)))
                  : Matcher.quoteReplacement(place.group());
            });
  }

  /**
   * A sentence with places as a pattern. Its places are numbered in the order of the English text.
   */
  private record Sentence(String key, Pattern english, int fixedLetters) {
    static Sentence of(String key) {
      String text = text(key, Lang.EN);
      StringBuilder regex = new StringBuilder();
      int fixed = 0;
      int from = 0;
      Matcher place = PLACE.matcher(text);
      while (place.find()) {
        regex.append(Pattern.quote(text.substring(from, place.start()))).append("(.*?)");
        fixed += place.start() - from;
        from = place.end();
      }
      regex.append(Pattern.quote(text.substring(from)));
      return new Sentence(
          key, Pattern.compile(regex.toString(), Pattern.DOTALL), fixed + text.length() - from);
    }
  }

  /** Made when the first sentence is to be translated; the one that says most itself wins. */
  private static final class Sentences {
    static final List<Sentence> LONGEST_FIRST =
        keys().stream()
            .filter(key -> key.startsWith(SAY))
            .map(Sentence::of)
            .sorted(Comparator.comparingInt(Sentence::fixedLetters).reversed())
            .toList();
  }

  private static Properties load() {
    Properties properties = new Properties();
    try (Reader reader =
        new InputStreamReader(
            Texts.class.getResourceAsStream("texts.properties"), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
