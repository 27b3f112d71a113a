package io.goodflops.tck;

import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceClock;
import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.data.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Rules T about clocks. Hosts are noisy: each bound is generous, one round within it is enough, and
 * a lie is only called a lie if all rounds show it.
 */
final class TimingChecks {
  private static final int ROUNDS = 5;
  private static final double LOW_SHARE = 0.4;
  private static final double HIGH_SHARE = 1.1;
  private static final long SLACK_NANOS = 2_000_000;
  private static final int MARKS = 1000;

  private TimingChecks() {}

  static String clocksAgree(Subject subject) throws UnsupportedOpException {
    List<Double> shares = new ArrayList<>();
    try (Device device = subject.open();
        Queue queue = device.openQueue();
        Load load = Load.on(subject, device, queue)) {
      int launches = launches(load);
      for (int round = 0; round < ROUNDS; round++) {
        load.prepare();
        long start = System.nanoTime();
        Mark first = queue.mark();
        load.enqueue(launches);
        Mark last = queue.mark();
        queue.finish();
        // a finish that did not wait breaks T1, and is no matter of the clock
        load.readNanos();
        long host = System.nanoTime() - start;
        double share = (last.nanos() - first.nanos()) / (double) host;
        if (share >= LOW_SHARE && share <= HIGH_SHARE) {
          return String.format(
              Locale.ROOT,
              "between the marks of a batch lie %.0f %% of the host's time",
              100 * share);
        }
        shares.add(share);
      }
    }
    throw new Breach(
        String.format(
            Locale.ROOT,
            "time between marks over the host's time, by batch: %s; must lie between %.1f and %.1f",
            figures(shares),
            LOW_SHARE,
            HIGH_SHARE));
  }

  /** How many launches are a batch; nothing can be timed where nothing waits. */
  private static int launches(Load load) {
    try {
      return load.launches();
    } catch (Breach e) {
      throw new Unverified("nothing can be timed, see T1: " + e.getMessage());
    }
  }

  static String marksNeverDecrease(Subject subject) throws UnsupportedOpException {
    try (Device device = subject.open();
        Queue queue = device.openQueue();
        OpRun run = Workhorse.on(subject, device)) {
      run.fill(Pattern.RANDOM, subject.options().seed());
      run.announce();
      List<Mark> marks = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        marks.add(queue.mark());
        if (i % 10 == 0) {
          run.enqueue(queue);
        }
      }
      queue.finish();
      List<Long> times = marks.stream().map(Mark::nanos).toList();
      for (int i = 1; i < times.size(); i++) {
        long step = times.get(i) - times.get(i - 1);
        Breach.unless(
            step >= 0,
            "mark " + i + " lies " + -step + " ns before mark " + (i - 1) + " of " + times.size());
      }
      List<Long> again = marks.stream().map(Mark::nanos).toList();
      Breach.unless(times.equals(again), "marks that were read twice changed");
      return times.size() + " marks";
    }
  }

  static String resolutionIsTrue(Subject subject) {
    try (Device device = subject.open();
        Queue queue = device.openQueue()) {
      long stated = device.clock().resolutionNanos();
      List<Mark> marks = new ArrayList<>();
      for (int i = 0; i < MARKS; i++) {
        marks.add(queue.mark());
        spin(i % 97 * 13);
      }
      queue.finish();
      long divisor = 0;
      for (int i = 1; i < MARKS; i++) {
        divisor = gcd(divisor, Math.abs(marks.get(i).nanos() - marks.get(0).nanos()));
      }
      Breach.unless(divisor > 0, MARKS + " marks all have the same time");
      String text =
          "all marks are multiples of " + divisor + " ns apart, stated are " + stated + " ns";
      Breach.unless(divisor <= Math.max(stated + 1, stated + stated / 2), text);
      return text;
    }
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private static void spin(int nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  static String queuesShareTheClock(Subject subject) {
    try (Device device = subject.open();
        Queue first = device.openQueue();
        Queue second = device.openQueue()) {
      Queue[] queues = {first, second};
      long before = Long.MIN_VALUE;
      long resolution = device.clock().resolutionNanos();
      for (int i = 0; i < 20; i++) {
        long now = markAndFinish(queues[i % 2]);
        Breach.unless(
            i == 0 || now >= before - resolution,
            "a mark of one queue lies "
                + (before - now)
                + " ns before an earlier mark of the other");
        before = now;
      }
      List<Long> errors = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        DeviceClock clock = device.clock();
        long start = System.nanoTime();
        long mark = markAndFinish(queues[round % 2]);
        long end = System.nanoTime();
        long onHost = clock.anchorHostNanos() + (mark - clock.anchorDeviceNanos());
        long error = Math.max(0, Math.max(start - onHost, onHost - end));
        if (error <= SLACK_NANOS + clock.resolutionNanos()) {
          return "marks of two queues interleave, and the clock's anchor holds";
        }
        errors.add(error);
      }
      throw new Breach("by the clock's anchor, marks are off by " + errors + " ns");
    }
  }

  private static long markAndFinish(Queue queue) {
    Mark mark = queue.mark();
    queue.finish();
    return mark.nanos();
  }

  private static String figures(List<Double> values) {
    return values.stream()
        .map(value -> String.format(Locale.ROOT, "%.2f", value))
        .collect(Collectors.joining(", "));
  }
}
