package io.goodflops.result;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What devices and electricity cost, as a buyer's file says. Nothing has a default: a figure that
 * needs what is not given is not computed.
 *
 * @param currency ISO 4217 code of all money in the file
 * @param date on which the prices held, ISO 8601
 * @param region where they hold
 * @param years that the devices are used
 * @param hoursPerYear that they are available
 * @param utilisation share of these hours in which they work, above 0 and at most 1
 * @param tariffPerKwh price of electricity
 * @param pue energy of the site ÷ energy of its machines, at least 1
 */
public record Prices(
    Optional<String> currency,
    Optional<String> date,
    Optional<String> region,
    OptionalDouble years,
    OptionalDouble hoursPerYear,
    OptionalDouble utilisation,
    OptionalDouble tariffPerKwh,
    OptionalDouble pue,
    List<Offer> offers) {
  private static final double HOURS_OF_A_LEAP_YEAR = 8784;

  public Prices {
    currency.ifPresent(Prices::requireCurrency);
    date.ifPresent(Prices::requireDate);
    region.ifPresent(text -> Needs.text(text, "region"));
    Needs.between(years, 0.01, 50, "years");
    Needs.between(hoursPerYear, 1, HOURS_OF_A_LEAP_YEAR, "hoursPerYear");
    Needs.between(utilisation, 1e-6, 1, "utilisation");
    Needs.notNegative(tariffPerKwh, "tariffPerKwh");
    Needs.between(pue, 1, 10, "pue");
    offers = Needs.some(offers, "offers");
  }

  /**
   * What some devices cost.
   *
   * @param devices ids, models or run ids that it is for; {@code *} stands for anything
   * @param items all that is paid for one device
   * @param idleWatts measured power of a device that is on and does not work
   * @param electricityIncluded whether the items pay for it
   */
  public record Offer(
      List<String> devices,
      List<Item> items,
      OptionalDouble idleWatts,
      Optional<Boolean> electricityIncluded) {
    public Offer {
      devices = Needs.some(devices, "devices");
      items = Needs.some(items, "items");
      Needs.notNegative(idleWatts, "idleWatts");
    }
  }

  /**
   * One line of an offer.
   *
   * @param price of one, in the file's currency
   * @param quantity 1 if absent
   * @param per {@code once}, {@code year} or {@code hour}; once if absent
   * @param source quote, contract or page, with its date
   */
  public record Item(
      String item,
      OptionalDouble price,
      OptionalDouble quantity,
      Optional<String> per,
      Optional<String> source) {
    public Item {
      Needs.text(item, "item");
      if (price.isEmpty()) {
        throw new IllegalArgumentException("the field price of " + item + " is missing");
      }
      Needs.notNegative(price, "price of " + item);
      Needs.positive(quantity, "quantity of " + item);
      per.ifPresent(word -> requirePer(item, word));
      source.ifPresent(text -> Needs.text(text, "source"));
    }

    /** Price × quantity. */
    public double money() {
      return price.getAsDouble() * quantity.orElse(1);
    }

    /** Whether it is paid so. */
    public boolean isPer(String word) {
      return per.orElse("once").equals(word);
    }

    private static void requirePer(String item, String word) {
      if (!List.of("once", "year", "hour").contains(word)) {
        throw new IllegalArgumentException(
            "per of " + item + " is '" + word + "', must be once, year or hour");
      }
    }
  }

  private static void requireCurrency(String code) {
    try {
      Currency.getInstance(code);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "currency is '" + code + "', must be a code of ISO 4217, for example CNY, EUR or USD", e);
    }
  }

  private static void requireDate(String text) {
    try {
      LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "date is '" + text + "', must be a day such as 2026-11-28", e);
    }
  }
}
