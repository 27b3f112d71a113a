package io.goodflops.tck;

import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a device answers when it is asked to compile every op of the catalogue.
 *
 * @param compiled ops that it does
 * @param refused ops that it refused, with its reasons
 * @param failed ops whose compilation threw something else, or gave no kernel
 */
record Survey(List<OpCase> compiled, Map<OpCase, String> refused, Map<OpCase, String> failed) {

  static Survey of(Device device, Subject subject) {
    List<OpCase> compiled = new ArrayList<>();
    Map<OpCase, String> refused = new LinkedHashMap<>();
    Map<OpCase, String> failed = new LinkedHashMap<>();
    for (OpCase one : Catalogue.all()) {
      if (subject.options().wants(one.op().kind())) {
        subject.tries("compile", Circumstance.of(one.op(), one.lane(), "none"));
        try (Kernel kernel = device.compile(one.op(), one.lane())) {
          if (kernel == null) {
            failed.put(one, "compile gave null");
          } else {
            compiled.add(one);
          }
        } catch (UnsupportedOpException e) {
          refused.put(one, e.getMessage() == null ? "" : e.getMessage());
        } catch (Throwable e) {
          failed.put(one, "compile threw " + Calls.describe(e));
        }
      }
    }
    return new Survey(compiled, refused, failed);
  }

  /** Compiled ops of one kind in lane PLAIN. */
  List<OpCase> plain(String kind) {
    return compiled.stream()
        .filter(one -> one.lane() == Lane.PLAIN && one.op().kind().equals(kind))
        .toList();
  }

  List<Coverage> coverage() {
    Map<Cell, Count> cells = new LinkedHashMap<>();
    compiled.forEach(one -> cells.computeIfAbsent(Cell.of(one), c -> new Count()).compiled++);
    refused.forEach((one, why) -> cells.computeIfAbsent(Cell.of(one), c -> new Count()).no(why));
    failed.forEach((one, why) -> cells.computeIfAbsent(Cell.of(one), c -> new Count()).no(why));
    List<Coverage> coverage = new ArrayList<>();
    cells.forEach(
        (cell, count) ->
            coverage.add(
                new Coverage(
                    cell.kind,
                    cell.dtype,
                    cell.lane,
                    count.compiled,
                    count.compiled + count.refused,
                    List.copyOf(count.reasons))));
    return coverage;
  }

  private record Cell(String kind, DType dtype, Lane lane) {
    static Cell of(OpCase one) {
      return new Cell(one.op().kind(), one.op().dtype(), one.lane());
    }
  }

  private static final class Count {
    private int compiled;
    private int refused;
    private final Set<String> reasons = new LinkedHashSet<>();

    void no(String why) {
      refused++;
      reasons.add(why);
    }
  }
}
