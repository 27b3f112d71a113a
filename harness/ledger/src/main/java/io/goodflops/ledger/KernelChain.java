package io.goodflops.ledger;

import java.util.Map;

/**
 * Levels 10 to 17 of the chain, for one class of kernels: from busy time down to what its
 * algorithmic operations take at the reference peak.
 *
 * <p>{@code busy → isolated → roof → F/P_att(f̄) → F/P_path(f̄) → F/P_path(f_ref) → F/P_ref →
 * F_alg/P_ref}; roof = max(F/P_att(f̄), memory time). A missing level merges its two neighbours;
 * see {@link Category}.
 */
public final class KernelChain {
  private KernelChain() {}

  /** Books one class of kernels; its busy time has to be part of the chain's current level. */
  public static void book(Chain chain, KernelWork work, Rates rates) {
    book(chain, work, rates, ClockCauses.UNKNOWN);
  }

  /** The same, with what the device says held its clock back. */
  static void book(Chain chain, KernelWork work, Rates rates, ClockCauses causes) {
    double outside = chain.level() - work.busy();
    if (work.isolated().isPresent()) {
      chain.to(Category.KERNEL_INTERFERENCE, outside + work.isolated().getAsDouble());
    }
    double executed = work.flopsExecuted();
    double atReference = executed / rates.reference();
    double atPath = executed / rates.pathAtReferenceClock().orElse(rates.reference());
    if (rates.attainableAtClock().isEmpty() && executed > 0) {
      chain.to(Category.KERNEL_UNDIVIDED, outside + atPath);
    } else {
      divide(chain, outside, work, rates, atPath, causes);
    }
    if (rates.pathAtReferenceClock().isPresent()) {
      chain.to(Category.KERNEL_PATH, outside + atReference);
    }
    redundant(chain, outside, work, rates.reference());
    chain.effective(work.credit() / rates.reference());
  }

  private static void divide(
      Chain chain,
      double outside,
      KernelWork work,
      Rates rates,
      double atPath,
      ClockCauses causes) {
    double executed = work.flopsExecuted();
    double attained = executed > 0 ? executed / rates.attainableAtClock().getAsDouble() : 0;
    boolean divided = rates.attainable() == Rates.Attainable.CHAIN || executed == 0;
    if (work.memoryTime().isPresent()) {
      double roof = Math.max(attained, work.memoryTime().getAsDouble());
      chain.to(divided ? Category.KERNEL_INEFFICIENCY : Category.KERNEL_UNDIVIDED, outside + roof);
      chain.to(Category.KERNEL_MEMORY_BOUND, outside + attained);
    } else {
      chain.to(Category.KERNEL_UNDIVIDED, outside + attained);
    }
    if (executed == 0) {
      return; // no operations: no peak, no clock and no path can be missed
    }
    Category unattained = divided ? Category.KERNEL_UNATTAINABLE_PEAK : Category.KERNEL_UNDIVIDED;
    if (rates.pathAtClock().isPresent()) {
      chain.to(unattained, outside + executed / rates.pathAtClock().getAsDouble());
      causes.book(chain, outside + atPath);
    } else {
      chain.to(unattained, outside + atPath);
    }
  }

  private static void redundant(Chain chain, double outside, KernelWork work, double reference) {
    double extra = work.flopsExecuted() - work.credit();
    for (Map.Entry<Category, Double> entry : work.redundant().entrySet()) {
      chain.less(entry.getKey(), entry.getValue() / reference);
      extra -= entry.getValue();
    }
    if (extra > 1e-9 * work.flopsExecuted()) {
      chain.to(Category.REDUNDANT_OTHER, outside + work.credit() / reference);
    }
  }
}
