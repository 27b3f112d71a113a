package io.goodflops.ledger.compare;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * The figures of docs/COMPARE.md and docs/ACCEPT.md: how often intervals hold the truth, and how
 * often a gate and a tender's minimum are wrong and right. Arguments: trials a line (default 5,000;
 * a tenth of it for pages and gates of ten cases, two fifths for gates of one; then a minute or
 * two) and a seed. Resamples are fewer than those of a comparison, which makes intervals no
 * narrower.
 *
 * <p>From the repository's root, after {@code ./goodflops test}:
 *
 * <pre>
 * java -cp 'harness/ledger/target/test-classes:harness/dist/target/goodflops/lib/*' io.goodflops.ledger.compare.ComparisonSimulation 5000
 * </pre>
 */
final class ComparisonSimulation {
  private static final double MEAN = 1e7;
  private static final double RATIO = 1.1;
  private static final double PRECISION = 0.02;
  private static final double MARGIN = 0.03;

  private final Trials intervals;
  private final Trials single;
  private final Trials families;
  private final StringBuilder out = new StringBuilder();

  private ComparisonSimulation(Trials intervals, Trials single, Trials families) {
    this.intervals = intervals;
    this.single = single;
    this.families = families;
  }

  public static void main(String[] arguments) {
    int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    ComparisonSimulation simulation =
        new ComparisonSimulation(
            new Trials(count, 1999, seed),
            new Trials(count * 2 / 5, 999, seed),
            new Trials(count / 10, 999, seed));
    simulation.coverage();
    simulation.verdicts();
    simulation.gate();
    simulation.minima(count * 2 / 5, seed);
    System.out.print(simulation.out);
  }

  private void coverage() {
    line(
        "| Forks drawn from | n, m | 95 %% interval holds the truth | flagged | wrong, not flagged |");
    line("|---|---|---|---|---|");
    double other = MEAN / RATIO;
    for (int n : new int[] {15, 30}) {
      for (double spread : new double[] {0.01, 0.05, 0.20}) {
        covered(
            "normal, %.0f %%".formatted(100 * spread),
            n,
            n,
            Law.normal(MEAN, spread),
            Law.normal(other, spread));
      }
      for (double sigma : new double[] {0.05, 0.20, 0.40}) {
        covered(
            "log-normal, σ = %.2f".formatted(sigma),
            n,
            n,
            Law.logNormal(MEAN, sigma),
            Law.logNormal(other, sigma));
      }
    }
    covered("normal, 1 and 8 %", 40, 15, Law.normal(MEAN, 0.01), Law.normal(other, 0.08));
    covered(
        "forks 3 %, 20 batches in each 10 %",
        15, 15, Law.clustered(MEAN, 0.03, 0.1, 20), Law.clustered(other, 0.03, 0.1, 20));
    stopped(
        "normal, 5 %, Stein's number of forks", Law.normal(MEAN, 0.05), Law.normal(other, 0.05));
    stopped(
        "log-normal, σ = 0.05, the same", Law.logNormal(MEAN, 0.05), Law.logNormal(other, 0.05));
    for (int n : new int[] {15, 30}) {
      covered(
          "two modes: a fifth 15 % slower",
          n, n, Law.twoModes(MEAN, 0.2, 0.15, 0.005), Law.twoModes(other, 0.2, 0.15, 0.005));
      covered(
          "two modes: a twentieth 15 % slower",
          n, n, Law.twoModes(MEAN, 0.05, 0.15, 0.005), Law.twoModes(other, 0.05, 0.15, 0.005));
      covered(
          "drift of 10 % in both arms, 1 % noise",
          n, n, Law.drifting(MEAN, 0.1, 0.01), Law.drifting(other, 0.1, 0.01));
      covered(
          "drift of 3 % in both arms, 1 % noise",
          n, n, Law.drifting(MEAN, 0.03, 0.01), Law.drifting(other, 0.03, 0.01));
    }
  }

  private void covered(String name, int n, int m, Law baseline, Law candidate) {
    row(name, n + ", " + m, Trials.fixed(baseline, n, candidate, m), baseline, candidate);
  }

  private void stopped(String name, Law baseline, Law candidate) {
    row(name, "15 to 60", Trials.stein(baseline, candidate, PRECISION, 60), baseline, candidate);
  }

  private void row(String name, String size, Trials.Arms arms, Law baseline, Law candidate) {
    Trials.Coverage found = intervals.coverage(arms, baseline.mean() / candidate.mean(), PRECISION);
    line(
        "| %s | %s | %.1f %% | %.1f %% | %.1f %% |",
        name, size, 100 * found.covered(), 100 * found.flagged(), 100 * found.wrong());
  }

  private void verdicts() {
    line("");
    line("| Verdicts, 15 forks, margin 2 %%, 10 cases a page | at least one on the page |");
    line("|---|---|");
    claim("equal, 1 % noise: called faster", 1, 0.01, Claim.FASTER);
    claim(
        "2 % faster, so just not beyond the margin, 1 % noise: called faster",
        1.02, 0.01, Claim.FASTER);
    claim("the same, 5 % noise", 1.02, 0.05, Claim.FASTER);
    claim(
        "2 % faster, so just not within the margin, 1 % noise: called equivalent",
        1.02, 0.01, Claim.EQUIVALENT);
    claim("the same, 0.5 % noise", 1.02, 0.005, Claim.EQUIVALENT);
    claim("3 % faster, 1 % noise: called slower", 1.03, 0.01, Claim.SLOWER);
  }

  private void claim(String name, double ratio, double spread, Claim claim) {
    Trials.Arms arms =
        Trials.fixed(Law.normal(MEAN, spread), 15, Law.normal(MEAN / ratio, spread), 15);
    line("| %s | %.2f %% |", name, 100 * families.anyClaim(arms, 10, 0.02, claim));
  }

  /** A minimum of a tender is a gate of margin 0 against a rate that is known exactly. */
  private void minima(int trials, long seed) {
    line("");
    line(
        "| Noise of a fork | n | rate at the minimum: accepted | rejected | 3 %% above: accepted | 3 %% below: rejected |");
    line("|---|---|---|---|---|---|");
    for (double spread : new double[] {0.01, 0.02, 0.05}) {
      for (int n : new int[] {15, 30}) {
        line(
            "| %.0f %% | %d | %.1f %% | %.1f %% | %.1f %% | %.1f %% |",
            100 * spread,
            n,
            100 * minimum(trials, seed, n, Law.normal(MEAN, spread), Light.PASS),
            100 * minimum(trials, seed, n, Law.normal(MEAN, spread), Light.FAIL),
            100 * minimum(trials, seed, n, Law.normal(MEAN / 1.03, spread), Light.PASS),
            100 * minimum(trials, seed, n, Law.normal(MEAN * 1.03, spread), Light.FAIL));
      }
    }
  }

  private static double minimum(int trials, long seed, int n, Law law, Light light) {
    Random random = new Random(seed);
    int found = 0;
    for (int trial = 0; trial < trials; trial++) {
      Ratio ratio = Ratios.against(MEAN, law.draw(random, n), trial).orElseThrow();
      found += Gate.lights(List.of(ratio), 0).get(0) == light ? 1 : 0;
    }
    return (double) found / trials;
  }

  private void gate() {
    line("");
    line(
        "| Gate at 3 %%, noise of a fork | n | slower by 0 %%: fails | by 3 %%: fails | by 5 %%: fails | by 10 %%: fails | by 0 %%: passes | ten cases, all slower by 3 %%: any fails |");
    line("|---|---|---|---|---|---|---|---|");
    for (double spread : new double[] {0.01, 0.02, 0.05}) {
      for (int n : new int[] {15, 30, 60}) {
        gate("%.0f %%, apart".formatted(100 * spread), n, spread, 0, false);
      }
    }
    for (int n : new int[] {15, 30}) {
      gate("1 % of each and 5 % of both, in pairs", n, 0.01, 0.05, true);
    }
  }

  private void gate(String name, int n, double spread, double shared, boolean paired) {
    line(
        "| %s | %d | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% |",
        name,
        n,
        light(n, spread, shared, paired, 1, 1, Light.FAIL),
        light(n, spread, shared, paired, 1.03, 1, Light.FAIL),
        light(n, spread, shared, paired, 1.05, 1, Light.FAIL),
        light(n, spread, shared, paired, 1.10, 1, Light.FAIL),
        light(n, spread, shared, paired, 1, 1, Light.PASS),
        light(n, spread, shared, paired, 1.03, 10, Light.FAIL));
  }

  private double light(
      int n, double spread, double shared, boolean paired, double slower, int family, Light light) {
    Law baseline = Law.normal(MEAN, spread);
    Law candidate = Law.normal(MEAN * slower, spread);
    Trials.Arms arms =
        paired
            ? Trials.pairs(baseline, candidate, n, shared)
            : Trials.fixed(baseline, n, candidate, n);
    Trials trials = family == 1 ? single : families;
    return 100 * trials.anyLight(arms, family, MARGIN, paired, light);
  }

  private void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
