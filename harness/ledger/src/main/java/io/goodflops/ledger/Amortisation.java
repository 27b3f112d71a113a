package io.goodflops.ledger;

/** Set-up paid once, spread over a planned productive horizon. */
public final class Amortisation {
  private Amortisation() {}

  /** Share of set-up in the whole: {@code setup ÷ (setup + horizon)}. */
  public static double share(double setupSeconds, double horizonSeconds) {
    if (!(setupSeconds >= 0) || !(horizonSeconds >= 0) || setupSeconds + horizonSeconds == 0) {
      throw new IllegalArgumentException("set-up and horizon must not be negative, nor both zero");
    }
    return setupSeconds / (setupSeconds + horizonSeconds);
  }

  /** Horizon at which set-up is down to {@code share}. */
  public static double horizonSeconds(double setupSeconds, double share) {
    if (!(share > 0) || share > 1) {
      throw new IllegalArgumentException("share is " + share + ", must be in (0, 1]");
    }
    return setupSeconds * (1 - share) / share;
  }
}
