package io.goodflops.cli;

import io.goodflops.report.text.Lang;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What language the terminal is spoken to in. Records, JSON and tables for programs stay English.
 */
final class Language {
  static final String OPTION = "--lang";
  private static final List<String> VARIABLES =
      List.of("GOODFLOPS_LANG", "LC_ALL", "LC_MESSAGES", "LANG");
  private static volatile Lang current = of(List.of(), System.getenv());

  private Language() {}

  /** The language of this process. */
  static Lang current() {
    return current;
  }

  static void speak(Lang language) {
    current = language;
  }

  /**
   * From {@code --lang}, else from the first variable that is set. It is looked for before the
   * arguments are parsed, since what is wrong with them has to be said in it.
   */
  static Lang of(List<String> arguments, Map<String, String> environment) {
    for (int i = 0; i < arguments.size() && !arguments.get(i).equals("--"); i++) {
      String argument = arguments.get(i);
      Optional<Lang> asked = Optional.empty();
      if (argument.startsWith(OPTION + "=")) {
        asked = parse(argument.substring(OPTION.length() + 1));
      } else if (argument.equals(OPTION) && i + 1 < arguments.size()) {
        asked = parse(arguments.get(i + 1));
      }
      if (asked.isPresent()) {
        return asked.get();
      }
    }
    return VARIABLES.stream()
        .map(name -> environment.getOrDefault(name, ""))
        .filter(value -> !value.isBlank())
        .findFirst()
        .flatMap(Language::parse)
        .orElse(Lang.EN);
  }

  /** Any name of a locale, for example {@code zh}, {@code zh_CN.UTF-8} or {@code en-GB}. */
  static Optional<Lang> parse(String name) {
    return switch (name.strip().toLowerCase(Locale.ROOT).split("[-_.@]", 2)[0]) {
      case "zh" -> Optional.of(Lang.ZH);
      case "en" -> Optional.of(Lang.EN);
      default -> Optional.empty();
    };
  }
}
