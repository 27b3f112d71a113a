package io.goodflops.engine.check;

/** Who hears how a check goes on. */
public interface CheckProgress {

  /** A device's turn begins; an empty id where the plugin has none. */
  void device(String id, int number, int of);

  /** A rule is being checked. */
  void begins(String rule);

  /** A rule is done; P9 and P13, which are about the whole check, come last. */
  void found(String device, RuleFinding finding);

  /** Called several times a second. */
  void tick();
}
