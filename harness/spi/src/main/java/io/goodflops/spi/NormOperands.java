package io.goodflops.spi;

import java.util.List;

/** What normalisations read and write, whichever elements they normalise together. */
final class NormOperands {
  private NormOperands() {}

  static List<Operand> inputs(
      Pass pass, TensorSpec data, TensorSpec parameters, TensorSpec statistics) {
    Operand x = new Operand("X", data, Role.VARIABLE);
    Operand gamma = new Operand("gamma", parameters, Role.VARIABLE);
    return pass == Pass.FORWARD
        ? List.of(x, gamma, new Operand("beta", parameters, Role.VARIABLE))
        : List.of(
            x,
            new Operand("dY", data, Role.VARIABLE),
            gamma,
            new Operand("mean", statistics, Role.VARIABLE),
            new Operand("variance", statistics, Role.VARIABLE));
  }

  static List<Operand> outputs(
      Pass pass, TensorSpec data, TensorSpec parameters, TensorSpec statistics) {
    return pass == Pass.FORWARD
        ? List.of(
            new Operand("Y", data, Role.OUTPUT),
            new Operand("mean", statistics, Role.OUTPUT),
            new Operand("variance", statistics, Role.OUTPUT))
        : List.of(
            new Operand("dX", data, Role.OUTPUT),
            new Operand("dGamma", parameters, Role.OUTPUT),
            new Operand("dBeta", parameters, Role.OUTPUT));
  }
}
