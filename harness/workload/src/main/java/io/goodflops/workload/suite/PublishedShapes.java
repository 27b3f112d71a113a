package io.goodflops.workload.suite;

import io.goodflops.spi.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Turns published tables into shapes of this project. */
final class PublishedShapes {
  private PublishedShapes() {}

  /** What a linear layer costs in training: three products. */
  enum Pass {
    FORWARD,
    DGRAD,
    WGRAD
  }

  /**
   * A DeepBench row: column-major C[m,n] = op(A)·op(B).
   *
   * <p>Column-major memory read row-major is the transpose. So the same memory holds, row-major,
   * Cᵀ[n,m] = op(B)ᵀ·op(A)ᵀ: M = n, N = m, our left operand is DeepBench's B and our right one its
   * A. A that is not transposed lies column-major as m×k, which row-major is k×m, just the (K, N)
   * of an untransposed right operand: so the flags move along with the operands, transposeA = b_t
   * and transposeB = a_t. DeepBench's A holds the weights (n is the mini-batch): our constant B.
   */
  static GemmShape deepBench(String table, Map<String, String> row) {
    return new GemmShape(
        1,
        Long.parseLong(row.get("n")),
        Long.parseLong(row.get("m")),
        Long.parseLong(row.get("k")),
        row.get("b_t").equals("T"),
        row.get("a_t").equals("T"),
        Role.CONSTANT,
        String.format(
            Locale.ROOT,
            "DeepBench %s m=%s n=%s k=%s %s%s",
            table.substring("deepbench-gemm-".length()),
            row.get("m"),
            row.get("n"),
            row.get("k"),
            row.get("a_t"),
            row.get("b_t")));
  }

  /**
   * A linear layer y = x·Wᵀ, W stored (out, in) as usual: forward (T, out, in); gradient of the
   * input dx = dy·W (T, in, out); gradient of the weight dW = dyᵀ·x (out, in, T).
   */
  static GemmShape layer(Map<String, String> row, long tokens, Pass pass) {
    long in = Long.parseLong(row.get("K(in)"));
    long out = Long.parseLong(row.get("N(out)"));
    String source =
        row.get("model")
            + " "
            + row.get("layer_gemm")
            + (pass == Pass.FORWARD ? "" : " " + pass.name().toLowerCase(Locale.ROOT))
            + ", T="
            + tokens;
    return switch (pass) {
      case FORWARD -> new GemmShape(1, tokens, out, in, false, true, Role.CONSTANT, source);
      case DGRAD -> new GemmShape(1, tokens, in, out, false, false, Role.CONSTANT, source);
      case WGRAD -> new GemmShape(1, out, in, tokens, true, false, Role.VARIABLE, source);
    };
  }

  /** Attention of one layer: Q·Kᵀ and P·V for each sequence and head, both operands variable. */
  static List<GemmShape> attention(Map<String, String> row, long sequences, long length) {
    long batch = Math.multiplyExact(sequences, Long.parseLong(row.get("heads")));
    long head = Long.parseLong(row.get("head_dim"));
    String source = row.get("model") + " attention, S=" + length + ", " + sequences + " sequences";
    return List.of(
        new GemmShape(batch, length, length, head, false, true, Role.VARIABLE, source + ", Q·Kᵀ"),
        new GemmShape(batch, length, head, length, false, false, Role.VARIABLE, source + ", P·V"));
  }

  /** The shapes that an entry of a suite asks for. */
  static List<GemmShape> read(Fields entry) {
    String name = entry.text("shapes");
    ShapeTable table =
        ShapeTable.named(name)
            .orElseThrow(
                () ->
                    entry.wrong(
                        "shapes is \""
                            + name
                            + "\", must be one of "
                            + String.join(", ", ShapeTable.names())));
    if (name.startsWith("deepbench-")) {
      return table.rows().stream().map(row -> deepBench(name, row)).toList();
    }
    return name.equals("llm-layer-gemms") ? layers(entry, table) : attentions(entry, table);
  }

  private static List<GemmShape> layers(Fields entry, ShapeTable table) {
    List<Map<String, String>> rows = chosen(entry, table, "models", "model");
    rows = chosen(entry, new ShapeTable(table.name(), rows), "layers", "layer_gemm");
    List<Long> tokens = entry.sizes("tokens", SuiteReader.MAX_DIMENSION);
    List<Pass> passes = entry.words("passes", Pass.class, Pass.FORWARD);
    List<GemmShape> shapes = new ArrayList<>();
    for (Map<String, String> row : rows) {
      for (long count : tokens) {
        passes.forEach(pass -> shapes.add(layer(row, count, pass)));
      }
    }
    return shapes;
  }

  private static List<GemmShape> attentions(Fields entry, ShapeTable table) {
    List<Map<String, String>> rows = chosen(entry, table, "models", "model");
    List<Long> lengths = entry.sizes("sequenceLengths", 1 << 20);
    List<Long> sequences = entry.sizes("sequences", 1 << 12, 1);
    List<GemmShape> shapes = new ArrayList<>();
    for (Map<String, String> row : rows) {
      for (long length : lengths) {
        sequences.forEach(count -> shapes.addAll(attention(row, count, length)));
      }
    }
    return shapes;
  }

  private static List<Map<String, String>> chosen(
      Fields entry, ShapeTable table, String field, String column) {
    List<String> wanted = entry.texts(field);
    Set<String> there = new TreeSet<>();
    table.rows().forEach(row -> there.add(row.get(column)));
    for (String word : wanted) {
      if (!there.contains(word)) {
        throw entry.wrong(
            field + " contains \"" + word + "\", must be of " + String.join(", ", there));
      }
    }
    return table.rows().stream()
        .filter(row -> wanted.isEmpty() || wanted.contains(row.get(column)))
        .toList();
  }
}
