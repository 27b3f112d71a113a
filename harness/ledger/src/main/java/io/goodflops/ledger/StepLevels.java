package io.goodflops.ledger;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.RunRecord;
import io.goodflops.result.StepRecord.StepOp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A traced step as levels of the chain, for the ledger of its case. The levels are sums over ops,
 * so that the noise of single ops cancels; ops of one compute mode are one class of kernels.
 *
 * <p>The case's own total comes from steps without marks. What the two passes do not agree on is no
 * category's: it stays in the signed remainder.
 *
 * @param inputNanos the step waited for its batch; empty if that lies on the device
 * @param copyNanos the batch was copied and no op ran; empty if it lies on the device
 * @param dispatchNanos gaps in the step and what launching takes inside ops, cost of marks left out
 */
record StepLevels(
    OptionalDouble inputNanos,
    OptionalDouble copyNanos,
    double dispatchNanos,
    List<Kernels> kernels) {
  StepLevels {
    kernels = List.copyOf(kernels);
  }

  /** The step that was traced, if one was. */
  static Optional<StepLevels> of(
      RunRecord run, CaseRecord subject, Function<Ceilings.Key, Ceilings> ceilings) {
    return StepLedger.of(run, subject).map(ledger -> of(ledger, subject, ceilings));
  }

  private static StepLevels of(
      StepLedger ledger, CaseRecord subject, Function<Ceilings.Key, Ceilings> ceilings) {
    Map<Ceilings.Key, List<OpLedger>> byMode = new LinkedHashMap<>();
    byMode.put(Ceilings.Key.of(subject), new ArrayList<>());
    for (OpLedger op : ledger.ops()) {
      byMode.computeIfAbsent(key(subject, op.op()), key -> new ArrayList<>()).add(op);
    }
    List<Kernels> kernels = new ArrayList<>();
    byMode.forEach(
        (key, ops) ->
            kernels.add(
                Kernels.of(key.equals(Ceilings.Key.of(subject)), ceilings.apply(key), ops)));
    return new StepLevels(
        ledger.account().loss(Category.HOST_INPUT_WAIT),
        ledger.account().loss(Category.TRANSFER_EXPOSED_COPY),
        ledger.account().loss(Category.HOST_DISPATCH_GAP).orElse(0),
        kernels);
  }

  private static Ceilings.Key key(CaseRecord subject, StepOp op) {
    return new Ceilings.Key(subject.device(), op.dtype(), op.accumulate(), op.mathMode());
  }

  /**
   * The ops of one compute mode.
   *
   * @param own whether it is the case's own mode, to which work beyond need belongs
   * @param busyNanos in the step, launching left out
   * @param aloneNanos the same ops run alone; empty if that was not tried with each
   * @param flops of each op
   * @param memoryNanos of each op at the attainable bandwidth of its working set; empty if that is
   *     unknown
   */
  record Kernels(
      boolean own,
      Ceilings ceilings,
      double busyNanos,
      OptionalDouble aloneNanos,
      List<Double> flops,
      Optional<List<Double>> memoryNanos) {
    Kernels {
      flops = List.copyOf(flops);
      memoryNanos = memoryNanos.map(List::copyOf);
    }

    private static Kernels of(boolean own, Ceilings ceilings, List<OpLedger> ops) {
      double busy = 0;
      double alone = 0;
      boolean aloneKnown = true;
      List<Double> flops = new ArrayList<>();
      List<Double> memory = new ArrayList<>();
      for (OpLedger op : ops) {
        double launch = op.dispatchNanos() - op.gapNanos();
        busy += op.op().nanos() - launch;
        aloneKnown &= op.op().aloneNanos().isPresent();
        alone += Math.max(0, op.op().aloneNanos().orElse(0) - launch);
        flops.add((double) op.op().flops());
        OpLedger.memoryNanos(op.op(), ceilings.bandwidth()).ifPresent(memory::add);
      }
      return new Kernels(
          own,
          ceilings,
          busy,
          aloneKnown ? OptionalDouble.of(alone) : OptionalDouble.empty(),
          flops,
          memory.size() == ops.size() ? Optional.of(memory) : Optional.empty());
    }

    /** All operations that were executed. */
    double executed() {
      double sum = 0;
      for (double f : flops) {
        sum += f;
      }
      return sum;
    }

    /**
     * Time of all ops at their rooflines; empty if the bandwidth is unknown.
     *
     * @param flopsPerNano attainable
     */
    OptionalDouble rooflineNanos(double flopsPerNano, double bandwidthFactor) {
      if (memoryNanos.isEmpty()) {
        return OptionalDouble.empty();
      }
      double sum = 0;
      for (int i = 0; i < flops.size(); i++) {
        sum += Math.max(flops.get(i) / flopsPerNano, memoryNanos.get().get(i) / bandwidthFactor);
      }
      return OptionalDouble.of(sum);
    }
  }
}
