package io.goodflops.workload.training;

import io.goodflops.spi.Pass;
import io.goodflops.workload.data.Groups;
import java.util.List;

/** Layer and batch normalisation. */
final class Normalisation {
  private Normalisation() {}

  static List<Expected> of(Pass pass, Groups groups, double epsilon, double[][] in) {
    return pass == Pass.FORWARD
        ? forward(groups, epsilon, in[0], in[1], in[2])
        : backward(groups, epsilon, in);
  }

  private static List<Expected> forward(
      Groups groups, double epsilon, double[] x, double[] gamma, double[] beta) {
    double[] means = groups.means(x);
    double[] variances = groups.variances(x, means);
    // a variance may be found as the difference of the mean square and the squared mean
    double[] meanSquares = groups.variances(x, new double[groups.count()]);
    double[] meanScales = new double[groups.count()];
    for (int g = 0; g < meanScales.length; g++) {
      meanScales[g] = Math.sqrt(meanSquares[g] / groups.size()) + Math.abs(means[g]);
    }
    double[] y = new double[x.length];
    double[] scales = new double[x.length];
    for (int e = 0; e < x.length; e++) {
      int g = groups.group(e);
      int p = groups.parameter(e);
      double inverse = 1 / Math.sqrt(variances[g] + epsilon);
      double normal = (x[e] - means[g]) * inverse;
      y[e] = normal * gamma[p] + beta[p];
      double ofVariance = meanSquares[g] / (variances[g] + epsilon);
      scales[e] =
          Math.abs(gamma[p])
                  * (Math.abs(normal) * ofVariance
                      + inverse * (Math.abs(x[e]) + Math.abs(means[g]) + meanScales[g]))
              + Math.abs(beta[p]);
    }
    return List.of(
        new Expected(y, scales),
        new Expected(means, meanScales),
        new Expected(variances, meanSquares));
  }

  private static List<Expected> backward(Groups groups, double epsilon, double[][] in) {
    double[] x = in[0];
    double[] dy = in[1];
    double[] gamma = in[2];
    double[] means = in[3];
    double[] inverse = new double[groups.count()];
    for (int g = 0; g < inverse.length; g++) {
      inverse[g] = 1 / Math.sqrt(in[4][g] + epsilon);
    }
    double[] sums = new double[groups.count()];
    double[] products = new double[groups.count()];
    double[] sumScales = new double[groups.count()];
    double[] productScales = new double[groups.count()];
    Sum dGamma = new Sum(groups.parameters());
    Sum dBeta = new Sum(groups.parameters());
    for (int e = 0; e < x.length; e++) {
      int g = groups.group(e);
      int p = groups.parameter(e);
      double normal = (x[e] - means[g]) * inverse[g];
      double gradient = dy[e] * gamma[p];
      sums[g] += gradient;
      products[g] += gradient * normal;
      sumScales[g] += Math.abs(gradient);
      productScales[g] += Math.abs(gradient) * size(x[e], means[g], inverse[g]);
      dGamma.add(p, dy[e] * normal, Math.abs(dy[e]) * size(x[e], means[g], inverse[g]));
      dBeta.add(p, dy[e], Math.abs(dy[e]));
    }
    double[] dx = new double[x.length];
    double[] scales = new double[x.length];
    for (int e = 0; e < x.length; e++) {
      int g = groups.group(e);
      double normal = (x[e] - means[g]) * inverse[g];
      double gradient = dy[e] * gamma[groups.parameter(e)];
      int n = groups.size();
      dx[e] = inverse[g] * (gradient - sums[g] / n - normal * products[g] / n);
      scales[e] =
          inverse[g]
              * (Math.abs(gradient)
                  + sumScales[g] / n
                  + size(x[e], means[g], inverse[g]) * productScales[g] / n);
    }
    return List.of(new Expected(dx, scales), dGamma.expected(), dBeta.expected());
  }

  /** Of the terms that a normalised element is made of. */
  private static double size(double x, double mean, double inverse) {
    return (Math.abs(x) + Math.abs(mean)) * inverse;
  }
}
