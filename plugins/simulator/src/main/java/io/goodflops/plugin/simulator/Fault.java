package io.goodflops.plugin.simulator;

import io.goodflops.spi.DType;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** One fault of a program, with the calls that it has let pass so far. */
final class Fault {
  private static final double DEFAULT_LATE_MILLIS = 200;
  private static final long DEFAULT_LEAK_BYTES = 1L << 20;
  private static final long DEFAULT_FLOOD_BYTES = 100_000_000;

  private final What what;
  private final Call call;
  private final Optional<String> kind;
  private final Optional<DType> dtype;
  private final OptionalLong rows;
  private final int from;
  private final String text;
  private final OptionalDouble millis;
  private final double share;
  private final long bytes;
  private final boolean together;
  private final Neighbours neighbours;
  private int seen;

  private Fault(Settings settings, Neighbours neighbours, String key, What what) {
    this.neighbours = neighbours;
    this.together = settings.text(key + ".together").map("true"::equals).orElse(false);
    this.what = what;
    this.call =
        Call.of(settings.text(key + ".in").orElse(what == What.REFUSE ? "compile" : "enqueue"));
    this.kind = settings.text(key + ".kind");
    this.dtype = settings.text(key + ".dtype").map(DType::valueOf);
    OptionalDouble m = settings.number(key + ".m");
    this.rows = m.isPresent() ? OptionalLong.of((long) m.getAsDouble()) : OptionalLong.empty();
    this.from = settings.count(key + ".from", what == What.WRONG_WHEN_TIMED ? 2 : 1);
    this.text =
        settings
            .text(key + ".text")
            .orElse("programmed to fail in " + call.name().toLowerCase(Locale.ROOT));
    this.millis = settings.number(key + ".millis");
    this.share = settings.number(key + ".share").orElse(what == What.EARLY ? 0 : 0.5);
    if (share > 1) {
      throw new IllegalArgumentException(key + ".share is " + share + ", must be at most 1");
    }
    long usual = what == What.LEAK ? DEFAULT_LEAK_BYTES : DEFAULT_FLOOD_BYTES;
    this.bytes = (long) settings.number(key + ".bytes").orElse((double) usual);
  }

  static Fault of(Settings settings, Neighbours neighbours, String key, String what) {
    return new Fault(settings, neighbours, key, What.of(what));
  }

  What what() {
    return what;
  }

  Call call() {
    return call;
  }

  int from() {
    return from;
  }

  String text() {
    return text;
  }

  double lateNanos() {
    return 1e6 * millis.orElse(DEFAULT_LATE_MILLIS);
  }

  double share() {
    return share;
  }

  void strike() {
    Strike.with(what, text, bytes);
  }

  boolean isAbout(Optional<Op> op) {
    return (!together || neighbours.anyBusy())
        && (kind.isEmpty() || op.map(Op::kind).equals(kind))
        && (dtype.isEmpty() || op.map(Op::dtype).equals(dtype))
        && (rows.isEmpty()
            || op.filter(o -> o instanceof MatMul product && product.m() == rows.getAsLong())
                .isPresent());
  }

  /**
   * Counts the calls that it is about, at such times as it strikes, and is due from number {@code
   * from} on.
   */
  boolean isDue(Optional<Op> op) {
    boolean about = isAbout(op);
    if (about) {
      seen++;
    }
    return about && seen >= from;
  }
}
