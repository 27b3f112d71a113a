package io.goodflops.plugin.cpu;

import java.util.Optional;

/**
 * The code that needs the incubating Vector API. Its class is compiled apart and looked up by name,
 * since a JVM may run without that module.
 */
public interface VectorCode {

  /** Multiply-adds in flight at once, in vectors and overall. */
  String description();

  /** Chains that one call of {@link #chains} advances; divides 768, a multiple of 16. */
  int BLOCK_CHAINS = 192;

  /**
   * Advances the chains from index {@code at} on by {@code steps} steps: x[i] = x[i]·a[i mod 16] +
   * b[i mod 16].
   */
  void chains(float[] x, float[] a, float[] b, int at, int steps);

  void chains(double[] x, double[] a, double[] b, int at, int steps);

  /** Empty if this JVM runs without jdk.incubator.vector. */
  static Optional<VectorCode> find() {
    try {
      String name = "io.goodflops.plugin.cpu.vector.VectorUnits";
      return Optional.of(
          Class.forName(name, true, VectorCode.class.getClassLoader())
              .asSubclass(VectorCode.class)
              .getDeclaredConstructor()
              .newInstance());
    } catch (ReflectiveOperationException | LinkageError e) {
      return Optional.empty();
    }
  }
}
