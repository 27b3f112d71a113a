package io.goodflops.plugin.simulator;

import io.goodflops.spi.DType;
import io.goodflops.spi.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The faults of a program, each with the calls it has let pass so far. */
final class Faults {
  private final List<Fault> faults = new ArrayList<>();

  Faults(Settings settings) {
    settings
        .startingWith("fault.")
        .forEach(
            (name, what) -> {
              if (name.indexOf('.') < 0) {
                faults.add(Fault.of(settings, "fault." + name, what));
              }
            });
  }

  /** Called at the start of a call that is about no op. */
  void strike(Call call) {
    strike(call, Optional.empty());
  }

  /** Called at the start of a call, with the op that it is about or that was enqueued last. */
  void strike(Call call, Optional<Op> op) {
    for (Fault fault : faults) {
      if (fault.what != What.WRONG && fault.call == call && fault.isDue(op)) {
        fault.what.strike(call);
      }
    }
  }

  /** Whether the result of this launch comes out wrong. */
  boolean spoils(Op op) {
    boolean spoilt = false;
    for (Fault fault : faults) {
      spoilt |= fault.what == What.WRONG && fault.isDue(Optional.of(op));
    }
    return spoilt;
  }

  private static final class Fault {
    private final What what;
    private final Call call;
    private final Optional<String> kind;
    private final Optional<DType> dtype;
    private final int from;
    private int seen;

    private Fault(What what, Call call, Optional<String> kind, Optional<DType> dtype, int from) {
      this.what = what;
      this.call = call;
      this.kind = kind;
      this.dtype = dtype;
      this.from = from;
    }

    static Fault of(Settings settings, String key, String what) {
      return new Fault(
          What.of(what),
          Call.of(settings.text(key + ".in").orElse("enqueue")),
          settings.text(key + ".kind"),
          settings.text(key + ".dtype").map(DType::valueOf),
          settings.count(key + ".from", 1));
    }

    /** Counts the calls that it is about, and is due from number {@code from} on. */
    boolean isDue(Optional<Op> op) {
      boolean about =
          (kind.isEmpty() || op.map(Op::kind).equals(kind))
              && (dtype.isEmpty() || op.map(Op::dtype).equals(dtype));
      if (about) {
        seen++;
      }
      return about && seen >= from;
    }
  }
}
