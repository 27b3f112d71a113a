package io.goodflops.ledger;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.ForkRecord;
import io.goodflops.result.RunRecord.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What speaks against summing a case up in one mean: too few forks for the precision that was asked
 * for, two modes, drift, skew, no steady state. These go to {@code disturbed}: the number stands,
 * but a reader should know.
 */
final class Steadiness {
  /** A difference below this is of no interest, however certain. */
  private static final double MATERIAL = 0.02;

  /** Mean and median further apart than this are skewed. */
  private static final double SKEWED = 0.05;

  /** Chance of a false alarm in a case that is quiet. */
  private static final double ALARM = 0.001;

  /** The same for a test over as few as three forks, which sees little otherwise. */
  private static final double FEW_FORKS_ALARM = 0.01;

  /** Half a fork's batches differ from the other half by chance less than once in a hundred. */
  private static final double RESTLESS_ERRORS = 2.8;

  private Steadiness() {}

  static List<String> of(CaseRecord record, Columns columns, TimeEstimate time, Settings settings) {
    List<String> found = new ArrayList<>();
    convergence(found, time, columns.forks(), settings);
    found.addAll(shape(columns.forkMeans(), settings.precision()));
    drift(found, columns);
    skew(found, columns);
    restless(found, record, columns);
    return found;
  }

  /** What of it speaks against any verdict: one mean does not sum these forks up. */
  static List<String> unsteady(CaseRecord record, Columns columns, double precision) {
    List<String> found = shape(columns.forkMeans(), precision);
    drift(found, columns);
    restless(found, record, columns);
    return found;
  }

  /** Two modes or a trend in the forks' means; nothing can be said of few. */
  static List<String> shape(double[] forks, double precision) {
    List<String> found = new ArrayList<>();
    if (forks.length >= Stein.PILOT) {
      double material = Math.max(MATERIAL, precision);
      bimodal(found, forks, material);
      trend(found, forks, material);
    }
    return found;
  }

  /**
   * Forks that were timed before they had warmed up: their last batches before did not agree, and
   * the timed ones went on becoming faster. Either alone is noise.
   */
  private static void restless(List<String> found, CaseRecord record, Columns columns) {
    List<ForkRecord> forks =
        record.forks().stream().filter(f -> f.outcome() == Outcome.MEASURED).toList();
    long restless = 0;
    for (int f = 0; f < Math.min(forks.size(), columns.forks()); f++) {
      if (!forks.get(f).warmup().steady() && becomesFaster(columns, f)) {
        restless++;
      }
    }
    if (restless > 0) {
      found.add(
          text(
              "no steady state: %d of %d forks were timed before warm-up settled",
              restless, forks.size()));
    }
  }

  private static boolean becomesFaster(Columns columns, int fork) {
    int first = columns.start[fork];
    int end = columns.start[fork + 1];
    int half = (end - first) / 2;
    if (half < 2) {
      return true; // too few to tell
    }
    double[] early = Arrays.copyOfRange(columns.batchTimes(), first, first + half);
    double[] late = Arrays.copyOfRange(columns.batchTimes(), end - half, end);
    double faster = Moments.mean(early) / Moments.mean(late) - 1;
    double error =
        Math.hypot(Moments.deviation(early), Moments.deviation(late))
            / Math.sqrt(half)
            / Moments.mean(late);
    return faster > MATERIAL && faster > RESTLESS_ERRORS * error;
  }

  private static void convergence(
      List<String> found, TimeEstimate time, int forks, Settings settings) {
    if (settings.maxForks() < Stein.PILOT || !(settings.precision() > 0)) {
      return; // indicative by choice: nothing was promised
    }
    double half = TimeEstimates.relativeHalfWidth(time);
    if (forks < Stein.PILOT) {
      found.add(text("NOT_CONVERGED: %d of at least %d forks", forks, Stein.PILOT));
    } else if (half > settings.precision() * 1.0001) {
      found.add(
          text(
              "NOT_CONVERGED: ±%.1f %% after %d forks, ±%.1f %% asked",
              100 * half, forks, 100 * settings.precision()));
    }
  }

  /**
   * Two modes: the best division in two explains far more of the variance than it does for normal
   * values, where it explains 2/π in the limit.
   */
  private static void bimodal(List<String> found, double[] forks, double material) {
    double[] sorted = Moments.logs(forks);
    Arrays.sort(sorted);
    int n = sorted.length;
    double mean = Moments.mean(sorted);
    double total = Math.pow(Moments.deviation(sorted), 2) * (n - 1);
    double best = 0;
    int split = 0;
    double below = 0;
    for (int k = 1; k < n; k++) {
      below += sorted[k - 1];
      double low = below / k;
      double high = (mean * n - below) / (n - k);
      double between = (double) k * (n - k) / n * (high - low) * (high - low);
      if (k >= 2 && n - k >= 2 && between > best) {
        best = between;
        split = k;
      }
    }
    if (split == 0 || best < explainedByChance(n) * total) {
      return;
    }
    double low = Math.exp(Moments.mean(Arrays.copyOf(sorted, split)));
    double high = Math.exp(Moments.mean(Arrays.copyOfRange(sorted, split, n)));
    if (high > low * (1 + material)) {
      found.add(
          text("bimodal: %d forks near %s, %d near %s", split, nanos(low), n - split, nanos(high)));
    }
  }

  /** Share of variance that about 1 normal sample of n in 100 reaches, 15 to 100 simulated. */
  private static double explainedByChance(int n) {
    return 2 / Math.PI + 0.9 / Math.sqrt(n);
  }

  /** Fork means that rise or fall with their order. */
  private static void trend(List<String> found, double[] forks, double material) {
    double[] logs = Moments.logs(forks);
    int n = logs.length;
    double middle = (n - 1) / 2.0;
    double mean = Moments.mean(logs);
    double sxy = 0;
    double sxx = 0;
    double syy = 0;
    for (int i = 0; i < n; i++) {
      sxy += (i - middle) * (logs[i] - mean);
      sxx += (i - middle) * (i - middle);
      syy += (logs[i] - mean) * (logs[i] - mean);
    }
    if (syy == 0) {
      return;
    }
    double r = sxy / Math.sqrt(sxx * syy);
    double t = r * Math.sqrt((n - 2) / Math.max(1e-12, 1 - r * r));
    double change = Math.expm1(sxy / sxx * (n - 1));
    if (StudentT.twoSidedProbability(t, n - 2) < ALARM && Math.abs(change) > material) {
      found.add(text("drift: %+.1f %% from the first fork to the last", 100 * change));
    }
  }

  /** Batches that get slower or faster inside each fork, alike in all of them. */
  private static void drift(List<String> found, Columns columns) {
    List<Double> changes = new ArrayList<>();
    for (int f = 0; f < columns.forks(); f++) {
      int first = columns.start[f];
      int count = columns.start[f + 1] - first;
      if (count >= 4) {
        int half = count / 2;
        double early = timePerLaunch(columns, first, first + half);
        double late = timePerLaunch(columns, first + count - half, first + count);
        changes.add(Math.log(late / early));
      }
    }
    if (changes.size() < Bootstrap.MIN_FORKS) {
      return;
    }
    double[] logs = changes.stream().mapToDouble(d -> d).toArray();
    double mean = Moments.mean(logs);
    double error = Moments.deviation(logs) / Math.sqrt(logs.length);
    boolean certain =
        error == 0 || StudentT.twoSidedProbability(mean / error, logs.length - 1) < FEW_FORKS_ALARM;
    double change = Math.expm1(mean);
    if (certain && Math.abs(change) > MATERIAL) {
      found.add(text("drift: second half of the batches %+.1f %%", 100 * change));
    }
  }

  /** The median: a single preempted batch is no drift. */
  private static double timePerLaunch(Columns columns, int from, int to) {
    return Moments.median(Arrays.copyOfRange(columns.batchTimes(), from, to));
  }

  private static void skew(List<String> found, Columns columns) {
    double[] batches = columns.batchTimes();
    double off = Moments.mean(batches) / Moments.median(batches) - 1;
    if (Math.abs(off) > SKEWED) {
      found.add(text("skewed: mean time of a batch %+.1f %% off its median", 100 * off));
    }
  }

  private static String nanos(double nanos) {
    return nanos >= 1e6 ? text("%.3g ms", nanos / 1e6) : text("%.3g µs", nanos / 1e3);
  }

  private static String text(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }
}
