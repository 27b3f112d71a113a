package io.goodflops.report;

import io.goodflops.ledger.Group;
import io.goodflops.ledger.compare.Comparison;
import io.goodflops.ledger.price.CaseCost;
import io.goodflops.ledger.price.Estimate;
import io.goodflops.ledger.price.Pricing;
import io.goodflops.ledger.price.Weighing;
import io.goodflops.ledger.price.YearsMoney;
import io.goodflops.report.PageView.Fact;
import io.goodflops.report.chart.BasisWords;
import io.goodflops.report.text.Figures;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.Prices;
import io.goodflops.result.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Turns prices and mixes into what page and terminal print. */
final class PriceViews {
  private static final int DIGITS = 4;
  private static final int MOST_NAMED = 3;

  /** One mix may take milliseconds. */
  private static final double MIXES = 1e6;

  private PriceViews() {}

  static PriceView of(Comparison comparison, Pricing pricing) {
    List<PriceView.Work> works = new ArrayList<>();
    List<PriceView.Money> money = new ArrayList<>();
    for (int row = 0; row < comparison.rows().size(); row++) {
      String name = CompareViews.name(comparison.rows().get(row));
      List<PriceView.Box> boxes = new ArrayList<>();
      for (int i = 0; i < comparison.columns().size(); i++) {
        CaseCost cost = pricing.costs().get(row).get(i);
        boxes.add(box(cost, currency(pricing)));
        money.add(money(name, CompareViews.tag(i), cost.money()));
      }
      works.add(new PriceView.Work(name, boxes));
    }
    List<Phrase> groups = new ArrayList<>();
    Group.SIX.forEach(group -> groups.add(Phrase.of(group.label())));
    groups.add(PriceWords.NO_WORK);
    return new PriceView(currency(pricing), inputs(pricing), works, groups, money);
  }

  private static String currency(Pricing pricing) {
    return pricing.prices().currency().orElse("");
  }

  private static PriceView.Box box(CaseCost cost, String currency) {
    Phrase total =
        cost.total()
            .value()
            .map(value -> PriceWords.TOTAL.with(figure(value, currency)))
            .orElse(Phrase.empty());
    List<Phrase> others = new ArrayList<>();
    if (total.isEmpty()) {
      others.add(PriceWords.TOTAL_MISSING.with(PriceWords.notComputed(cost.total().missing())));
    } else {
      Estimate perEflop =
          cost.total().value().orElseThrow().times(1 / CaseCost.EFLOP_PER_PFLOP_HOUR);
      others.add(PriceWords.EFLOP.with(figure(perEflop, currency)));
    }
    // what is missing for the total is not said twice
    cost.items()
        .value()
        .ifPresent(value -> others.add(PriceWords.ITEMS.with(figure(value, currency))));
    cost.electricity()
        .value()
        .filter(value -> value.value() > 0)
        .ifPresent(value -> others.add(PriceWords.ELECTRICITY.with(figure(value, currency))));
    others.add(
        cost.energy()
            .value()
            .map(value -> PriceWords.ENERGY.with(figure(value, "J")))
            .orElseGet(
                () ->
                    PriceWords.ENERGY_MISSING.with(
                        PriceWords.notComputed(cost.energy().missing()))));
    return new PriceView.Box(total, others);
  }

  private static PriceView.Money money(String name, String tag, YearsMoney money) {
    if (!money.missing().isEmpty()) {
      return new PriceView.Money(name, tag, List.of(), PriceWords.notComputed(money.missing()));
    }
    Phrase basis = PriceWords.BASIS.with(BasisWords.name(money.basis().orElseThrow()));
    return new PriceView.Money(
        name,
        tag,
        money.parts().stream().map(part -> part(part.money())).toList(),
        money.withoutElectricity().isEmpty()
            ? basis
            : Phrase.join(
                "; ",
                "；",
                List.of(
                    basis,
                    PriceWords.WITHOUT_ELECTRICITY.with(
                        PriceWords.names(money.withoutElectricity())))));
  }

  private static PriceView.Part part(Estimate money) {
    return new PriceView.Part(
        Figures.significant(money.value(), DIGITS),
        money
            .interval()
            .filter(b -> b.low() < b.high())
            .map(
                b ->
                    Figures.significant(b.low(), DIGITS)
                        + " – "
                        + Figures.significant(b.high(), DIGITS))
            .orElse(""));
  }

  /** Value with unit, and its interval in brackets. */
  static String figure(Estimate value, String unit) {
    String number = Figures.significant(value.value(), DIGITS);
    return number
        + Figures.NO_BREAK_SPACE
        + unit
        + value
            .interval()
            .map(
                b ->
                    " ["
                        + Figures.significant(b.low(), DIGITS)
                        + ", "
                        + Figures.significant(b.high(), DIGITS)
                        + "]")
            .orElse("");
  }

  private static List<Fact> inputs(Pricing pricing) {
    Prices p = pricing.prices();
    return List.of(
        new Fact(PriceWords.CURRENCY, said(p.currency())),
        new Fact(PriceWords.DAY, said(p.date())),
        new Fact(PriceWords.REGION, said(p.region())),
        new Fact(PriceWords.YEARS, said(p.years())),
        new Fact(PriceWords.HOURS, said(p.hoursPerYear())),
        new Fact(PriceWords.UTILISATION, said(p.utilisation())),
        new Fact(PriceWords.TARIFF, said(p.tariffPerKwh())),
        new Fact(PriceWords.PUE, said(p.pue())),
        new Fact(PriceWords.FILE, Phrase.same(pricing.sha256())));
  }

  private static Phrase said(Optional<String> text) {
    return text.map(Phrase::same).orElse(CompareWords.NOT_TOLD);
  }

  private static Phrase said(OptionalDouble number) {
    return number.isPresent()
        ? Phrase.same(Figures.given(number.getAsDouble()))
        : CompareWords.NOT_TOLD;
  }

  static ProfileView of(Comparison comparison, Weighing weighing, Optional<Pricing> pricing) {
    Profile profile = weighing.profile();
    String title = profile.title().orElse(profile.profile());
    List<ProfileView.Line> lines = new ArrayList<>();
    for (int i = 0; i < weighing.totals().size(); i++) {
      Weighing.Total total = weighing.totals().get(i);
      lines.add(
          new ProfileView.Line(
              CompareViews.tag(i),
              comparison.columns().get(i).device().model(),
              total
                  .nanos()
                  .map(nanos -> Phrase.same(figure(nanos.times(1e-6), "ms")))
                  .orElseGet(() -> missing(total.missing())),
              i == comparison.baseline()
                  ? CompareWords.BASELINE
                  : Phrase.same(total.overBaseline().map(PriceViews::times).orElse("")),
              cost(total, pricing)));
    }
    return new ProfileView(
        PriceWords.PROFILE.with(new Phrase(title, profile.titleZh().orElse(title))),
        PriceWords.PROFILE_NOTE.with(profile.source()),
        lines,
        profile.work().stream()
            .map(
                part ->
                    new ProfileView.Part(
                        part.workload() + part.lane().map(lane -> " " + lane).orElse(""),
                        Figures.given(part.count().orElseThrow()),
                        part.what().orElse("")))
            .toList());
  }

  private static Phrase missing(List<String> workloads) {
    String named = String.join(", ", workloads.stream().limit(MOST_NAMED).toList());
    int more = workloads.size() - MOST_NAMED;
    return PriceWords.NOT_COMPUTED.with(
        more > 0 ? PriceWords.MORE.with(named, more) : Phrase.same(named));
  }

  private static String times(Estimate ratio) {
    return CompareWords.times(ratio.value())
        + ratio.interval().map(b -> " " + CompareViews.bounds(b)).orElse("");
  }

  private static Phrase cost(Weighing.Total total, Optional<Pricing> pricing) {
    if (pricing.isEmpty()) {
      return PriceWords.NOT_COMPUTED.with(PriceWords.NO_PRICES);
    }
    if (total.nanos().isEmpty()) {
      return missing(total.missing());
    }
    String currency = currency(pricing.get());
    return total
        .cost()
        .map(value -> Phrase.same(figure(value.times(MIXES), currency)))
        .or(
            () ->
                total
                    .items()
                    .map(
                        value -> PriceWords.ITEMS_ALONE.with(figure(value.times(MIXES), currency))))
        .orElseGet(() -> PriceWords.NOT_COMPUTED.with(PriceWords.SOME_PRICE));
  }
}
