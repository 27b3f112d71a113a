package io.goodflops.workload.program;

import java.util.List;

/**
 * A way to run a model's step that costs more than the step needs: what it wastes is known, so that
 * a ledger can be held against it.
 *
 * @param checkpoint activations are not kept for the backward pass but calculated again in it
 * @param lengths of the sequences that are padded to the longest one; empty if none is padded
 */
public record Variant(boolean checkpoint, List<Long> lengths) {
  /** The step as it is. */
  public static final Variant PLAIN = new Variant(false, List.of());

  public Variant {
    lengths = List.copyOf(lengths);
  }

  /** What the variant adds to the name of a step, with a hyphen before each word. */
  public String suffix() {
    return (checkpoint ? "-checkpoint" : "") + (lengths.isEmpty() ? "" : "-padded");
  }

  /** The same for a small model: a first sequence of full length, then shorter and shorter ones. */
  Variant miniature(long batch, long longest) {
    if (lengths.isEmpty()) {
      return this;
    }
    List<Long> small =
        java.util.stream.LongStream.range(0, batch)
            .mapToObj(i -> Math.max(1, longest - 2 * i))
            .toList();
    return new Variant(checkpoint, small);
  }
}
