package io.goodflops.tck;

class BrokenDeviceRulesTest extends BreaksOneRule {
  static final String LETTERS = "PDB";

  BrokenDeviceRulesTest() {
    super(LETTERS);
  }
}
