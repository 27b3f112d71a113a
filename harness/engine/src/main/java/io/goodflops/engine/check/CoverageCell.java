package io.goodflops.engine.check;

import io.goodflops.engine.child.Words;
import java.util.List;
import java.util.Objects;

/**
 * How much of one kind of op a device does in one type and lane.
 *
 * @param compiled ops that compiled
 * @param asked ops that were asked for
 * @param refusals the device's reasons, each once
 */
public record CoverageCell(
    String opKind, String dtype, String lane, int compiled, int asked, List<String> refusals) {
  public CoverageCell {
    Objects.requireNonNull(opKind, "opKind");
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(lane, "lane");
    refusals = List.copyOf(refusals);
  }

  /** As a child's word is taken: the plugin lives there too. */
  CoverageCell clean() {
    return new CoverageCell(
        Words.clean(opKind),
        Words.clean(dtype),
        Words.clean(lane),
        compiled,
        asked,
        refusals.stream().map(Words::clean).toList());
  }
}
