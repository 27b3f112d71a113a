package io.goodflops.tck;

import io.goodflops.spi.Lane;
import io.goodflops.spi.Op;
import io.goodflops.workload.data.Pattern;
import java.util.Objects;

/**
 * Under what a rule was broken, so that it can be done again.
 *
 * @param op the exact op, with shape and types
 * @param opKind what a filter by kind takes
 * @param pattern what the inputs held, in a word or two
 * @param seed seed of the inputs; it follows from the options' seed, the op and the pattern, so
 *     that the same options, or fewer rules or kinds of op, give the same one
 */
public record Circumstance(String op, String opKind, Lane lane, String pattern, long seed) {
  public Circumstance {
    Objects.requireNonNull(op, "op");
    Objects.requireNonNull(opKind, "opKind");
    Objects.requireNonNull(lane, "lane");
    Objects.requireNonNull(pattern, "pattern");
  }

  static Circumstance of(Op op, Lane lane, Pattern pattern, long seed) {
    return new Circumstance(op.toString(), op.kind(), lane, pattern.name(), seed);
  }

  static Circumstance of(Op op, Lane lane, String pattern) {
    return new Circumstance(op.toString(), op.kind(), lane, pattern, 0);
  }

  @Override
  public String toString() {
    return op + ", lane " + lane + ", inputs " + pattern + ", seed " + seed;
  }
}
