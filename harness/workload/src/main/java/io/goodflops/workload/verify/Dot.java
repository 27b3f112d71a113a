package io.goodflops.workload.verify;

/** Dot products as if in twice FP64's precision (Ogita, Rump, Oishi, SISC 2005, algorithm Dot2). */
final class Dot {
  private Dot() {}

  static double product(double[] a, double[] b) {
    double sum = 0;
    double error = 0;
    for (int i = 0; i < a.length; i++) {
      double term = a[i] * b[i];
      double lost = Math.fma(a[i], b[i], -term);
      double next = sum + term;
      double other = next - sum;
      error += sum - (next - other) + (term - other) + lost;
      sum = next;
    }
    return sum + error;
  }

  /** Σ a²·b². */
  static double squares(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double term = a[i] * b[i];
      sum += term * term;
    }
    return sum;
  }
}
