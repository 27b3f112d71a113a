package io.goodflops.spi;

import java.util.List;

/**
 * Rows of a table by index: FORWARD gathers, {@code Y[i] = table[id[i]]}; BACKWARD adds up, {@code
 * dTable[id[i]] += dY[i]}, with zeros in rows that no index names.
 *
 * <p>Shapes: the table is (vocabulary, width), ids (tokens) in INT32 within [0, vocabulary), Y and
 * dY (tokens, width); dTable has the accumulator's type. FLOPs: none forward; tokens·width
 * backward. Bytes: rows that are not named need not be read.
 */
public record Embedding(Pass pass, long vocabulary, long width, long tokens, DType dtype)
    implements TrainingOp {
  public Embedding {
    pass.requireOneOf(Pass.FORWARD, Pass.BACKWARD);
    Sizes.requireFloat(dtype, "dtype");
    Sizes.requirePositive(vocabulary, "vocabulary");
    Sizes.requirePositive(width, "width");
    Sizes.requirePositive(tokens, "tokens");
    if (vocabulary > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "vocabulary is " + vocabulary + ", more than an INT32 holds");
    }
    Sizes.product(tokens, width);
  }

  @Override
  public String kind() {
    return pass.of("embedding");
  }

  @Override
  public Compute compute() {
    return Compute.standard(dtype);
  }

  @Override
  public List<Operand> inputs() {
    return List.of(
        pass == Pass.FORWARD
            ? new Operand("table", TensorSpec.of(dtype, vocabulary, width), Role.VARIABLE)
            : new Operand("dY", TensorSpec.of(dtype, tokens, width), Role.VARIABLE),
        new Operand("ids", TensorSpec.of(DType.INT32, tokens), Role.VARIABLE));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(
        pass == Pass.FORWARD
            ? new Operand("Y", TensorSpec.of(dtype, tokens, width), Role.OUTPUT)
            : new Operand(
                "dTable", TensorSpec.of(compute().accumulate(), vocabulary, width), Role.OUTPUT));
  }

  @Override
  public long flops() {
    return pass == Pass.FORWARD ? 0 : tokens * width;
  }

  @Override
  public long bytes() {
    long data = dtype.bytes(tokens * width) + DType.INT32.bytes(tokens);
    long other =
        pass == Pass.FORWARD
            ? dtype.bytes(tokens * width)
            : compute().accumulate().bytes(Sizes.product(vocabulary, width));
    return Math.addExact(data, other);
  }

  @Override
  public long reductionLength() {
    return pass == Pass.FORWARD ? 1 : tokens;
  }
}
