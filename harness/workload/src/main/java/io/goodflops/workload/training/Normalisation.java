package io.goodflops.workload.training;

import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Pass;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.GivenNumbers;
import io.goodflops.workload.data.Groups;
import java.util.List;

/** Layer and batch normalisation. */
final class Normalisation {
  private Normalisation() {}

  /** Each channel looks at all images: several passes over the data. */
  static void of(BatchNorm op, List<ElementSource> in, int most, Parts parts) {
    Groups groups = Groups.of(op);
    if (op.pass() == Pass.FORWARD) {
      forward(groups, BatchNorm.EPSILON, in, most, parts);
      return;
    }
    Sum dGamma = new Sum(groups.parameters());
    Sum dBeta = new Sum(groups.parameters());
    backward(groups, BatchNorm.EPSILON, in, most, dGamma, dBeta, parts);
    parts.take(1, 0, dGamma.expected());
    parts.take(2, 0, dBeta.expected());
  }

  /** A row looks at no other, but the gradients of the parameters are sums over all rows. */
  static void gradients(LayerNorm op, List<ElementSource> in, int most, Parts parts) {
    int width = Math.toIntExact(op.width());
    long rows = Math.min(op.rows(), Math.max(1, most / width));
    Sum dGamma = new Sum(width);
    Sum dBeta = new Sum(width);
    for (long row = 0; row < op.rows(); row += rows) {
      long first = row;
      int count = (int) Math.min(rows, op.rows() - first);
      List<ElementSource> block =
          List.of(
              some(in.get(0), first * width, count * width),
              some(in.get(1), first * width, count * width),
              in.get(2),
              some(in.get(3), first, count),
              some(in.get(4), first, count));
      Groups groups = new Groups(count, width, 1, false);
      Parts dx = (output, at, part) -> parts.take(0, first * width + at, part);
      backward(groups, LayerNorm.EPSILON, block, count * width, dGamma, dBeta, dx);
    }
    parts.take(1, 0, dGamma.expected());
    parts.take(2, 0, dBeta.expected());
  }

  /** Of data that are held. */
  static List<Expected> forward(Groups groups, double epsilon, double[][] in) {
    Expected[] whole = new Expected[3];
    List<ElementSource> given =
        List.of(new GivenNumbers(in[0]), new GivenNumbers(in[1]), new GivenNumbers(in[2]));
    forward(groups, epsilon, given, in[0].length, (output, first, part) -> whole[output] = part);
    return List.of(whole);
  }

  private static void forward(
      Groups groups, double epsilon, List<ElementSource> in, int most, Parts parts) {
    double[] means = groups.means(in.get(0));
    double[] variances = groups.variances(in.get(0), means);
    double[] gamma = all(in.get(1), groups.parameters());
    double[] beta = all(in.get(2), groups.parameters());
    // a variance may be found as the difference of the mean square and the squared mean
    double[] meanSquares = new double[means.length];
    double[] meanScales = new double[means.length];
    double[] inverse = new double[means.length];
    for (int g = 0; g < means.length; g++) {
      meanSquares[g] = variances[g] + means[g] * means[g];
      meanScales[g] = Math.sqrt(meanSquares[g] / groups.size()) + Math.abs(means[g]);
      inverse[g] = 1 / Math.sqrt(variances[g] + epsilon);
    }
    Groups.Walk walk = groups.walk();
    for (long first = 0; first < groups.elements(); first += most) {
      double[] x = some(in.get(0), first, most, groups);
      double[] y = new double[x.length];
      double[] scales = new double[x.length];
      for (int e = 0; e < x.length; e++) {
        int g = walk.group();
        int p = walk.parameter();
        double normal = (x[e] - means[g]) * inverse[g];
        y[e] = normal * gamma[p] + beta[p];
        double ofVariance = meanSquares[g] / (variances[g] + epsilon);
        scales[e] =
            Math.abs(gamma[p])
                    * (Math.abs(normal) * ofVariance
                        + inverse[g] * (Math.abs(x[e]) + Math.abs(means[g]) + meanScales[g]))
                + Math.abs(beta[p]);
        walk.next();
      }
      parts.take(0, first, new Expected(y, scales));
    }
    parts.take(1, 0, new Expected(means, meanScales));
    parts.take(2, 0, new Expected(variances, meanSquares));
  }

  private static void backward(
      Groups groups,
      double epsilon,
      List<ElementSource> in,
      int most,
      Sum dGamma,
      Sum dBeta,
      Parts parts) {
    double[] gamma = all(in.get(2), groups.parameters());
    double[] means = all(in.get(3), groups.count());
    double[] inverse = all(in.get(4), groups.count());
    for (int g = 0; g < inverse.length; g++) {
      inverse[g] = 1 / Math.sqrt(inverse[g] + epsilon);
    }
    double[] sums = new double[groups.count()];
    double[] products = new double[groups.count()];
    double[] sumScales = new double[groups.count()];
    double[] productScales = new double[groups.count()];
    Groups.Walk walk = groups.walk();
    for (long first = 0; first < groups.elements(); first += most) {
      double[] x = some(in.get(0), first, most, groups);
      double[] dy = some(in.get(1), first, most, groups);
      for (int e = 0; e < x.length; e++) {
        int g = walk.group();
        int p = walk.parameter();
        double normal = (x[e] - means[g]) * inverse[g];
        double size = size(x[e], means[g], inverse[g]);
        double gradient = dy[e] * gamma[p];
        sums[g] += gradient;
        products[g] += gradient * normal;
        sumScales[g] += Math.abs(gradient);
        productScales[g] += Math.abs(gradient) * size;
        dGamma.add(p, dy[e] * normal, Math.abs(dy[e]) * size);
        dBeta.add(p, dy[e], Math.abs(dy[e]));
        walk.next();
      }
    }
    double n = (double) groups.size();
    walk = groups.walk();
    for (long first = 0; first < groups.elements(); first += most) {
      double[] x = some(in.get(0), first, most, groups);
      double[] dx = some(in.get(1), first, most, groups);
      double[] scales = new double[x.length];
      for (int e = 0; e < x.length; e++) {
        int g = walk.group();
        double normal = (x[e] - means[g]) * inverse[g];
        double gradient = dx[e] * gamma[walk.parameter()];
        dx[e] = inverse[g] * (gradient - sums[g] / n - normal * products[g] / n);
        scales[e] =
            inverse[g]
                * (Math.abs(gradient)
                    + sumScales[g] / n
                    + size(x[e], means[g], inverse[g]) * productScales[g] / n);
        walk.next();
      }
      parts.take(0, first, new Expected(dx, scales));
    }
  }

  /** Of the terms that a normalised element is made of. */
  private static double size(double x, double mean, double inverse) {
    return (Math.abs(x) + Math.abs(mean)) * inverse;
  }

  private static double[] all(ElementSource source, int count) {
    double[] values = new double[count];
    source.read(0, values, 0, count);
    return values;
  }

  private static double[] some(ElementSource source, long first, int most, Groups groups) {
    double[] values = new double[(int) Math.min(most, groups.elements() - first)];
    source.read(first, values, 0, values.length);
    return values;
  }

  private static GivenNumbers some(ElementSource source, long first, int count) {
    double[] values = new double[count];
    source.read(first, values, 0, count);
    return new GivenNumbers(values);
  }
}
