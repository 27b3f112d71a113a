package io.goodflops.ledger;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The reader's words for every category, from {@code categories.properties} (UTF-8). */
final class CategoryTexts {
  private static final Properties TEXTS = load();

  private CategoryTexts() {}

  static Text of(Category category, String kind) {
    return new Text(
        word(category.id() + "." + kind + ".en"), word(category.id() + "." + kind + ".zh"));
  }

  private static String word(String key) {
    String text = TEXTS.getProperty(key);
    if (text == null) {
      throw new IllegalStateException("no text " + key);
    }
    return text;
  }

  private static Properties load() {
    Properties properties = new Properties();
    try (Reader reader =
        new InputStreamReader(
            CategoryTexts.class.getResourceAsStream("categories.properties"),
            StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
