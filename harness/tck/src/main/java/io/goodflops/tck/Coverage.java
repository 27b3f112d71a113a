package io.goodflops.tck;

import io.goodflops.spi.DType;
import io.goodflops.spi.Lane;
import java.util.List;
import java.util.Objects;

/**
 * How much of one kind of op a device does.
 *
 * @param opKind for example {@code matmul}
 * @param dtype storage type of the main input
 * @param compiled ops that compiled
 * @param asked ops that were asked for
 * @param refusals the device's reasons, each once, in the order in which they came
 */
public record Coverage(
    String opKind, DType dtype, Lane lane, int compiled, int asked, List<String> refusals) {
  public Coverage {
    Objects.requireNonNull(opKind, "opKind");
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(lane, "lane");
    refusals = List.copyOf(refusals);
  }
}
