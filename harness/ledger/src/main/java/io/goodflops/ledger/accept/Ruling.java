package io.goodflops.ledger.accept;

import java.util.Collection;

/** What a tender's judge says, the worst last. */
public enum Ruling {
  /** Everything was shown to hold. */
  ACCEPT,
  /** Neither holding nor failing was shown. */
  INSUFFICIENT,
  /** Something was shown to fail, or a test is missing. */
  REJECT;

  /** The worst of several; of none it is ACCEPT. */
  static Ruling worst(Collection<Ruling> rulings) {
    return rulings.stream().max(Ruling::compareTo).orElse(ACCEPT);
  }
}
