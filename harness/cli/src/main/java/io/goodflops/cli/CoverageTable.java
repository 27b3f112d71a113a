package io.goodflops.cli;

import io.goodflops.engine.check.CoverageCell;
import io.goodflops.engine.check.DeviceFindings;
import io.goodflops.engine.child.Words;
import io.goodflops.report.text.TextWidth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Kinds of op and lanes against types: how many of the kit's ops a device does. */
final class CoverageTable {
  private static final int MOST_REASONS = 8;

  private CoverageTable() {}

  static List<String> of(DeviceFindings device, int width) {
    if (device.coverage().isEmpty()) {
      return List.of();
    }
    Set<String> dtypes = new LinkedHashSet<>();
    Map<String, Map<String, CoverageCell>> rows = new LinkedHashMap<>();
    for (CoverageCell cell : device.coverage()) {
      dtypes.add(cell.dtype());
      rows.computeIfAbsent(name(cell), row -> new TreeMap<>()).put(cell.dtype(), cell);
    }
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Coverage of " + device.device() + ": ops that compile, of those asked for");
    StringBuilder head = new StringBuilder(" ".repeat(20));
    dtypes.forEach(dtype -> head.append(String.format(Locale.ROOT, "%10s", dtype)));
    lines.add(head.toString());
    List<String> nothing = new ArrayList<>();
    // sorted, so that the lanes of a kind stand together
    for (Map.Entry<String, Map<String, CoverageCell>> row : new TreeMap<>(rows).entrySet()) {
      if (row.getValue().values().stream().allMatch(cell -> cell.compiled() == 0)) {
        nothing.add(row.getKey());
      } else {
        lines.add(line(row.getKey(), dtypes, row.getValue()));
      }
    }
    if (!nothing.isEmpty()) {
      String names = "none at all: " + String.join(", ", nothing);
      CheckText.wrapped(names, width - 2).forEach(part -> lines.add("  " + part));
    }
    lines.addAll(reasons(device, width));
    return lines;
  }

  private static String line(String name, Set<String> dtypes, Map<String, CoverageCell> cells) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-18s", name));
    for (String dtype : dtypes) {
      CoverageCell cell = cells.get(dtype);
      line.append(
          String.format(
              Locale.ROOT, "%10s", cell == null ? "" : cell.compiled() + "/" + cell.asked()));
    }
    return line.toString().stripTrailing();
  }

  private static List<String> reasons(DeviceFindings device, int width) {
    Map<String, Set<String>> byReason = new LinkedHashMap<>();
    for (CoverageCell cell : device.coverage()) {
      for (String reason : cell.refusals()) {
        byReason.computeIfAbsent(Words.clean(reason), r -> new LinkedHashSet<>()).add(name(cell));
      }
    }
    List<String> lines = new ArrayList<>();
    if (!byReason.isEmpty()) {
      lines.add("Refused because:");
    }
    for (Map.Entry<String, Set<String>> entry : byReason.entrySet()) {
      if (lines.size() > MOST_REASONS) {
        int more = byReason.size() - MOST_REASONS;
        lines.add("  and " + more + " more reason" + (more == 1 ? "" : "s") + ": see --json");
        break;
      }
      List<String> names = List.copyOf(entry.getValue());
      String which =
          names.get(0) + (names.size() > 1 ? " and " + (names.size() - 1) + " more" : "");
      lines.add(TextWidth.cut("  " + which + ": " + entry.getKey(), width));
    }
    return lines;
  }

  private static String name(CoverageCell cell) {
    return cell.opKind() + " " + cell.lane().toLowerCase(Locale.ROOT);
  }
}
