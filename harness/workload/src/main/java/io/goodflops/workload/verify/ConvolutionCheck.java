package io.goodflops.workload.verify;

import io.goodflops.spi.Conv2d;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Pass;
import io.goodflops.workload.data.Counter;
import io.goodflops.workload.data.ElementSource;
import io.goodflops.workload.data.Encoding;
import io.goodflops.workload.training.Convolution;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A large convolution: Freivalds' test, which looks at every element, and some channels of some
 * images against the direct method, which looks closely.
 *
 * <p>A convolution is linear in its filters. The sum of up to {@value ChannelSigns#GROUP} channels
 * of the output with random signs, drawn after the device had answered, must be the convolution
 * with the sum of their filters: {@value ChannelSigns#ROUNDS} such sums of a group cost that much
 * less than all channels. A single wrong element is in all of them, whatever the signs are, with
 * its whole error; several that hide each other do so in half of the rounds, each on its own.
 *
 * <p>Errors of elements that are at most b have a signed sum of at most t·√Σb² but for a
 * probability of 2·exp(−t²/2) (Hoeffding 1963). For what storing rounds t is {@value #STORED}; the
 * bound of what adding up rounds, in {@link Elements}, has a margin of its own, for it t is {@value
 * #ADDED}.
 */
final class ConvolutionCheck {
  private static final String METHOD = "projected";

  /** Convolutions of fewer operations and numbers are calculated as a whole. */
  private static final long SMALL_FLOPS = 1L << 28;

  private static final long SMALL_NUMBERS = 4L << 20;

  /** Numbers of a block of images. */
  private static final long BLOCK = 1 << 20;

  private static final double STORED = 8;
  private static final double ADDED = 4;
  private static final int SAMPLES = 12;

  private final Conv2d op;
  private final List<ElementSource> in;
  private final Elements elements;
  private final ChannelSigns signs;
  private final SplittableRandom random;
  private final int inPlane;
  private final int outPlane;
  private final int kernel;

  private ConvolutionCheck(Conv2d op, Judge.Question question) {
    this.op = op;
    this.in = TrainingCheck.inputs(op, question);
    this.elements = new Elements(op, question.output());
    this.signs = new ChannelSigns(projected(op), question.challengeSeed());
    this.random = new SplittableRandom(Counter.key(question.challengeSeed(), 1 << 20));
    this.inPlane = Math.toIntExact(op.height() * op.width());
    this.outPlane = Math.toIntExact(op.outputHeight() * op.outputWidth());
    this.kernel = Math.toIntExact(op.window().elements());
  }

  static boolean isSmall(Conv2d op) {
    return op.flops() <= SMALL_FLOPS && operands(op) <= SMALL_NUMBERS;
  }

  private static long operands(Conv2d op) {
    long sum = op.outputs().get(0).spec().elements();
    for (Operand operand : op.inputs()) {
      sum = Math.addExact(sum, operand.spec().elements());
    }
    return sum;
  }

  /** How many numbers are held: of one image, and of all filters. */
  static long numbers(Conv2d op) {
    Conv2d image = part(op, 1, op.inChannels(), op.outChannels());
    return Math.multiplyExact(3, operands(image));
  }

  static Verdict check(Conv2d op, Judge.Question question) {
    ConvolutionCheck check = new ConvolutionCheck(op, question);
    if (op.pass() == Pass.BACKWARD_WEIGHTS) {
      check.weights();
    } else {
      check.images();
    }
    return check.elements.verdict(
        METHOD,
        ChannelSigns.ROUNDS
            + " projections of all elements and those of "
            + SAMPLES
            + " channels are within rounding");
  }

  /** Channels of the output. */
  private static int projected(Conv2d op) {
    return Math.toIntExact(op.pass() == Pass.BACKWARD_DATA ? op.inChannels() : op.outChannels());
  }

  private static Conv2d part(Conv2d op, long batch, long inChannels, long outChannels) {
    return new Conv2d(
        op.pass(),
        batch,
        inChannels,
        outChannels,
        op.height(),
        op.width(),
        op.window(),
        op.storage(),
        op.compute(),
        op.output(),
        op.roleW());
  }

  /** As many images and other channels of the output, called back what they are called. */
  private Conv2d withChannels(long batch, long channels) {
    return op.pass() == Pass.BACKWARD_DATA
        ? part(op, batch, channels, op.outChannels())
        : part(op, batch, op.inChannels(), channels);
  }

  private int imagesPerBlock() {
    long image = op.inChannels() * inPlane + op.outChannels() * outPlane;
    return (int) Math.min(op.batch(), Math.max(1, BLOCK / image));
  }

  /** FORWARD and BACKWARD_DATA: images do not look at each other. */
  private void images() {
    boolean forward = op.pass() == Pass.FORWARD;
    int channels = projected(op);
    int read = (int) (forward ? op.inChannels() * inPlane : op.outChannels() * outPlane);
    int plane = forward ? outPlane : inPlane;
    double[] w = read(1, 0, (int) (op.outChannels() * op.inChannels() * kernel));
    // filters are (outChannels, inChannels, kernel)
    int outer = forward ? 1 : (int) op.outChannels();
    int inner = forward ? (int) op.inChannels() * kernel : kernel;
    double[] signed = signs.sums(w, outer, inner);
    double[] squared = signs.squares(w, outer, inner);
    long[][] samples = samples(channels);
    int block = imagesPerBlock();
    for (long first = 0; first < op.batch(); first += block) {
      int count = (int) Math.min(block, op.batch() - first);
      double[] a = read(0, first * read, count * read);
      double[] found = new double[count * channels * plane];
      elements.read(0, first * channels * plane, found, found.length);
      compare(
          Convolution.sums(withChannels(count, signs.count()), a, signed),
          Convolution.sums(withChannels(count, signs.groups()), Convolution.squares(a), squared),
          signs.sums(found, count, plane),
          signs.squares(found, count, plane),
          plane,
          first);
      for (long[] sample : samples) {
        if (sample[0] >= first && sample[0] < first + count) {
          int at = (int) (sample[0] - first) * read;
          double[] image = java.util.Arrays.copyOfRange(a, at, at + read);
          closely(sample[0], (int) sample[1], image, w, outer, inner, plane);
        }
      }
    }
  }

  /** One channel of one image. */
  private void closely(
      long image, int channel, double[] a, double[] w, int outer, int inner, int plane) {
    double[] filter = ChannelSigns.channel(w, outer, signs.channels(), inner, channel);
    Conv2d one = withChannels(1, 1);
    double[] squares = Convolution.sums(one, Convolution.squares(a), Convolution.squares(filter));
    elements.take(
        0,
        (image * signs.channels() + channel) * plane,
        Convolution.expected(Convolution.sums(one, a, filter), squares));
  }

  /** BACKWARD_WEIGHTS: sums over all images, added up block by block. */
  private void weights() {
    int channels = projected(op);
    int inner = (int) op.inChannels() * kernel;
    int x = (int) op.inChannels() * inPlane;
    int dy = channels * outPlane;
    long[][] samples = samples(channels);
    double[] expected = new double[signs.count() * inner];
    double[] terms = new double[signs.groups() * inner];
    double[][] close = new double[samples.length][inner];
    double[][] closeSquares = new double[samples.length][inner];
    int block = imagesPerBlock();
    for (long first = 0; first < op.batch(); first += block) {
      int count = (int) Math.min(block, op.batch() - first);
      double[] a = read(0, first * x, count * x);
      double[] squares = Convolution.squares(a);
      double[] b = read(1, first * dy, count * dy);
      add(
          expected,
          Convolution.sums(withChannels(count, signs.count()), a, signs.sums(b, count, outPlane)));
      add(
          terms,
          Convolution.sums(
              withChannels(count, signs.groups()), squares, signs.squares(b, count, outPlane)));
      Conv2d one = withChannels(count, 1);
      for (int i = 0; i < samples.length; i++) {
        double[] line = ChannelSigns.channel(b, count, channels, outPlane, (int) samples[i][1]);
        add(close[i], Convolution.sums(one, a, line));
        add(closeSquares[i], Convolution.sums(one, squares, Convolution.squares(line)));
      }
    }
    double[] found = new double[channels * inner];
    elements.read(0, 0, found, found.length);
    compare(expected, terms, signs.sums(found, 1, inner), signs.squares(found, 1, inner), inner, 0);
    for (int i = 0; i < samples.length; i++) {
      elements.take(0, samples[i][1] * inner, Convolution.expected(close[i], closeSquares[i]));
    }
  }

  /**
   * Projections (outer, groups·rounds, inner) and sums of squares (outer, groups, inner).
   *
   * @param terms of the squared products
   * @param sizes of the squared elements, as they were found
   */
  private void compare(
      double[] expected,
      double[] terms,
      double[] found,
      double[] sizes,
      int inner,
      long firstImage) {
    double sum = ADDED * ElementBound.ofSums(op);
    double stored = STORED * Encoding.unitRoundoff(op.output());
    double smallest = Encoding.smallest(op.output()) * ChannelSigns.GROUP;
    for (int i = 0; i < found.length; i++) {
      int group = i / inner / ChannelSigns.ROUNDS;
      int of = group * inner + i % inner;
      double inSum = sum * Math.sqrt(2 * (terms[of] + sizes[of]));
      double bound = inSum + stored * (Math.sqrt(sizes[of]) + inSum) + smallest;
      double share = Elements.share(Math.abs(found[i] - expected[i]), bound);
      if (elements.isWorst(share)) {
        int channel = group % signs.groups() * ChannelSigns.GROUP;
        elements.note(
            share,
            "the sum of channels %d to %d of %s with random signs, at place %d%s, is %s, must be %s",
            channel,
            Math.min(signs.channels(), channel + ChannelSigns.GROUP) - 1,
            op.outputs().get(0).name(),
            i % inner,
            op.pass() == Pass.BACKWARD_WEIGHTS
                ? ""
                : " of image " + (firstImage + group / signs.groups()),
            found[i],
            expected[i]);
      }
    }
  }

  /** Images and channels to look at closely, the last of each among them. */
  private long[][] samples(int channels) {
    long[][] samples = new long[SAMPLES][];
    samples[0] = new long[] {op.batch() - 1, channels - 1};
    for (int i = 1; i < SAMPLES; i++) {
      samples[i] = new long[] {random.nextLong(op.batch()), random.nextInt(channels)};
    }
    return samples;
  }

  private double[] read(int input, long first, int count) {
    double[] values = new double[count];
    in.get(input).read(first, values, 0, count);
    return values;
  }

  private static void add(double[] to, double[] more) {
    for (int i = 0; i < to.length; i++) {
      to[i] += more[i];
    }
  }
}
