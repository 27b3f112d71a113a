package io.goodflops.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as a user writes them: 90s, 15m, 2h; a bare number is seconds. */
final class Durations {
  private static final Pattern TIME = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h|)");

  private Durations() {}

  /** Empty if the text is no time. */
  static Optional<Duration> parse(String text) {
    Matcher matcher = TIME.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double number = Double.parseDouble(matcher.group(1));
    double seconds =
        switch (matcher.group(2)) {
          case "ms" -> number / 1000;
          case "m" -> number * 60;
          case "h" -> number * 3600;
          default -> number;
        };
    return Optional.of(Duration.ofMillis((long) (1000 * seconds)));
  }
}
