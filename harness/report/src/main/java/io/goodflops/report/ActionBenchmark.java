package io.goodflops.report;

import io.goodflops.ledger.Ranking;
import io.goodflops.ledger.compare.Gate;
import io.goodflops.ledger.compare.GateCase;
import io.goodflops.report.text.Figures;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.TimeEstimate;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The candidate's figures for github-action-benchmark: rates for its tool {@code
 * customBiggerIsBetter}, times for {@code customSmallerIsBetter}. Only what may rank among results
 * is exported. Names are the keys of a history, and stay.
 */
public final class ActionBenchmark {
  /** File of rates. */
  public static final String BIGGER = "bigger-is-better.json";

  /** File of times. */
  public static final String SMALLER = "smaller-is-better.json";

  private ActionBenchmark() {}

  /** Writes both files into a folder that is there. */
  public static void write(Gate gate, Path folder) throws IOException {
    List<Map<String, Object>> rates = new ArrayList<>();
    List<Map<String, Object>> times = new ArrayList<>();
    for (GateCase each : gate.cases()) {
      Optional<CaseRecord> subject =
          each.candidate().filter(c -> Ranking.eligible(gate.candidate(), c));
      if (subject.isPresent()) {
        String extra = extra(gate, subject.get());
        CaseFigures.of(subject.get())
            .rate()
            .ifPresent(rate -> rates.add(rate(each.name(), rate, extra)));
        subject.get().timeNanos().ifPresent(time -> times.add(time(each.name(), time, extra)));
      }
    }
    Json.write(folder.resolve(BIGGER), rates);
    Json.write(folder.resolve(SMALLER), times);
  }

  private static Map<String, Object> rate(String name, CaseFigures.Rate rate, String extra) {
    String[] parts = rate.value().split(String.valueOf(Figures.NO_BREAK_SPACE), 2);
    double scale = parts[1].equals("GB/s") ? 1e9 : 1e12;
    CaseFigures.Interval interval = rate.perSecond();
    return entry(
        name,
        parts[1],
        interval.value() / scale,
        (interval.high() - interval.low()) / 2 / scale,
        extra);
  }

  private static Map<String, Object> time(String name, TimeEstimate time, String extra) {
    return entry(name, "ms", time.value() / 1e6, (time.high() - time.low()) / 2 / 1e6, extra);
  }

  private static Map<String, Object> entry(
      String name, String unit, double value, double half, String extra) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", name);
    entry.put("unit", unit);
    entry.put("value", value);
    entry.put("range", "\u00b1 " + Figures.significant(half, 2));
    entry.put("extra", extra);
    return entry;
  }

  private static String extra(Gate gate, CaseRecord subject) {
    String driver =
        gate.candidate().devices().stream()
            .filter(device -> device.id().equals(subject.device()))
            .map(DeviceRecord::driver)
            .findFirst()
            .orElse("");
    return "forks="
        + subject.forks().size()
        + "; driver="
        + driver
        + "; run="
        + gate.candidate().runId();
  }
}
