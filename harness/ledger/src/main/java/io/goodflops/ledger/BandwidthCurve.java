package io.goodflops.ledger;

import io.goodflops.result.CalibrationRecord.BandwidthPoint;
import java.util.Comparator;
import java.util.List;

/**
 * Attainable bandwidth by working set: linear between measured points on the logarithm of the size,
 * flat beyond the ends.
 */
final class BandwidthCurve {
  private final List<BandwidthPoint> points;

  BandwidthCurve(List<BandwidthPoint> points) {
    this.points =
        points.stream()
            .filter(p -> p.workingSetBytes() > 0 && p.bytesPerSecond() > 0)
            .sorted(Comparator.comparingLong(BandwidthPoint::workingSetBytes))
            .toList();
  }

  boolean isEmpty() {
    return points.isEmpty();
  }

  /** Byte/s at a working set. */
  double at(long workingSetBytes) {
    Bracket b = bracket(workingSetBytes);
    return (1 - b.weight) * b.low.bytesPerSecond() + b.weight * b.high.bytesPerSecond();
  }

  /** The stream op that was fastest nearest to a working set. */
  String op(long workingSetBytes) {
    Bracket b = bracket(workingSetBytes);
    return b.weight < 0.5 ? b.low.op() : b.high.op();
  }

  /** The faster of the two neighbours: what data partly held in the next cache may reach. */
  double envelope(long workingSetBytes) {
    Bracket b = bracket(workingSetBytes);
    return Math.max(b.low.bytesPerSecond(), b.high.bytesPerSecond());
  }

  /** Relative uncertainty at a working set: half the difference between before and after. */
  double spread(long workingSetBytes) {
    Bracket b = bracket(workingSetBytes);
    return Math.max(
        Ceilings.halfDifference(b.low.before(), b.low.after()),
        Ceilings.halfDifference(b.high.before(), b.high.after()));
  }

  private Bracket bracket(long workingSetBytes) {
    BandwidthPoint previous = points.get(0);
    if (workingSetBytes <= previous.workingSetBytes()) {
      return new Bracket(previous, previous, 0);
    }
    for (BandwidthPoint point : points) {
      if (workingSetBytes <= point.workingSetBytes()) {
        double width = Math.log((double) point.workingSetBytes() / previous.workingSetBytes());
        double along = Math.log((double) workingSetBytes / previous.workingSetBytes());
        return new Bracket(previous, point, along / width);
      }
      previous = point;
    }
    return new Bracket(previous, previous, 0);
  }

  private record Bracket(BandwidthPoint low, BandwidthPoint high, double weight) {}
}
