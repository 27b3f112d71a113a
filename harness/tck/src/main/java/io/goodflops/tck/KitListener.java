package io.goodflops.tck;

import java.util.List;

/**
 * Hears how a check goes on, in the thread that checks. Whoever runs the kit in a process that may
 * die keeps what it hears outside of it: what was begun and not found is what the process died of.
 */
public interface KitListener {

  /** The plugin may be called from now on, for this rule. */
  default void begins(Rule rule) {}

  /**
   * The plugin is about to be called for an op: what it crashes or hangs in is what came last.
   *
   * @param step the call, one word, for example {@code launch}
   */
  default void tries(Rule rule, String step, Circumstance where) {}

  /** What the device compiles and refuses is known; comes at most once. */
  default void surveyed(List<Coverage> coverage) {}

  /** A rule is done. They come in the order {@link Rule#CAUSES_FIRST}. */
  void found(Finding finding);
}
