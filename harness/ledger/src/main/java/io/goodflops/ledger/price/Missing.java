package io.goodflops.ledger.price;

/** What a figure needs and was not given. */
public enum Missing {
  /** Field {@code currency} of the price list. */
  CURRENCY,
  /** Field {@code date}. */
  DATE,
  /** Field {@code region}. */
  REGION,
  /** An offer for this device. */
  OFFER,
  /** Field {@code years}. */
  YEARS,
  /** Field {@code hoursPerYear}. */
  HOURS,
  /** Field {@code utilisation}. */
  UTILISATION,
  /** Field {@code tariffPerKwh}. */
  TARIFF,
  /** Field {@code pue}. */
  PUE,
  /** Field {@code idleWatts} of the offer, needed below full utilisation. */
  IDLE_POWER,
  /** Power, as the device's own sensors measured it in each fork. A rated power is none. */
  MEASURED_POWER,
  /** A verified figure on random inputs that nothing speaks against. */
  FIGURE,
  /** FLOP: the workload moves data alone. */
  FLOP,
  /** A ledger whose books are valid. */
  LEDGER
}
