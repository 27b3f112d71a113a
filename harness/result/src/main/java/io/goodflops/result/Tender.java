package io.goodflops.result;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a buyer asks for, as a file: what is run, and what must come of it.
 *
 * @param tender its name, one word
 * @param title one line in English
 * @param titleZh the same in Chinese
 * @param suite the name of a suite that comes along, or a whole suite
 * @param challenge text that seeds must be derived from; may be given later, on the command line
 * @param units how many devices must be tested; 1 if absent
 * @param maxSpread largest allowed difference of rate between two units, relative to the slower
 * @param reference the run that {@code minRatio} refers to
 */
public record Tender(
    String tender,
    Optional<String> title,
    Optional<String> titleZh,
    Object suite,
    Optional<String> challenge,
    OptionalInt units,
    OptionalDouble maxSpread,
    Optional<Reference> reference,
    List<Criterion> criteria) {
  private static final int MOST_UNITS = 1000;

  public Tender {
    Needs.word(tender, "tender");
    title.ifPresent(t -> Needs.text(t, "title"));
    titleZh.ifPresent(t -> Needs.text(t, "titleZh"));
    if (!(Needs.given(suite, "suite") instanceof String) && !(suite instanceof Map<?, ?>)) {
      throw new IllegalArgumentException("suite must be a suite's name or a suite");
    }
    challenge.ifPresent(Seeds::requireChallenge);
    int number = units.orElse(1);
    if (number < 1 || number > MOST_UNITS) {
      throw new IllegalArgumentException(
          "units is " + number + ", must be between 1 and " + MOST_UNITS);
    }
    Needs.between(maxSpread, 1e-4, 10, "maxSpread");
    if (maxSpread.isPresent() && number < 2) {
      throw new IllegalArgumentException("maxSpread is given, so units must be at least 2");
    }
    criteria = Needs.some(criteria, "criteria");
    if (reference.isEmpty() && criteria.stream().anyMatch(c -> c.minRatio().isPresent())) {
      throw new IllegalArgumentException("minRatio is given, so reference must be given, too");
    }
  }

  /**
   * A run to be compared with, bound by its hash.
   *
   * @param file its run.json, relative to the tender
   */
  public record Reference(String file, String sha256) {
    public Reference {
      Needs.text(file, "file");
      if (!Needs.given(sha256, "sha256").matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException("sha256 is '" + sha256 + "', must be 64 hex digits");
      }
    }
  }

  /**
   * What one workload, or several, must reach on each unit. Exactly one of the three minima.
   *
   * @param workload name as {@code suites} lists it; {@code *} stands for anything
   * @param lane all lanes of the suite if absent
   * @param minTflops effective TFLOP/s
   * @param minGigabytesPerSecond for what moves data and hardly calculates
   * @param minRatio rate ÷ the reference's
   * @param margin a shortfall up to this is put up with; 0 if absent
   */
  public record Criterion(
      String workload,
      Optional<String> lane,
      OptionalDouble minTflops,
      OptionalDouble minGigabytesPerSecond,
      OptionalDouble minRatio,
      OptionalDouble margin) {
    public Criterion {
      Needs.text(workload, "workload");
      Needs.positive(minTflops, "minTflops");
      Needs.positive(minGigabytesPerSecond, "minGigabytesPerSecond");
      Needs.positive(minRatio, "minRatio");
      Needs.margin(margin, "margin");
      long minima =
          List.of(minTflops, minGigabytesPerSecond, minRatio).stream()
              .filter(OptionalDouble::isPresent)
              .count();
      if (minima != 1) {
        throw new IllegalArgumentException(
            "the criterion for "
                + workload
                + " must have one of minTflops, minGigabytesPerSecond and minRatio");
      }
    }
  }
}
