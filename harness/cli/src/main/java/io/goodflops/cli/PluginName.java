package io.goodflops.cli;

import io.goodflops.result.UserException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;

/**
 * The name of a new plugin, and how it is put in the place of {@code acme} in the template's texts.
 *
 * @param value as users write it, for example {@code my-chip}
 */
record PluginName(String value) {
  private static final Pattern LEGAL = Pattern.compile("[a-z][a-z0-9-]*");
  private static final int LONGEST = 40;

  /**
   * The package and what is made of it, the class names' beginning, the name; a filled-in value.
   */
  private static final Pattern PLACE =
      Pattern.compile("(com[./_]example[./_])acme|(Acme)|acme|@([a-z][a-z.-]*)@");

  PluginName {
    if (!LEGAL.matcher(value).matches() || value.length() > LONGEST) {
      throw UserException.usage(
          "'"
              + shown(value)
              + "' cannot be a plugin's name: it takes small letters, digits and hyphens, begins"
              + " with a letter and has at most "
              + LONGEST
              + " characters, for example my-chip.");
    }
    if (SourceVersion.isKeyword(packageOf(value)) || value.equals("device")) {
      throw UserException.usage(
          "'"
              + value
              + "' cannot be a plugin's name: its package or its class would be a word that Java or"
              + " the SPI needs itself. Choose another one, for example "
              + value
              + "-chip.");
    }
  }

  /**
   * A text of the template, for this plugin.
   *
   * @param values what stands between two {@code @}
   */
  String in(String template, Map<String, String> values) {
    return PLACE
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(replacement(found, values)));
  }

  private String replacement(MatchResult found, Map<String, String> values) {
    if (found.group(1) != null) {
      return found.group(1) + packageOf(value);
    }
    if (found.group(2) != null) {
      return className();
    }
    if (found.group(3) != null) {
      String text = values.get(found.group(3));
      if (text == null) {
        throw new IllegalStateException("the template asks for " + found.group());
      }
      return text;
    }
    return value;
  }

  /** As one word, for packages and symbols. */
  String word() {
    return packageOf(value);
  }

  private String className() {
    StringBuilder name = new StringBuilder();
    for (String word : value.split("-")) {
      if (!word.isEmpty()) {
        name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    return name.toString();
  }

  /** It goes to a terminal. */
  private static String shown(String text) {
    String plain = text.replaceAll("\\p{C}", "?");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
  }

  private static String packageOf(String name) {
    return name.replace("-", "");
  }
}
