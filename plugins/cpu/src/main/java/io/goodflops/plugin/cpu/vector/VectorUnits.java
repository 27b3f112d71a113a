package io.goodflops.plugin.cpu.vector;

import io.goodflops.plugin.cpu.VectorCode;
import java.util.Locale;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Chains of fused multiply-adds in vector registers. Each variable is one register: 8 chains in
 * flight hide the latency of an FMA (4 cycles) on two units. With their own multipliers and addends
 * they take 24 of 32 registers; with 12 chains the JIT spilled, and rates fell to half wherever the
 * spilled vectors lay across cache lines. Written out, since a vector in an array would live in
 * memory.
 */
public final class VectorUnits implements VectorCode {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int FLOAT_LANES = FLOATS.length();
  private static final int DOUBLE_LANES = DOUBLES.length();
  private static final int VECTORS = 8;

  @Override
  public String description() {
    return String.format(Locale.ROOT, "Vector API, %d x %d-bit", VECTORS, FLOATS.vectorBitSize());
  }

  @Override
  public int floatChains() {
    return VECTORS * FLOAT_LANES;
  }

  @Override
  public int doubleChains() {
    return VECTORS * DOUBLE_LANES;
  }

  @Override
  public void chains(float[] x, float[] a, float[] b, int at, int steps) {
    FloatVector x0 = load(x, at);
    FloatVector a0 = load(a, at);
    FloatVector b0 = load(b, at);
    FloatVector x1 = load(x, at + FLOAT_LANES);
    FloatVector a1 = load(a, at + FLOAT_LANES);
    FloatVector b1 = load(b, at + FLOAT_LANES);
    FloatVector x2 = load(x, at + 2 * FLOAT_LANES);
    FloatVector a2 = load(a, at + 2 * FLOAT_LANES);
    FloatVector b2 = load(b, at + 2 * FLOAT_LANES);
    FloatVector x3 = load(x, at + 3 * FLOAT_LANES);
    FloatVector a3 = load(a, at + 3 * FLOAT_LANES);
    FloatVector b3 = load(b, at + 3 * FLOAT_LANES);
    FloatVector x4 = load(x, at + 4 * FLOAT_LANES);
    FloatVector a4 = load(a, at + 4 * FLOAT_LANES);
    FloatVector b4 = load(b, at + 4 * FLOAT_LANES);
    FloatVector x5 = load(x, at + 5 * FLOAT_LANES);
    FloatVector a5 = load(a, at + 5 * FLOAT_LANES);
    FloatVector b5 = load(b, at + 5 * FLOAT_LANES);
    FloatVector x6 = load(x, at + 6 * FLOAT_LANES);
    FloatVector a6 = load(a, at + 6 * FLOAT_LANES);
    FloatVector b6 = load(b, at + 6 * FLOAT_LANES);
    FloatVector x7 = load(x, at + 7 * FLOAT_LANES);
    FloatVector a7 = load(a, at + 7 * FLOAT_LANES);
    FloatVector b7 = load(b, at + 7 * FLOAT_LANES);
    for (int step = 0; step < steps; step++) {
      x0 = x0.fma(a0, b0);
      x1 = x1.fma(a1, b1);
      x2 = x2.fma(a2, b2);
      x3 = x3.fma(a3, b3);
      x4 = x4.fma(a4, b4);
      x5 = x5.fma(a5, b5);
      x6 = x6.fma(a6, b6);
      x7 = x7.fma(a7, b7);
    }
    x0.intoArray(x, at);
    x1.intoArray(x, at + FLOAT_LANES);
    x2.intoArray(x, at + 2 * FLOAT_LANES);
    x3.intoArray(x, at + 3 * FLOAT_LANES);
    x4.intoArray(x, at + 4 * FLOAT_LANES);
    x5.intoArray(x, at + 5 * FLOAT_LANES);
    x6.intoArray(x, at + 6 * FLOAT_LANES);
    x7.intoArray(x, at + 7 * FLOAT_LANES);
  }

  private static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(FLOATS, values, at);
  }

  @Override
  public void chains(double[] x, double[] a, double[] b, int at, int steps) {
    DoubleVector x0 = load(x, at);
    DoubleVector a0 = load(a, at);
    DoubleVector b0 = load(b, at);
    DoubleVector x1 = load(x, at + DOUBLE_LANES);
    DoubleVector a1 = load(a, at + DOUBLE_LANES);
    DoubleVector b1 = load(b, at + DOUBLE_LANES);
    DoubleVector x2 = load(x, at + 2 * DOUBLE_LANES);
    DoubleVector a2 = load(a, at + 2 * DOUBLE_LANES);
    DoubleVector b2 = load(b, at + 2 * DOUBLE_LANES);
    DoubleVector x3 = load(x, at + 3 * DOUBLE_LANES);
    DoubleVector a3 = load(a, at + 3 * DOUBLE_LANES);
    DoubleVector b3 = load(b, at + 3 * DOUBLE_LANES);
    DoubleVector x4 = load(x, at + 4 * DOUBLE_LANES);
    DoubleVector a4 = load(a, at + 4 * DOUBLE_LANES);
    DoubleVector b4 = load(b, at + 4 * DOUBLE_LANES);
    DoubleVector x5 = load(x, at + 5 * DOUBLE_LANES);
    DoubleVector a5 = load(a, at + 5 * DOUBLE_LANES);
    DoubleVector b5 = load(b, at + 5 * DOUBLE_LANES);
    DoubleVector x6 = load(x, at + 6 * DOUBLE_LANES);
    DoubleVector a6 = load(a, at + 6 * DOUBLE_LANES);
    DoubleVector b6 = load(b, at + 6 * DOUBLE_LANES);
    DoubleVector x7 = load(x, at + 7 * DOUBLE_LANES);
    DoubleVector a7 = load(a, at + 7 * DOUBLE_LANES);
    DoubleVector b7 = load(b, at + 7 * DOUBLE_LANES);
    for (int step = 0; step < steps; step++) {
      x0 = x0.fma(a0, b0);
      x1 = x1.fma(a1, b1);
      x2 = x2.fma(a2, b2);
      x3 = x3.fma(a3, b3);
      x4 = x4.fma(a4, b4);
      x5 = x5.fma(a5, b5);
      x6 = x6.fma(a6, b6);
      x7 = x7.fma(a7, b7);
    }
    x0.intoArray(x, at);
    x1.intoArray(x, at + DOUBLE_LANES);
    x2.intoArray(x, at + 2 * DOUBLE_LANES);
    x3.intoArray(x, at + 3 * DOUBLE_LANES);
    x4.intoArray(x, at + 4 * DOUBLE_LANES);
    x5.intoArray(x, at + 5 * DOUBLE_LANES);
    x6.intoArray(x, at + 6 * DOUBLE_LANES);
    x7.intoArray(x, at + 7 * DOUBLE_LANES);
  }

  private static DoubleVector load(double[] values, int at) {
    return DoubleVector.fromArray(DOUBLES, values, at);
  }
}
