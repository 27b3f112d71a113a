package io.goodflops.plugin.cpu.vector;

import io.goodflops.plugin.cpu.VectorCode;
import io.goodflops.spi.FmaChain;
import java.util.Locale;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Chains of fused multiply-adds in vector registers. Each variable is one register: 12 chains in
 * flight more than hide the latency of an FMA (4 cycles) on two units, and with one multiplier and
 * one addend for all of them 14 registers are enough. Where the JIT has to spill, rates fall to
 * half. Written out, since a vector in an array would live in memory.
 */
public final class VectorUnits implements VectorCode {
  private static final VectorSpecies<Float> FLOATS =
      FloatVector.SPECIES_PREFERRED.length() > FmaChain.FACTORS
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> DOUBLES =
      DoubleVector.SPECIES_PREFERRED.length() > FmaChain.FACTORS
          ? DoubleVector.SPECIES_512
          : DoubleVector.SPECIES_PREFERRED;
  private static final int VECTORS = BLOCK_CHAINS / FmaChain.FACTORS;

  @Override
  public String description() {
    return String.format(Locale.ROOT, "Vector API, %d x %d-bit", VECTORS, FLOATS.vectorBitSize());
  }

  @Override
  public void chains(float[] x, float[] a, float[] b, int at, int steps) {
    for (int first = 0; first < FmaChain.FACTORS; first += FLOATS.length()) {
      advance(x, at + first, load(a, first), load(b, first), steps);
    }
  }

  /** Advances the twelve vectors that these factors belong to. */
  private static void advance(float[] x, int at, FloatVector a, FloatVector b, int steps) {
    FloatVector x0 = load(x, at);
    FloatVector x1 = load(x, at + FmaChain.FACTORS);
    FloatVector x2 = load(x, at + 2 * FmaChain.FACTORS);
    FloatVector x3 = load(x, at + 3 * FmaChain.FACTORS);
    FloatVector x4 = load(x, at + 4 * FmaChain.FACTORS);
    FloatVector x5 = load(x, at + 5 * FmaChain.FACTORS);
    FloatVector x6 = load(x, at + 6 * FmaChain.FACTORS);
    FloatVector x7 = load(x, at + 7 * FmaChain.FACTORS);
    FloatVector x8 = load(x, at + 8 * FmaChain.FACTORS);
    FloatVector x9 = load(x, at + 9 * FmaChain.FACTORS);
    FloatVector x10 = load(x, at + 10 * FmaChain.FACTORS);
    FloatVector x11 = load(x, at + 11 * FmaChain.FACTORS);
    for (int step = 0; step < steps; step++) {
      x0 = x0.fma(a, b);
      x1 = x1.fma(a, b);
      x2 = x2.fma(a, b);
      x3 = x3.fma(a, b);
      x4 = x4.fma(a, b);
      x5 = x5.fma(a, b);
      x6 = x6.fma(a, b);
      x7 = x7.fma(a, b);
      x8 = x8.fma(a, b);
      x9 = x9.fma(a, b);
      x10 = x10.fma(a, b);
      x11 = x11.fma(a, b);
    }
    x0.intoArray(x, at);
    x1.intoArray(x, at + FmaChain.FACTORS);
    x2.intoArray(x, at + 2 * FmaChain.FACTORS);
    x3.intoArray(x, at + 3 * FmaChain.FACTORS);
    x4.intoArray(x, at + 4 * FmaChain.FACTORS);
    x5.intoArray(x, at + 5 * FmaChain.FACTORS);
    x6.intoArray(x, at + 6 * FmaChain.FACTORS);
    x7.intoArray(x, at + 7 * FmaChain.FACTORS);
    x8.intoArray(x, at + 8 * FmaChain.FACTORS);
    x9.intoArray(x, at + 9 * FmaChain.FACTORS);
    x10.intoArray(x, at + 10 * FmaChain.FACTORS);
    x11.intoArray(x, at + 11 * FmaChain.FACTORS);
  }

  private static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(FLOATS, values, at);
  }

  @Override
  public void chains(double[] x, double[] a, double[] b, int at, int steps) {
    for (int first = 0; first < FmaChain.FACTORS; first += DOUBLES.length()) {
      advance(x, at + first, load(a, first), load(b, first), steps);
    }
  }

  /** Advances the twelve vectors that these factors belong to. */
  private static void advance(double[] x, int at, DoubleVector a, DoubleVector b, int steps) {
    DoubleVector x0 = load(x, at);
    DoubleVector x1 = load(x, at + FmaChain.FACTORS);
    DoubleVector x2 = load(x, at + 2 * FmaChain.FACTORS);
    DoubleVector x3 = load(x, at + 3 * FmaChain.FACTORS);
    DoubleVector x4 = load(x, at + 4 * FmaChain.FACTORS);
    DoubleVector x5 = load(x, at + 5 * FmaChain.FACTORS);
    DoubleVector x6 = load(x, at + 6 * FmaChain.FACTORS);
    DoubleVector x7 = load(x, at + 7 * FmaChain.FACTORS);
    DoubleVector x8 = load(x, at + 8 * FmaChain.FACTORS);
    DoubleVector x9 = load(x, at + 9 * FmaChain.FACTORS);
    DoubleVector x10 = load(x, at + 10 * FmaChain.FACTORS);
    DoubleVector x11 = load(x, at + 11 * FmaChain.FACTORS);
    for (int step = 0; step < steps; step++) {
      x0 = x0.fma(a, b);
      x1 = x1.fma(a, b);
      x2 = x2.fma(a, b);
      x3 = x3.fma(a, b);
      x4 = x4.fma(a, b);
      x5 = x5.fma(a, b);
      x6 = x6.fma(a, b);
      x7 = x7.fma(a, b);
      x8 = x8.fma(a, b);
      x9 = x9.fma(a, b);
      x10 = x10.fma(a, b);
      x11 = x11.fma(a, b);
    }
    x0.intoArray(x, at);
    x1.intoArray(x, at + FmaChain.FACTORS);
    x2.intoArray(x, at + 2 * FmaChain.FACTORS);
    x3.intoArray(x, at + 3 * FmaChain.FACTORS);
    x4.intoArray(x, at + 4 * FmaChain.FACTORS);
    x5.intoArray(x, at + 5 * FmaChain.FACTORS);
    x6.intoArray(x, at + 6 * FmaChain.FACTORS);
    x7.intoArray(x, at + 7 * FmaChain.FACTORS);
    x8.intoArray(x, at + 8 * FmaChain.FACTORS);
    x9.intoArray(x, at + 9 * FmaChain.FACTORS);
    x10.intoArray(x, at + 10 * FmaChain.FACTORS);
    x11.intoArray(x, at + 11 * FmaChain.FACTORS);
  }

  private static DoubleVector load(double[] values, int at) {
    return DoubleVector.fromArray(DOUBLES, values, at);
  }
}
