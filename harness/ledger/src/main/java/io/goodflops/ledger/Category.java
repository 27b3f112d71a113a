package io.goodflops.ledger;

import static io.goodflops.ledger.Group.EXTRA_WORK;
import static io.goodflops.ledger.Group.HARDWARE_LIMIT;
import static io.goodflops.ledger.Group.SETUP_AND_CHECKS;
import static io.goodflops.ledger.Group.SOFTWARE_GAP;
import static io.goodflops.ledger.Group.UNEXPLAINED;
import static io.goodflops.ledger.Group.WAITING;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every cause that a peak-FLOP can be lost to, in the order in which the chain removes them, outer
 * to inner. Each is the difference of two consecutive levels of device-time.
 *
 * <p>Where a level is unknown its leaf is null and the amount lies in the next known leaf: {@link
 * #KERNEL_INEFFICIENCY} holds an unknown {@link #KERNEL_INTERFERENCE}, {@link
 * #KERNEL_UNATTAINABLE_PEAK} an unknown {@link #KERNEL_CLOCK}, which holds unknown {@link
 * #KERNEL_CLOCK_POWER} and {@link #KERNEL_CLOCK_THERMAL}; amounts that would cross from one group
 * to another are booked to {@link #KERNEL_UNDIVIDED}.
 */
public enum Category {
  AVAILABILITY_STEAL("availability.steal", WAITING),
  AVAILABILITY_PREEMPTED("availability.preempted", WAITING),
  LIFECYCLE_CALIBRATION("lifecycle.calibration", SETUP_AND_CHECKS),
  LIFECYCLE_SETUP("lifecycle.setup", SETUP_AND_CHECKS),
  LIFECYCLE_COMPILE("lifecycle.compile", SETUP_AND_CHECKS),
  LIFECYCLE_WARMUP("lifecycle.warmup", SETUP_AND_CHECKS),
  LIFECYCLE_VERIFY("lifecycle.verify", SETUP_AND_CHECKS),
  LIFECYCLE_TEARDOWN("lifecycle.teardown", SETUP_AND_CHECKS),
  REJECTED_VERIFY_FAILED("rejected.verify_failed", EXTRA_WORK),
  REJECTED_ABORTED("rejected.aborted", EXTRA_WORK),
  REJECTED_REPLAYED("rejected.replayed", EXTRA_WORK),
  HOST_RUNTIME_PAUSE("host.runtime_pause", WAITING),
  HOST_INPUT_WAIT("host.input_wait", WAITING),
  HOST_DISPATCH_GAP("host.dispatch_gap", WAITING),
  TRANSFER_EXPOSED_COPY("transfer.exposed_copy", WAITING),
  PARALLEL_TRANSFER("parallel.transfer", WAITING),
  PARALLEL_SERIALISATION("parallel.serialisation", WAITING),
  PARALLEL_IMBALANCE("parallel.imbalance", WAITING),
  KERNEL_INTERFERENCE("kernel.interference", SOFTWARE_GAP),
  KERNEL_INEFFICIENCY("kernel.inefficiency", SOFTWARE_GAP),
  KERNEL_UNDIVIDED("kernel.undivided", UNEXPLAINED),
  KERNEL_MEMORY_BOUND("kernel.memory_bound", HARDWARE_LIMIT),
  KERNEL_UNATTAINABLE_PEAK("kernel.unattainable_peak", HARDWARE_LIMIT),
  KERNEL_CLOCK_POWER("kernel.clock.power", HARDWARE_LIMIT),
  KERNEL_CLOCK_THERMAL("kernel.clock.thermal", HARDWARE_LIMIT),
  KERNEL_CLOCK("kernel.clock", HARDWARE_LIMIT),
  KERNEL_PATH("kernel.path", SOFTWARE_GAP),
  REDUNDANT_RECOMPUTE("redundant.recompute", EXTRA_WORK),
  REDUNDANT_PADDING("redundant.padding", EXTRA_WORK),
  REDUNDANT_MASKED("redundant.masked", EXTRA_WORK),
  REDUNDANT_SPECULATIVE("redundant.speculative", EXTRA_WORK),
  REDUNDANT_OTHER("redundant.other", EXTRA_WORK);

  /** Name of this order of removal; recorded as {@code orderId}. */
  public static final String ORDER_ID = "outer-to-inner-1";

  private static final Map<String, Category> BY_ID =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(Category::id, c -> c));

  private final String id;
  private final Group group;

  Category(String id, Group group) {
    this.id = id;
    this.group = group;
  }

  /** The name in a run record, for example {@code host.dispatch_gap}. */
  public String id() {
    return id;
  }

  /** Which of the reader's groups it belongs to. */
  public Group group() {
    return group;
  }

  /** How many there are. */
  static final int COUNT = values().length;

  /**
   * True if nothing short of another chip, clock or algorithm removes it: bandwidth at the
   * workload's own intensity, unattainable peak, clock.
   */
  public boolean structural() {
    return group == HARDWARE_LIMIT;
  }

  /** True if better software, scheduling or tenancy could remove it. */
  public boolean avoidable() {
    return group == EXTRA_WORK || group == WAITING || group == SOFTWARE_GAP;
  }

  /** True if it lies outside the steady window and so appears in run ledgers only. */
  public boolean runOnly() {
    return group == SETUP_AND_CHECKS;
  }

  /** Part of the executed operations that the algorithm did not need. */
  public boolean redundant() {
    return id.startsWith("redundant.");
  }

  /** The category with this id, if there is one. */
  public static Optional<Category> of(String id) {
    return Optional.ofNullable(BY_ID.get(id));
  }

  /** The name a reader sees. */
  public Text label() {
    return CategoryTexts.of(this, "name");
  }

  /** What is charged to it, in one line. */
  public Text line() {
    return CategoryTexts.of(this, "line");
  }

  /** What a large share means. */
  public Text meaning() {
    return CategoryTexts.of(this, "meaning");
  }

  /** What to try against it. */
  public Text advice() {
    return CategoryTexts.of(this, "advice");
  }

  /**
   * How to print a share whose evidence is {@code bound}: bytes are counted as the least that the
   * algorithm must move, so {@code memory_bound} is at least and {@code inefficiency} at most what
   * is booked.
   */
  public String boundSign() {
    return switch (this) {
      case KERNEL_MEMORY_BOUND -> "≥";
      case KERNEL_INEFFICIENCY -> "≤";
      default -> "";
    };
  }

  @SuppressWarnings("EnumOrdinal") // position in flat arrays that live for one computation
  int index() {
    return ordinal();
  }
}
