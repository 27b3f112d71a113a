package io.goodflops.ledger.compare;

/**
 * Why a cell has no figure or no verdict.
 *
 * @param detail the record's own words, empty if there is nothing to add
 */
public record Refusal(Why why, String detail) {

  /** The kinds of reasons; the first five also leave the cell blank. */
  public enum Why {
    /** The run did not have this case. */
    NOT_RUN(true),
    /** The device refused it. */
    UNSUPPORTED(true),
    /** The result was wrong: its speed does not count. */
    WRONG(true),
    /** It crashed, timed out or failed. */
    NOT_MEASURED(true),
    /** The same name stands for another number of operations or bytes. */
    OTHER_WORK(true),
    /** The column is the baseline itself. */
    BASELINE(false),
    /** The baseline has no figure here that a verdict can stand on. */
    NO_BASELINE(false),
    /** A number that cannot be right. */
    SUSPECT(false),
    /** Zeros or ones as inputs. */
    NOT_RANDOM(false),
    /** Two modes, drift, no steady state. */
    UNSTEADY(false),
    /** Too few forks. */
    INDICATIVE(false),
    /** A simulated or emulated device. */
    NOT_REAL(false);

    private final boolean blank;

    Why(boolean blank) {
      this.blank = blank;
    }

    /** True if there is no figure either. */
    public boolean blank() {
      return blank;
    }
  }
}
