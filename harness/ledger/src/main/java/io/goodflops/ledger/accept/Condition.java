package io.goodflops.ledger.accept;

/**
 * Something formal that must hold whatever the figures say.
 *
 * @param run its id; empty where all runs together are meant
 * @param wanted in the tender
 * @param found in the record
 */
public record Condition(Kind kind, String run, Ruling ruling, String wanted, String found) {

  /** What must hold. */
  public enum Kind {
    /** The run followed this very file. */
    TENDER,
    /** The suite has not changed since. */
    SUITE,
    /** Its record names the challenge. */
    CHALLENGE,
    /** The seeds of its forks follow from the challenge. */
    SEEDS,
    /** As many different units were tested as were asked for. */
    UNITS
  }

  static Condition of(Kind kind, String run, String wanted, String found) {
    return of(kind, run, wanted, found, wanted.equals(found));
  }

  static Condition of(Kind kind, String run, String wanted, String found, boolean holds) {
    return new Condition(kind, run, holds ? Ruling.ACCEPT : Ruling.REJECT, wanted, found);
  }
}
