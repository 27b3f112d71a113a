package io.goodflops.result;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code jmh.json}: the timed batches in JMH's own result format, for its visualizers. One entry
 * for each measured case, time of one launch in microseconds; smaller is better.
 */
public final class JmhJson {
  /** Name of the file in a run's folder. */
  public static final String NAME = "jmh.json";

  private static final double[] PERCENTILES = {
    0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 100
  };

  private JmhJson() {}

  /** Writes all measured cases of a run. */
  public static void write(Path folder, RunRecord run) throws IOException {
    ArrayNode entries = Json.MAPPER.createArrayNode();
    for (CaseRecord record : run.cases()) {
      List<List<Double>> raw = new ArrayList<>();
      for (ForkRecord fork : record.forks()) {
        List<Double> scores =
            fork.samples().stream()
                .map(sample -> sample.wallNanos() / 1e3 / sample.launches())
                .toList();
        if (!scores.isEmpty()) {
          raw.add(scores);
        }
      }
      if (record.outcome() == CaseRecord.Outcome.MEASURED && !raw.isEmpty()) {
        entries.add(entry(run, record, raw));
      }
    }
    Json.write(folder.resolve(NAME), entries);
  }

  private static ObjectNode entry(RunRecord run, CaseRecord record, List<List<Double>> raw) {
    ObjectNode entry = Json.MAPPER.createObjectNode();
    entry.put("jmhVersion", run.host().details().getOrDefault("jmhVersion", ""));
    entry.put("benchmark", "io.goodflops." + record.workload().replaceAll("[^A-Za-z0-9_]", "_"));
    entry.put("mode", "ss");
    entry.put("threads", 1);
    entry.put("forks", raw.size());
    entry.put("jvm", "");
    entry.putArray("jvmArgs");
    entry.put("jdkVersion", run.host().javaVersion());
    entry.put("vmName", run.host().javaVm());
    entry.put("vmVersion", run.host().javaVersion());
    entry.put("warmupIterations", 0);
    entry.put("warmupTime", "single-shot");
    entry.put("warmupBatchSize", 1);
    entry.put("measurementIterations", raw.stream().mapToInt(List::size).max().orElse(0));
    entry.put("measurementTime", "single-shot");
    entry.put("measurementBatchSize", 1);
    entry.putObject("params").put("caseId", record.id());
    entry.set("primaryMetric", metric(record, raw));
    entry.putObject("secondaryMetrics");
    return entry;
  }

  private static ObjectNode metric(CaseRecord record, List<List<Double>> raw) {
    List<Double> sorted = raw.stream().flatMap(List::stream).sorted().toList();
    double mean = sorted.stream().mapToDouble(value -> value).average().orElseThrow();
    ObjectNode metric = Json.MAPPER.createObjectNode();
    metric.put("score", mean);
    if (record.timeNanos().isPresent()) {
      double low = record.timeNanos().get().low() / 1e3;
      double high = record.timeNanos().get().high() / 1e3;
      metric.put("scoreError", (high - low) / 2);
      metric.putArray("scoreConfidence").add(low).add(high);
    } else {
      metric.put("scoreError", "NaN");
      metric.putArray("scoreConfidence").add("NaN").add("NaN");
    }
    ObjectNode percentiles = metric.putObject("scorePercentiles");
    for (double percentile : PERCENTILES) {
      int index = (int) Math.ceil(percentile / 100 * sorted.size()) - 1;
      percentiles.put(String.valueOf(percentile), sorted.get(Math.max(0, index)));
    }
    metric.put("scoreUnit", "us/op");
    ArrayNode forks = metric.putArray("rawData");
    for (List<Double> scores : raw) {
      ArrayNode fork = forks.addArray();
      scores.forEach(fork::add);
    }
    return metric;
  }
}
