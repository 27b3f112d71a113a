package io.goodflops.tck;

/** Looks whether one rule is kept. */
interface Check {
  /**
   * Returns what was checked, in one sentence.
   *
   * @throws Breach if the rule is broken
   * @throws Unverified if it cannot be told
   * @throws Exception if the plugin failed: the rule counts as broken
   */
  String run(Subject subject) throws Exception;
}
