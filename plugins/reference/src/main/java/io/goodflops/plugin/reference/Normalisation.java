package io.goodflops.plugin.reference;

import io.goodflops.spi.BatchNorm;
import io.goodflops.spi.LayerNorm;
import io.goodflops.spi.Pass;
import java.util.List;

/**
 * Groups of elements that share a mean and a variance. A layer norm's group is a row, and each of
 * its members has its own gamma; a batch norm's is a channel, and all members have the same.
 */
final class Normalisation implements Runnable {
  private final Pass pass;
  private final Groups groups;
  private final double epsilon;
  private final Accumulator acc;
  private final List<Tensor> in;
  private final List<Tensor> out;

  Normalisation(LayerNorm op, List<Tensor> in, List<Tensor> out) {
    this.pass = op.pass();
    this.groups = new Rows((int) op.rows(), (int) op.width());
    this.acc = Accumulator.of(op.compute());
    this.epsilon = acc.round(LayerNorm.EPSILON);
    this.in = in;
    this.out = out;
  }

  Normalisation(BatchNorm op, List<Tensor> in, List<Tensor> out) {
    this.pass = op.pass();
    this.groups = new Channels((int) op.batch(), (int) op.channels(), (int) op.spatial());
    this.acc = Accumulator.of(op.compute());
    this.epsilon = acc.round(BatchNorm.EPSILON);
    this.in = in;
    this.out = out;
  }

  @Override
  public void run() {
    if (pass == Pass.FORWARD) {
      for (int group = 0; group < groups.count(); group++) {
        forward(group, in.get(0), in.get(1), in.get(2), out.get(0));
      }
      return;
    }
    // sums of the accumulator's type can be kept in the outputs, which have it
    out.get(1).clear();
    out.get(2).clear();
    for (int group = 0; group < groups.count(); group++) {
      backward(group, in.get(0), in.get(1), in.get(2), out.get(0), out.get(1), out.get(2));
    }
  }

  private void forward(int group, Tensor x, Tensor gamma, Tensor beta, Tensor y) {
    int size = groups.size();
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum = acc.round(sum + x.get(groups.element(group, i)));
    }
    double mean = acc.round(sum / size);
    double squares = 0;
    for (int i = 0; i < size; i++) {
      double distance = acc.round(x.get(groups.element(group, i)) - mean);
      squares = acc.round(squares + acc.round(distance * distance));
    }
    double variance = acc.round(squares / size);
    double scale = scale(variance);
    for (int i = 0; i < size; i++) {
      int at = groups.element(group, i);
      int parameter = groups.parameter(group, i);
      double normal = acc.round(acc.round(x.get(at) - mean) * scale);
      y.set(at, acc.round(acc.round(normal * gamma.get(parameter)) + beta.get(parameter)));
    }
    out.get(1).set(group, mean);
    out.get(2).set(group, variance);
  }

  /**
   * With x̂ = (x − mean)·scale and g = dy·gamma: {@code dx = scale·(g − mean(g) − x̂·mean(g·x̂))},
   * {@code dgamma = Σ dy·x̂}, {@code dbeta = Σ dy} (Ioffe, Szegedy 2015, 3, put together).
   */
  private void backward(
      int group, Tensor x, Tensor dy, Tensor gamma, Tensor dx, Tensor dGamma, Tensor dBeta) {
    int size = groups.size();
    double mean = in.get(3).get(group);
    double scale = scale(in.get(4).get(group));
    double sum = 0;
    double sumWithNormal = 0;
    for (int i = 0; i < size; i++) {
      int at = groups.element(group, i);
      int parameter = groups.parameter(group, i);
      double normal = acc.round(acc.round(x.get(at) - mean) * scale);
      double above = dy.get(at);
      double g = acc.round(above * gamma.get(parameter));
      sum = acc.round(sum + g);
      sumWithNormal = acc.round(sumWithNormal + acc.round(g * normal));
      dGamma.set(parameter, acc.round(dGamma.get(parameter) + acc.round(above * normal)));
      dBeta.set(parameter, acc.round(dBeta.get(parameter) + above));
    }
    double average = acc.round(sum / size);
    double averageWithNormal = acc.round(sumWithNormal / size);
    for (int i = 0; i < size; i++) {
      int at = groups.element(group, i);
      double normal = acc.round(acc.round(x.get(at) - mean) * scale);
      double g = acc.round(dy.get(at) * gamma.get(groups.parameter(group, i)));
      double centred = acc.round(acc.round(g - average) - acc.round(normal * averageWithNormal));
      dx.set(at, acc.round(scale * centred));
    }
  }

  private double scale(double variance) {
    return acc.round(1 / acc.round(Math.sqrt(acc.round(variance + epsilon))));
  }

  /** Where the members of a group and their parameters lie. */
  private interface Groups {
    int count();

    int size();

    int element(int group, int member);

    int parameter(int group, int member);
  }

  private record Rows(int count, int size) implements Groups {
    @Override
    public int element(int group, int member) {
      return group * size + member;
    }

    @Override
    public int parameter(int group, int member) {
      return member;
    }
  }

  private record Channels(int batch, int count, int spatial) implements Groups {
    @Override
    public int size() {
      return batch * spatial;
    }

    @Override
    public int element(int group, int member) {
      return (member / spatial * count + group) * spatial + member % spatial;
    }

    @Override
    public int parameter(int group, int member) {
      return group;
    }
  }
}
