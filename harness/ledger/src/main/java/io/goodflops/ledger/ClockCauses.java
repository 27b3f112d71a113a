package io.goodflops.ledger;

import io.goodflops.result.ForkRecord;
import io.goodflops.result.ForkRecord.Telemetry;
import java.util.List;

/**
 * What held the clock below its reference, by the device's own throttle reasons: parts of the time
 * that a lower clock cost. What is neither of the two stays in {@link Category#KERNEL_CLOCK}: other
 * reasons, and readings that name none.
 *
 * @param known whether the device names reasons at all; a device that does not leaves both leaves
 *     unknown
 * @param power part of readings that say "power", each weighed by the time its clock costs
 * @param thermal the same of "thermal"; a reading that says both is divided in halves
 */
record ClockCauses(boolean known, double power, double thermal) {
  static final ClockCauses UNKNOWN = new ClockCauses(false, 0, 0);

  /** The causes in the readings of forks, against the clock at which the peak holds. */
  static ClockCauses of(List<ForkRecord> forks, double referenceHertz) {
    boolean known = false;
    double all = 0;
    double power = 0;
    double thermal = 0;
    for (ForkRecord fork : forks) {
      for (Telemetry reading : fork.telemetry()) {
        known |= !reading.throttleReasons().isEmpty();
        double hertz = reading.clockHertz().orElse(0);
        // work takes reference ÷ clock times as long
        double lost = hertz > 0 ? Math.max(0, referenceHertz / hertz - 1) : 0;
        boolean byPower = names(reading, "power");
        boolean byHeat = names(reading, "thermal");
        all += lost;
        power += byPower ? lost / (byHeat ? 2 : 1) : 0;
        thermal += byHeat ? lost / (byPower ? 2 : 1) : 0;
      }
    }
    if (!known) {
      return UNKNOWN;
    }
    return all > 0
        ? new ClockCauses(true, power / all, thermal / all)
        : new ClockCauses(true, 0, 0);
  }

  /** Reasons are words of vendors; what begins with one of ours is taken for it. */
  private static boolean names(Telemetry reading, String cause) {
    return reading.throttleReasons().stream().anyMatch(reason -> reason.startsWith(cause));
  }

  /** Goes down to {@code next} and divides the difference. */
  void book(Chain chain, double next) {
    double lost = Math.max(0, chain.level() - next);
    if (known) {
      chain.less(Category.KERNEL_CLOCK_POWER, lost * power);
      chain.less(Category.KERNEL_CLOCK_THERMAL, lost * thermal);
    }
    chain.to(Category.KERNEL_CLOCK, next);
  }
}
