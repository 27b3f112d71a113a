package io.goodflops.workload.suite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A bundled table of published shapes: comma separated, first line names the columns. */
record ShapeTable(String name, List<Map<String, String>> rows) {
  private static final List<String> NAMES =
      List.of(
          "deepbench-gemm-training",
          "deepbench-gemm-inference-server",
          "deepbench-gemm-inference-device",
          "llm-layer-gemms",
          "llm-model-configs");

  static List<String> names() {
    return NAMES;
  }

  static Optional<ShapeTable> named(String name) {
    return NAMES.contains(name) ? Optional.of(load(name)) : Optional.empty();
  }

  private static ShapeTable load(String name) {
    String path = "/io/goodflops/workload/shapes/" + name + ".csv";
    try (InputStream in = ShapeTable.class.getResourceAsStream(path);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String[] header = lines.readLine().split(",", -1);
      List<Map<String, String>> rows = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split(",", -1);
        if (cells.length != header.length) {
          throw new IllegalStateException(path + ": not " + header.length + " cells: " + line);
        }
        Map<String, String> row = new TreeMap<>();
        for (int i = 0; i < header.length; i++) {
          row.put(header[i], cells[i]);
        }
        rows.add(row);
      }
      return new ShapeTable(name, List.copyOf(rows));
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }
}
