package io.goodflops.plugin.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The clock of the compute units over the time since the device was opened.
 *
 * @param nominalHertz clock at which the programmed rates hold
 * @param points in order of time; the first at 0; each holds until the next
 */
record ClockCurve(double nominalHertz, List<Point> points) {

  /** From {@code nanos} after opening on, the clock is {@code hertz}. */
  record Point(double nanos, double hertz) {}

  /** Reads {@code clock} and {@code clock.curve}, which is {@code seconds:hertz seconds:hertz}. */
  static Optional<ClockCurve> of(Settings settings) {
    Optional<String> curve = settings.text("clock.curve");
    double nominal = settings.number("clock").orElse(0);
    if (nominal == 0) {
      if (curve.isPresent() || settings.text("clock").isPresent()) {
        throw new IllegalArgumentException("clock must be positive where there is a clock.curve");
      }
      return Optional.empty();
    }
    List<Point> points = new ArrayList<>();
    points.add(new Point(0, nominal));
    for (String word : curve.orElse("").split("[ ,]+", -1)) {
      if (word.isEmpty()) {
        continue;
      }
      int colon = word.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("clock.curve has " + word + ", must be seconds:hertz");
      }
      double nanos = 1e9 * Settings.parse("clock.curve", word.substring(0, colon));
      double hertz = Settings.parse("clock.curve", word.substring(colon + 1));
      if (hertz == 0 || nanos < points.get(points.size() - 1).nanos()) {
        throw new IllegalArgumentException(
            "clock.curve has " + word + ": times must rise, clocks be positive");
      }
      points.add(new Point(nanos, hertz));
    }
    return Optional.of(new ClockCurve(nominal, List.copyOf(points)));
  }

  double hertz(double nanos) {
    double hertz = nominalHertz;
    for (Point point : points) {
      if (point.nanos() <= nanos) {
        hertz = point.hertz();
      }
    }
    return hertz;
  }

  /** When work that takes {@code nominalNanos} at the nominal clock ends, if it starts then. */
  double end(double startNanos, double nominalNanos) {
    double now = startNanos;
    double left = nominalNanos;
    for (Point next : points) {
      if (next.nanos() <= now) {
        continue;
      }
      double speed = hertz(now) / nominalHertz;
      double done = (next.nanos() - now) * speed;
      if (done >= left) {
        return now + left / speed;
      }
      left -= done;
      now = next.nanos();
    }
    return now + left / (hertz(now) / nominalHertz);
  }
}
