package io.goodflops.ledger;

/**
 * The mean launch of a case, as parts that add up to its wall time: what a bootstrap replicate
 * redraws.
 *
 * @param core time in which the device worked, or may have
 * @param hostGap time before and after the device's own span; 0 where the device has no clock
 * @param tracedGap gaps between launches inside the core, NaN if no trace shows them
 * @param clock mean clock, NaN if unknown
 */
record LaunchFigures(
    double core,
    double hostGap,
    double steal,
    double queued,
    double pause,
    double tracedGap,
    double clock) {

  static LaunchFigures of(
      double wall,
      double steal,
      double queued,
      double pause,
      double device,
      boolean deviceKnown,
      double tracedGap,
      double clock) {
    // ticks are coarser than a short batch, and together they cannot take more than the wall time
    double losses = steal + queued + pause;
    double fit = losses > wall ? wall / losses : 1;
    double rest = Math.max(0, wall - losses * fit);
    double hostGap = deviceKnown ? Math.max(0, rest - device) : 0;
    return new LaunchFigures(
        rest - hostGap, hostGap, steal * fit, queued * fit, pause * fit, tracedGap, clock);
  }

  double wall() {
    return core + hostGap + steal + queued + pause;
  }

  /**
   * The point estimate moved {@code k} times as far as a resample moved: few replicates spread too
   * little. Work moves in proportion, so that it stays positive; the rest in absolute terms.
   */
  LaunchFigures stretched(LaunchFigures resample, double k) {
    double moved =
        core > 0 && resample.core > 0
            ? core * Math.pow(resample.core / core, k)
            : Math.max(0, core + k * (resample.core - core));
    return new LaunchFigures(
        moved,
        stretch(hostGap, resample.hostGap, k),
        stretch(steal, resample.steal, k),
        stretch(queued, resample.queued, k),
        stretch(pause, resample.pause, k),
        Double.isNaN(tracedGap) ? tracedGap : stretch(tracedGap, resample.tracedGap, k),
        Double.isNaN(clock) ? clock : clock + k * (resample.clock - clock));
  }

  private static double stretch(double point, double resample, double k) {
    return Math.max(0, point + k * (resample - point));
  }
}
