package io.goodflops.engine.plan;

import java.util.regex.Pattern;

/** Names with {@code *} and {@code ?}. */
public final class Glob {
  private Glob() {}

  /** Whether the whole name matches, regardless of case. */
  public static boolean matches(String glob, String name) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE).matcher(name).matches();
  }
}
