package io.goodflops.tck;

import java.util.List;

/**
 * Hears how a check goes on, in the thread that checks. Whoever runs the kit in a process that may
 * die keeps what it hears outside of it: what was begun and not found is what the process died of.
 */
public interface KitListener {

  /** The plugin may be called from now on, for this rule. */
  default void begins(Rule rule) {}

  /** What the device compiles and refuses is known; comes at most once. */
  default void surveyed(List<Coverage> coverage) {}

  /** A rule is done; P9, which is about the whole check, comes last. */
  void found(Finding finding);
}
