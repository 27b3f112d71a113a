package io.goodflops.tck;

import static io.goodflops.tck.Level.MUST;
import static io.goodflops.tck.Level.SHOULD;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The rules of docs/PLUGIN_GUIDE.md, worded here and nowhere else.
 *
 * <p>P: the plugin, D: a device, B: buffers, K: kernels, Q: queues, T: timing. A number is never
 * given to another rule.
 */
public enum Rule {
  P1(
      MUST,
      "The constructor, `name()`, `version()` and `discover()` do not fail where the hardware or the"
          + " driver is absent: the answer is `Discovery.absent` with one sentence"
          + " (\"libyour.so.1 not found\") and with what was looked for."),
  P2(MUST, "`discover()` gives the same answer each time it is asked."),
  P3(
      MUST,
      "`discover()` has no side effects: not on the device, and on the process none but the"
          + " loading of libraries."),
  P4(SHOULD, "`discover()` returns within a second."),
  P5(MUST, "Device ids are unique within a plugin; ids, vendors and models are printable text."),
  P6(SHOULD, "Device ids begin with the plugin's name and a colon: `yourchip:0`."),
  P7(
      MUST,
      "A `Peak` says where it comes from: citation and unit path are given. A peak that is not known"
          + " is left out: no peak is a legal answer, a guessed one is not."),
  P8(MUST, "`open` answers a `DeviceException` that says why if it cannot open what it is given."),
  P9(MUST, "The plugin does not print, neither to standard output nor to standard error."),
  P10(MUST, "The plugin brings no `io.goodflops.spi` classes of its own."),
  P11(
      MUST,
      "Two ids on one chip share a physical id.",
      "which ids share a chip is known to the vendor alone: asked in review"),
  P12(
      MUST,
      "A sparse peak is declared as sparse. TF32 and its like are math modes of FP32 storage, not"
          + " dtypes.",
      "a data sheet has to be read for it: asked in review"),
  P13(
      MUST,
      "The plugin does not end the process: calling `System.exit` counts as a crash.",
      "it would end this process: who started the kit sees that"),
  P14(
      SHOULD,
      "Public classes are the service entry alone.",
      "the kit sees the entry alone: asked in review"),
  P15(
      SHOULD,
      "Native libraries are loaded on first use, in `discover()` or `open`, so that a missing one is"
          + " an absence and not a crash.",
      "a machine without the library is needed for it: asked in review"),
  P16(
      SHOULD,
      "A plugin that needs further JDK modules names them in the manifest attribute"
          + " `GoodFLOPS-Add-Modules`.",
      "the manifest is read before the kit runs: the loader sees it"),

  D1(MUST, "Opening and closing a device hundreds of times does not leak memory."),
  D2(
      MUST,
      "A closed device answers `IllegalStateException` or `DeviceException` when it is used again."),
  D3(MUST, "Closing a device closes all it handed out."),
  D4(SHOULD, "Closing something twice is harmless."),
  D5(
      MUST,
      "Everything is called from one thread. What the plugin starts (threads, contexts) ends with"
          + " `Device.close()`."),
  D6(
      MUST,
      "A failing driver becomes a `DeviceException` carrying the driver's own text, and the device"
          + " works on: so when memory is asked for that nobody has."),
  D7(
      MUST,
      "`Telemetry.read` is called between batches and gives plausible readings. A sensor the device"
          + " does not have is absent, never zero."),

  B1(
      MUST,
      "What is written to a buffer is read back bit by bit, every bit pattern of every dtype."),
  B2(
      MUST,
      "Writes and reads at any offset move exactly the remaining bytes of the host's buffer, heap or"
          + " direct, and touch no byte beside them."),
  B3(
      MUST,
      "A range that is not inside the buffer is answered with `IndexOutOfBoundsException`, and"
          + " nothing is moved."),
  B4(
      MUST,
      "A closed buffer answers `IllegalStateException` or `DeviceException` when it is used again."),
  B5(MUST, "A buffer has the `TensorSpec` that was asked for, and overlaps with no other buffer."),
  B6(
      MUST,
      "`enqueueWrite` and `enqueueRead` move their bytes in the queue's order and are done when the"
          + " queue has finished."),
  B7(
      MUST,
      "Pinned memory is either absent, or a direct, writable buffer of at least the size that was"
          + " asked for."),
  B8(
      MUST,
      "Device memory is aligned to at least 64 bytes.",
      "addresses are not visible through the SPI: tested by the vendor"),
  B9(
      MUST,
      "A copy between two devices is either absent, or brings every byte of the other device's buffer"
          + " and is done when the queue has finished."),

  K1(
      MUST,
      "`compile` refuses what cannot be done exactly as asked (dtype, accumulator, math mode, shape,"
          + " lane) with `UnsupportedOpException` and a reason a reader understands."),
  K2(
      MUST,
      "A kind of op or a lane that the plugin does not know is answered with"
          + " `UnsupportedOpException`: both are added within a major version."),
  K3(
      MUST,
      "Every op that compiles is calculated right and as precisely as asked, in every shape and lane,"
          + " and every element of its outputs is written. Falling back to another precision is"
          + " wrong, not slow."),
  K4(MUST, "A copy keeps every bit: NaN payloads, infinities, subnormals, signed zeros."),
  K5(
      MUST,
      "A matrix product of floating-point numbers follows IEEE 754: NaN and infinity in a row or a"
          + " column arrive in its results, and the largest numbers pass."),
  K6(
      MUST,
      "A launch computes anew each time it is enqueued: outputs that were overwritten are written"
          + " again."),
  K7(MUST, "Many launches in a row give the same result as one, within its bound."),
  K8(
      MUST,
      "A launch writes to its outputs and its workspace and to nothing else: inputs and neighbouring"
          + " buffers stay as they were."),
  K9(
      MUST,
      "In lane `PLAIN` nothing is prepared ahead of time. In lane `PACKED` only operands with role"
          + " `CONSTANT` are rearranged, in `bind`. Work on a `VARIABLE` operand happens inside the"
          + " timed launch."),
  K10(
      MUST,
      "The result depends on the input's values by arithmetic alone: no caching of results, no"
          + " skipping of zeros in dense ops."),
  K11(
      SHOULD,
      "An op that compiles for one shape compiles for all shapes, transposes and batches that are"
          + " as small."),
  K12(MUST, "`workspaceBytes()` is not negative and stays the same; `description()` is not null."),
  K13(
      MUST,
      "An op whose `inPlace()` is not 0 is also right where that many outputs are bound to the"
          + " buffers of its first inputs."),
  K14(
      MUST,
      "`bind` takes buffers of any shape that have the operand's dtype and number of elements."),
  K15(
      MUST,
      "A program that compiles in lane `REPLAY` does in one launch what its ops do in order: every"
          + " tensor that stays is left as they leave it."),
  K16(
      MUST,
      "So does one that compiles in lane `FUSED`; what it leaves unwritten `Kernel.unwritten()`"
          + " names: results of matrix products and pointwise ops from which pointwise ops alone"
          + " lead to what is written, what a permutation reads or writes if the other of the two is"
          + " written, never a weight, an optimizer's state or the loss. It does so too where tensors"
          + " that `Kernel.ownMemory()` does not name share memory."),

  Q1(MUST, "`Queue.finish` returns only when results can be read: none arrives later."),
  Q2(MUST, "A queue works in order."),
  Q3(
      MUST,
      "Several queues work side by side, and work enqueued after `waitFor` starts only when the mark"
          + " is reached."),
  Q4(MUST, "A closed queue answers `IllegalStateException` or `DeviceException` when it is used."),
  Q5(
      MUST,
      "`Launch.enqueue` does not allocate, compile or wait for the device. A device without queues"
          + " may do the work there.",
      "whether the device has queues is known to the vendor alone: asked in review"),

  T1(MUST, "Twice as many launches take twice as long: `finish` waits for all of them."),
  T2(MUST, "The time between two marks agrees with the host's clock."),
  T3(MUST, "Marks never decrease along a queue, and a mark's time stays what it was."),
  T4(MUST, "The device clock's stated resolution is not finer than its real one."),
  T5(
      MUST,
      "Marks of all queues of a device use one clock, the one that `Device.clock()` describes."),
  T6(MUST, "A declared peak is not exceeded by what the device delivers."),
  T7(SHOULD, "A declared peak is at most 100 times what the FMA chain of the same dtype delivers."),
  T8(
      SHOULD,
      "A mark is a hardware event.",
      "whether the device has hardware events is known to the vendor alone: asked in review");

  /**
   * The order in which rules are checked, and in which broken ones are told: a queue that does not
   * wait makes buffers and results wrong, never the other way round. P9 is about the whole check
   * and comes last.
   */
  public static final Comparator<Rule> CAUSES_FIRST =
      Comparator.comparingInt(Rule::depth).thenComparing(Comparator.naturalOrder());

  /** The rules without which a queue's results mean nothing. */
  private static final List<Rule> SYNC = List.of(T1, Q1, Q2, Q3);

  private final Level level;
  private final String wording;
  private final Optional<String> whyNotChecked;

  Rule(Level level, String wording) {
    this.level = level;
    this.wording = wording;
    this.whyNotChecked = Optional.empty();
  }

  Rule(Level level, String wording, String whyNotChecked) {
    this.level = level;
    this.wording = wording;
    this.whyNotChecked = Optional.of(whyNotChecked);
  }

  /** Letter and number, for example {@code K3}. */
  public String id() {
    return name();
  }

  public Level level() {
    return level;
  }

  /** The rule, in one or two sentences. */
  public String wording() {
    return wording;
  }

  /** Why no program can check it; empty if the kit does. */
  public Optional<String> whyNotChecked() {
    return whyNotChecked;
  }

  private int depth() {
    if (this == P9) {
      return Integer.MAX_VALUE;
    }
    if (SYNC.contains(this)) {
      return 1 + SYNC.indexOf(this);
    }
    return name().startsWith("P") ? 0 : 1 + SYNC.size();
  }

  /** {@code K3 MUST ...}, as tests are named. */
  @Override
  public String toString() {
    return name() + " " + level + " " + wording;
  }
}
