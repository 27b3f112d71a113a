package io.goodflops.ledger;

import java.util.Objects;

/** One sentence or name for the reader, in English and in simplified Chinese. */
public record Text(String en, String zh) {
  public Text {
    Objects.requireNonNull(en, "en");
    Objects.requireNonNull(zh, "zh");
  }

  /** The Chinese text if {@code chinese}, else the English one. */
  public String in(boolean chinese) {
    return chinese ? zh : en;
  }
}
