package io.goodflops.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.DType;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.TrainingOp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The guide's table of ops is made from the code. {@code -Dgoodflops.write} writes it anew instead
 * of comparing.
 */
class OpsInGuideTest {
  private static final Path GUIDE = Path.of("..", "..", "docs", "PLUGIN_GUIDE.md");
  private static final String HEAD = "| Op | Class | Reads | Writes | May write over |";

  @Test
  void theGuideHasEveryOpAndNoOther() throws IOException {
    List<String> lines = Files.readAllLines(GUIDE);
    int start = lines.indexOf(HEAD) + 2;
    int end = start;
    while (end < lines.size() && lines.get(end).startsWith("|")) {
      end++;
    }
    if (System.getProperty("goodflops.write") != null) {
      List<String> written = new ArrayList<>(lines.subList(0, start));
      written.addAll(rows());
      written.addAll(lines.subList(end, lines.size()));
      Files.write(GUIDE, written);
      return;
    }
    assertThat(lines.subList(start, end)).containsExactlyElementsOf(rows());
  }

  private static List<String> rows() {
    Map<String, Op> ops = new LinkedHashMap<>();
    Catalogue.all().stream()
        .map(OpCase::op)
        .filter(op -> op.dtype() == DType.FP32)
        .forEach(op -> ops.putIfAbsent(op.kind(), op));
    return ops.values().stream().map(OpsInGuideTest::row).toList();
  }

  private static String row(Op op) {
    int over = op instanceof TrainingOp training ? training.inPlace() : 0;
    return String.format(
        "| `%s` | `%s` | %s | %s | %s |",
        op.kind(),
        op.getClass().getSimpleName(),
        names(op.inputs()),
        names(op.outputs()),
        over == 0 ? "—" : names(op.inputs().subList(0, over)));
  }

  private static String names(List<Operand> operands) {
    return operands.stream().map(Operand::name).collect(Collectors.joining(", "));
  }
}
