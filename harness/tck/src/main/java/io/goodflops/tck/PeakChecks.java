package io.goodflops.tck;

import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Op;
import io.goodflops.spi.Peak;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Role;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.data.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rules T about declared peaks. */
final class PeakChecks {
  private static final double EXCEEDED = 1.1;
  private static final double FAR = 100;
  private static final long LONGEST_NANOS = 40_000_000L;
  private static final int LAUNCHES = 4;

  private PeakChecks() {}

  static String areNotExceeded(Subject subject) {
    return each(
        subject,
        (dtype, device) -> {
          List<Op> ops = new ArrayList<>();
          for (long size = 128; size <= 2048; size *= 2) {
            ops.add(Catalogue.product(1, size, size, size, false, false, dtype, Role.VARIABLE));
          }
          ops.addAll(chains(dtype));
          return ops;
        },
        (peak, rate) -> rate <= EXCEEDED * peak);
  }

  static String areNear(Subject subject) {
    return each(subject, (dtype, device) -> chains(dtype), (peak, rate) -> peak <= FAR * rate);
  }

  private static List<Op> chains(DType dtype) {
    List<Op> ops = new ArrayList<>();
    for (long chains = FmaChain.CHAIN_MULTIPLE; chains < 1 << 21; chains *= 8) {
      ops.add(new FmaChain(dtype, chains, 1024));
    }
    return ops;
  }

  private interface Probes {
    List<Op> of(DType dtype, Device device);
  }

  private interface Bound {
    boolean holds(double peak, double rate);
  }

  private static String each(Subject subject, Probes probes, Bound bound) {
    List<Peak> peaks = subject.info().peaks();
    if (peaks.isEmpty()) {
      throw new Unverified("no peak is declared: a legal answer");
    }
    int compared = 0;
    for (Peak peak : peaks) {
      if (peak.density() == Peak.Density.DENSE) {
        try (Device device = subject.open()) {
          double rate = fastest(device, probes.of(peak.storage(), device), subject);
          if (rate > 0) {
            String figures =
                String.format(
                    Locale.ROOT,
                    "%s: declared %.3g FLOP/s, measured %.3g FLOP/s, %.3g times as much",
                    peak.storage(),
                    peak.flopsPerSecond(),
                    rate,
                    rate / peak.flopsPerSecond());
            Breach.unless(bound.holds(peak.flopsPerSecond(), rate), figures);
            compared++;
          }
        }
      }
    }
    if (compared == 0) {
      throw new Unverified("no op compiles that could be compared with a peak");
    }
    return Plural.of(compared, "peak") + " compared";
  }

  /** Ops grow until one takes too long; the best rate counts. */
  private static double fastest(Device device, List<Op> ops, Subject subject) {
    double best = 0;
    long nanos = 0;
    for (Op op : ops) {
      if (nanos < LONGEST_NANOS) {
        try (Queue queue = device.openQueue();
            OpRun run = new OpRun(subject, device, new OpCase(op, Lane.PLAIN))) {
          run.fill(Pattern.RANDOM, subject.options().seed());
          run.once(queue);
          for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            for (int launch = 0; launch < LAUNCHES; launch++) {
              run.enqueue(queue);
            }
            queue.finish();
            nanos = System.nanoTime() - start;
            best = Math.max(best, (double) op.flops() * 1e9 * LAUNCHES / nanos);
          }
        } catch (UnsupportedOpException e) {
          nanos = 0;
        }
      }
    }
    return best;
  }
}
