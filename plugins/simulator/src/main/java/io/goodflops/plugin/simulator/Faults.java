package io.goodflops.plugin.simulator;

import io.goodflops.spi.Op;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The faults of a program. */
final class Faults {
  private final List<Fault> faults = new ArrayList<>();

  Faults(Settings settings, Neighbours neighbours) {
    settings
        .startingWith("fault.")
        .forEach(
            (name, what) -> {
              if (name.indexOf('.') < 0) {
                faults.add(Fault.of(settings, neighbours, "fault." + name, what));
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
      if (fault.what().side() == What.Side.CALL && fault.call() == call && fault.isDue(op)) {
        fault.strike();
      }
    }
  }

  /** Called by compile. */
  void refuse(Op op) throws UnsupportedOpException {
    Optional<Fault> refusal =
        about(What.REFUSE, op).filter(fault -> fault.isDue(Optional.of(op))).findFirst();
    if (refusal.isPresent()) {
      throw new UnsupportedOpException(refusal.get().text());
    }
  }

  /** Whether a fault of a calculation is due; each question counts as one calculation. */
  boolean spoils(What what, Op op) {
    boolean due = false;
    for (Fault fault : about(what, op).toList()) {
      due |= fault.isDue(Optional.of(op));
    }
    return due;
  }

  /**
   * Whether a launch gives a wrong result because it is one of many.
   *
   * @param sinceFinish launches since the queue finished, this one included
   */
  boolean wrongInBatch(Op op, int sinceFinish) {
    return about(What.WRONG_WHEN_TIMED, op).anyMatch(fault -> sinceFinish >= fault.from());
  }

  /** Tensors of which a fused program says that it leaves them unwritten, true or not. */
  List<String> saidToBeUnwritten() {
    return faults.stream()
        .filter(fault -> fault.what() == What.UNWRITTEN)
        .map(Fault::text)
        .toList();
  }

  /** Whether a program that runs as one launch leaves the op out. */
  boolean skippedInReplay(Op op) {
    return about(What.SKIPPED_IN_REPLAY, op).findAny().isPresent();
  }

  /** By how much the result lands after the launch has ended, 0 if in time. */
  double lateNanos(Op op) {
    return about(What.LATE, op).mapToDouble(Fault::lateNanos).max().orElse(0);
  }

  /** Share of the waiting time that finish really waits. */
  double waitedShare(Optional<Op> op) {
    return op.stream()
        .flatMap(last -> about(What.EARLY, last))
        .mapToDouble(Fault::share)
        .min()
        .orElse(1);
  }

  /** Share of its time that a launch takes after another one that it repeats. */
  double repeatShare(Op op) {
    return about(What.FREE_REPEATS, op).findAny().isPresent() ? 0 : 1;
  }

  /** Share of its time that a launch takes whose inputs are all the same. */
  double constantShare(Op op) {
    return about(What.FAST_ON_CONSTANTS, op).mapToDouble(Fault::share).min().orElse(1);
  }

  private Stream<Fault> about(What what, Op op) {
    return faults.stream().filter(fault -> fault.what() == what && fault.isAbout(Optional.of(op)));
  }
}
