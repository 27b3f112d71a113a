package io.goodflops.engine.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * When a fork that ran beside others was at work, by the clock that the processes of a machine have
 * in common.
 *
 * @param timed the timed batches
 * @param load the batches before and after them
 */
record TogetherReport(List<Stretch> timed, List<Stretch> load) {
  /** Name of the file in the fork's folder. */
  static final String FILE = "together.json";

  TogetherReport {
    timed = List.copyOf(timed);
    load = List.copyOf(load);
  }

  /** A batch, in microseconds since 1970. */
  record Stretch(long fromMicros, long toMicros) {}

  private List<Stretch> busy() {
    List<Stretch> all = new ArrayList<>(timed);
    all.addAll(load);
    all.sort(Comparator.comparingLong(Stretch::fromMicros));
    return all;
  }

  /** Share of the timed batches' time in which all others were in a batch of theirs. */
  static double overlapShare(TogetherReport own, List<TogetherReport> others) {
    List<Stretch> shared = own.timed();
    for (TogetherReport other : others) {
      shared = intersection(shared, other.busy());
    }
    return own.timed().isEmpty() ? 0 : length(shared) / Math.max(1, length(own.timed()));
  }

  /** Of two lists in the order of time. */
  private static List<Stretch> intersection(List<Stretch> one, List<Stretch> two) {
    List<Stretch> shared = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < one.size() && j < two.size()) {
      long from = Math.max(one.get(i).fromMicros(), two.get(j).fromMicros());
      long to = Math.min(one.get(i).toMicros(), two.get(j).toMicros());
      if (from < to) {
        shared.add(new Stretch(from, to));
      }
      if (one.get(i).toMicros() < two.get(j).toMicros()) {
        i++;
      } else {
        j++;
      }
    }
    return shared;
  }

  private static double length(List<Stretch> stretches) {
    return stretches.stream().mapToDouble(s -> s.toMicros() - s.fromMicros()).sum();
  }
}
