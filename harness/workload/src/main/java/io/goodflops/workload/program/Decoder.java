package io.goodflops.workload.program;

import static io.goodflops.spi.Activation.Function.GELU;

import io.goodflops.spi.DType;
import java.util.List;

/**
 * A stack of decoder blocks in the style of GPT-2 (Radford et al. 2019): embeddings of tokens and
 * positions, blocks of causal attention and a fourfold MLP with layer normalisation before each and
 * residual connections around each, a last normalisation, a head that shares the embedding's table,
 * and cross-entropy. Queries, keys and values have projections of their own; no dropout.
 *
 * <p>GPT-2 small has 12 blocks, width 768, 12 heads, 1024 positions and 50257 tokens.
 */
public record Decoder(
    long batch, long sequence, long width, long heads, long vocabulary, int blocks)
    implements TrainingModel {
  /** Name of the token at each position. */
  public static final String TOKENS = "tokens";

  /** Name of the mask that is 1 where a token is real and 0 where it is padding. */
  public static final String REAL = "real";

  /** Bound of uniform numbers with the standard deviation 0.02 of Radford et al. 2019. */
  private static final double EMBEDDING_BOUND = 0.02 * Math.sqrt(3);

  private static final int PRODUCTS_OF_ATTENTION = 6;

  @Override
  public String kind() {
    return "decoder";
  }

  @Override
  public String sizes() {
    return "decoder-" + blocks + "x" + width + "-s" + sequence + "-b" + batch;
  }

  @Override
  public Optimizer optimizer() {
    return new Optimizer.Adam(6e-4, 0.1);
  }

  @Override
  public TrainingModel miniature() {
    return new Decoder(2, 5, 8, 2, 12, 1);
  }

  /** Two products forward and four backward, of which all above the diagonal is masked. */
  @Override
  public long maskedFlops() {
    long pairs = sequence * (sequence - 1) / 2;
    return 2L * PRODUCTS_OF_ATTENTION * blocks * batch * width * pairs;
  }

  @Override
  public Variant miniature(Variant variant) {
    return variant.miniature(2, 5);
  }

  /**
   * FLOPs are linear in the number of sequences. Of each sequence counts what it would need at its
   * own length, and once what all share: the optimizer, and the sum of the table's gradients.
   */
  @Override
  public long neededFlops(DType storage, Variant variant) {
    if (variant.lengths().isEmpty()) {
      return TrainingModel.super.neededFlops(storage, variant);
    }
    long shared = visibleFlops(storage, 1, sequence) - sequenceFlops(storage, sequence);
    return variant.lengths().stream()
        .mapToLong(length -> sequenceFlops(storage, length))
        .reduce(shared, Math::addExact);
  }

  private long sequenceFlops(DType storage, long length) {
    return visibleFlops(storage, 2, length) - visibleFlops(storage, 1, length);
  }

  private long visibleFlops(DType storage, long sequences, long length) {
    Decoder other = new Decoder(sequences, length, width, heads, vocabulary, blocks);
    return other.program(storage, optimizer()).flops() - other.maskedFlops();
  }

  private void requireLengths(List<Long> lengths) {
    boolean longest = lengths.stream().anyMatch(length -> length == sequence);
    boolean fit = lengths.stream().allMatch(length -> length >= 1 && length <= sequence);
    if (lengths.size() != batch || !longest || !fit) {
      throw new IllegalArgumentException(
          "lengths has "
              + lengths.size()
              + " numbers, must have one from 1 to "
              + sequence
              + " for each of "
              + batch
              + " sequences, the longest "
              + sequence);
    }
  }

  @Override
  public TrainingStep step(DType storage, Optimizer optimizer, Variant variant) {
    ProgramBuilder b = new ProgramBuilder(sizes(), storage, variant.checkpoint());
    DenseLayers dense = new DenseLayers(b);
    SequenceLayers sequences = new SequenceLayers(b);
    Value tokens = b.indices(TOKENS, new Start.Tokens(vocabulary), batch * sequence);
    Value labels = b.indices(Mlp.LABELS, new Start.NextTokens(vocabulary), batch * sequence);
    Value table = b.embedding("wte", EMBEDDING_BOUND, vocabulary, width);
    Value positions = b.embedding("wpe", EMBEDDING_BOUND, sequence, width);
    Value x = sequences.addPositions(sequences.embedding(table, tokens, batch), positions);
    b.keep(x);
    for (int block = 1; block <= blocks; block++) {
      String name = "h" + block + "-";
      Value normal = norm(b, dense, name + "ln1", x);
      Value seen =
          sequences.attention(
              linear(b, dense, name + "q", normal, width),
              linear(b, dense, name + "k", normal, width),
              linear(b, dense, name + "v", normal, width),
              heads);
      x = dense.add(x, linear(b, dense, name + "o", seen, width));
      Value inner = linear(b, dense, name + "up", norm(b, dense, name + "ln2", x), 4 * width);
      x = dense.add(x, linear(b, dense, name + "down", dense.activation(GELU, inner), width));
      b.keep(x);
    }
    Value logits = dense.matmulTransposed(norm(b, dense, "ln", x), table);
    if (variant.lengths().isEmpty()) {
      dense.crossEntropy(logits, labels);
    } else {
      requireLengths(variant.lengths());
      Start real = new Start.Real(variant.lengths(), sequence, vocabulary);
      dense.crossEntropy(logits, labels, b.input(REAL, real, batch, sequence, vocabulary));
    }
    return b.build(optimizer);
  }

  private static Value norm(ProgramBuilder b, DenseLayers dense, String name, Value x) {
    long width = x.size(-1);
    return dense.layerNorm(
        x, b.scales(name + "-gamma", width), b.keptShifts(name + "-beta", width));
  }

  private static Value linear(
      ProgramBuilder b, DenseLayers dense, String name, Value x, long outputs) {
    Value y = dense.matmul(x, b.weights(name + "-w", x.size(-1), x.size(-1), outputs));
    return dense.bias(y, b.shifts(name + "-b", outputs));
  }
}
