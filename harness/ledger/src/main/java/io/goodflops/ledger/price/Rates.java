package io.goodflops.ledger.price;

import io.goodflops.ledger.compare.Column;
import io.goodflops.result.Prices;
import io.goodflops.result.Prices.Item;
import io.goodflops.result.Prices.Offer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an hour in which a device works costs: line items and the electricity of the hours beside it
 * in which it is idle are spread over the hours of work.
 */
final class Rates {
  private static final double WATTS_PER_KILOWATT = 1000;

  private final Prices prices;
  private final Optional<Offer> offer;

  private Rates(Prices prices, Optional<Offer> offer) {
    this.prices = prices;
    this.offer = offer;
  }

  /** Those of the first offer that is for this device. */
  static Rates of(Prices prices, Column column) {
    return new Rates(
        prices,
        prices.offers().stream()
            .filter(
                offer ->
                    offer.devices().stream()
                        .anyMatch(
                            glob ->
                                matches(glob, column.device().id())
                                    || matches(glob, column.device().model())
                                    || matches(glob, column.run().runId())))
            .findFirst());
  }

  private static boolean matches(String glob, String name) {
    return Pattern.matches(
        Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
        name);
  }

  /** What line items need and do not have. */
  List<Missing> missingForItems() {
    List<Missing> missing = new ArrayList<>();
    add(missing, prices.currency().isEmpty(), Missing.CURRENCY);
    add(missing, prices.date().isEmpty(), Missing.DATE);
    add(missing, prices.region().isEmpty(), Missing.REGION);
    add(missing, offer.isEmpty(), Missing.OFFER);
    add(missing, prices.utilisation().isEmpty(), Missing.UTILISATION);
    boolean once = has("once");
    add(missing, once && prices.years().isEmpty(), Missing.YEARS);
    add(missing, (once || has("year")) && prices.hoursPerYear().isEmpty(), Missing.HOURS);
    return missing;
  }

  /** What electricity needs besides and does not have; power is looked for elsewhere. */
  List<Missing> missingForElectricity() {
    List<Missing> missing = new ArrayList<>();
    if (!electricityIncluded()) {
      add(missing, prices.tariffPerKwh().isEmpty(), Missing.TARIFF);
      add(missing, prices.pue().isEmpty(), Missing.PUE);
      boolean idle = prices.utilisation().orElse(1) < 1;
      add(missing, idle && idleWatts().isEmpty(), Missing.IDLE_POWER);
    }
    return missing;
  }

  boolean electricityIncluded() {
    return offer.flatMap(Offer::electricityIncluded).orElse(false);
  }

  /** Money for all items in an hour in which the device is available. */
  double itemsPerHour() {
    double once = sum("once");
    double year = sum("year");
    double perHour = sum("hour");
    if (once > 0) {
      perHour += once / (prices.years().orElseThrow() * prices.hoursPerYear().orElseThrow());
    }
    if (year > 0) {
      perHour += year / prices.hoursPerYear().orElseThrow();
    }
    return perHour;
  }

  /** Money for electricity in an hour at this power, the site's share included. */
  double electricityPerHour(double watts) {
    return electricityIncluded()
        ? 0
        : watts
            / WATTS_PER_KILOWATT
            * prices.pue().orElseThrow()
            * prices.tariffPerKwh().orElseThrow();
  }

  double utilisation() {
    return prices.utilisation().orElseThrow();
  }

  OptionalDouble hoursPerYear() {
    return prices.hoursPerYear();
  }

  /** Money for electricity in an idle hour. */
  double idlePerHour() {
    return utilisation() < 1 && !electricityIncluded()
        ? electricityPerHour(idleWatts().orElseThrow())
        : 0;
  }

  /** Idle hours for each hour of work. */
  double idleHours() {
    return (1 - utilisation()) / utilisation();
  }

  private OptionalDouble idleWatts() {
    return offer.map(Offer::idleWatts).orElse(OptionalDouble.empty());
  }

  private boolean has(String per) {
    return offer.map(o -> o.items().stream().anyMatch(i -> i.isPer(per))).orElse(false);
  }

  private double sum(String per) {
    return offer.stream()
        .flatMap(o -> o.items().stream())
        .filter(i -> i.isPer(per))
        .mapToDouble(Item::money)
        .sum();
  }

  private static void add(List<Missing> missing, boolean lacks, Missing what) {
    if (lacks) {
      missing.add(what);
    }
  }
}
