package io.goodflops.workload.program;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A way to run a model's step that costs more than the step needs: what it wastes is known, so that
 * a ledger can be held against it.
 *
 * @param checkpoint activations are not kept for the backward pass but calculated again in it
 * @param lengths of the sequences that are padded to the longest one; empty if none is padded
 * @param lateMicros how long after the end of a step the next batch is there to be copied
 */
public record Variant(boolean checkpoint, List<Long> lengths, Feed feed, long lateMicros) {
  private static final int MOST_NAMED_LENGTHS = 8;

  /** The step as it is. */
  public static final Variant PLAIN = new Variant(false, List.of(), Feed.RESIDENT, 0);

  public Variant {
    lengths = List.copyOf(lengths);
    if (lateMicros < 0 || (lateMicros > 0 && feed != Feed.SERIAL)) {
      throw new IllegalArgumentException("only a batch that is fed serially can be late");
    }
  }

  /** The same work, with the batch lying on the device and all activations kept. */
  public Variant padded() {
    return new Variant(false, lengths, Feed.RESIDENT, 0);
  }

  /** What the variant adds to the name of a step, with a hyphen before each word. */
  public String suffix() {
    return (checkpoint ? "-checkpoint" : "")
        + (lengths.isEmpty() ? "" : "-padded-" + shortLengths())
        + (feed == Feed.RESIDENT ? "" : "-" + feed.name().toLowerCase(Locale.ROOT))
        + (lateMicros == 0 ? "" : "-late-" + lateMicros + "us");
  }

  /** Other lengths are other work: all of them, or where they are many their sum and a checksum. */
  private String shortLengths() {
    if (lengths.size() <= MOST_NAMED_LENGTHS) {
      return lengths.stream().map(String::valueOf).collect(Collectors.joining("."));
    }
    long sum = lengths.stream().mapToLong(Long::longValue).sum();
    return lengths.size() + "of" + sum + "." + Integer.toHexString(lengths.hashCode());
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
    return new Variant(checkpoint, small, feed, lateMicros);
  }
}
