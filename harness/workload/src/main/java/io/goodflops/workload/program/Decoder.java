package io.goodflops.workload.program;

import static io.goodflops.spi.Activation.Function.GELU;

import io.goodflops.spi.DType;
import io.goodflops.spi.Program;

/**
 * A stack of decoder blocks in the style of GPT-2 (Radford et al. 2019): embeddings of tokens and
 * positions, blocks of causal attention and a fourfold MLP with layer normalisation before each and
 * residual connections around each, a last normalisation, a head that shares the embedding's table,
 * and cross-entropy. Queries, keys and values have projections of their own; no dropout.
 *
 * <p>GPT-2 small has 12 blocks, width 768, 12 heads, 1024 positions and 50257 tokens.
 */
public record Decoder(
    long batch, long sequence, long width, long heads, long vocabulary, int blocks) {
  /** Name of the token at each position. */
  public static final String TOKENS = "tokens";

  /** The step in one storage type. */
  public Program program(DType storage, Optimizer optimizer) {
    ProgramBuilder b =
        new ProgramBuilder(
            "decoder-" + blocks + "x" + width + "-s" + sequence + "-b" + batch, storage);
    DenseLayers dense = new DenseLayers(b);
    SequenceLayers sequences = new SequenceLayers(b);
    Value tokens = b.indices(TOKENS, batch * sequence);
    Value labels = b.indices(Mlp.LABELS, batch * sequence);
    Value table = b.parameter("wte", vocabulary, width);
    Value positions = b.parameter("wpe", sequence, width);
    Value x = sequences.addPositions(sequences.embedding(table, tokens, batch), positions);
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
    }
    dense.crossEntropy(dense.matmulTransposed(norm(b, dense, "ln", x), table), labels);
    return b.build(optimizer);
  }

  private static Value norm(ProgramBuilder b, DenseLayers dense, String name, Value x) {
    long width = x.size(-1);
    return dense.layerNorm(x, b.master(name + "-gamma", width), b.master(name + "-beta", width));
  }

  private static Value linear(
      ProgramBuilder b, DenseLayers dense, String name, Value x, long outputs) {
    Value y = dense.matmul(x, b.parameter(name + "-w", x.size(-1), outputs));
    return dense.bias(y, b.parameter(name + "-b", outputs));
  }
}
