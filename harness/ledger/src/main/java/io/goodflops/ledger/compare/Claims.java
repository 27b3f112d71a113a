package io.goodflops.ledger.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * Verdicts over a family of comparisons. Each comparison has three claims, of which at most one can
 * hold: faster and slower are tested against the margin at half of α each, equivalence by two
 * one-sided tests at α (Schuirmann 1987). The smallest of their chances stands for the comparison,
 * and Holm's adjustment keeps the chance of any false claim on a page at α. A claim must also be
 * seen in the bootstrap interval, which does not take the forks to be normal.
 */
public final class Claims {
  /** Chance of a false claim that is put up with. */
  public static final double ALPHA = 0.05;

  private Claims() {}

  /**
   * One claim for each ratio.
   *
   * @param margin differences up to this are of no practical interest, for example 0.02
   */
  public static List<Claim> of(List<Ratio> ratios, double margin) {
    double upper = 1 + margin;
    double lower = 1 / upper;
    List<Tested> tested = ratios.stream().map(ratio -> best(ratio, lower, upper)).toList();
    double[] adjusted = Holm.adjusted(tested.stream().mapToDouble(Tested::chance).toArray());
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      Claim claim = tested.get(i).claim;
      boolean shown = adjusted[i] <= ALPHA && seen(ratios.get(i), claim, lower, upper);
      claims.add(shown ? claim : Claim.INCONCLUSIVE);
    }
    return claims;
  }

  private static Tested best(Ratio ratio, double lower, double upper) {
    double faster = 2 * ratio.chanceIfAtMost(upper);
    double slower = 2 * ratio.chanceIfAtLeast(lower);
    double equivalent = Math.max(ratio.chanceIfAtMost(lower), ratio.chanceIfAtLeast(upper));
    if (equivalent <= Math.min(faster, slower)) {
      return new Tested(Claim.EQUIVALENT, equivalent);
    }
    return faster <= slower
        ? new Tested(Claim.FASTER, Math.min(1, faster))
        : new Tested(Claim.SLOWER, Math.min(1, slower));
  }

  private static boolean seen(Ratio ratio, Claim claim, double lower, double upper) {
    return switch (claim) {
      case FASTER -> ratio.two95().low() > upper;
      case SLOWER -> ratio.two95().high() < lower;
      case EQUIVALENT -> ratio.two90().low() > lower && ratio.two90().high() < upper;
      case INCONCLUSIVE -> false;
    };
  }

  private record Tested(Claim claim, double chance) {}
}
