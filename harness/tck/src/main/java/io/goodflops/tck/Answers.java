package io.goodflops.tck;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Results that were right, whichever rule they were seen in: a wrong one that equals one of them
 * bit by bit was remembered and not computed.
 */
final class Answers {
  /** Fewer bytes are equal by chance. */
  private static final int LEAST_BYTES = 16;

  private static final int MOST_BYTES = 1 << 16;
  private static final int KEPT = 4;

  private final Map<OpCase, Deque<Answer>> answers = new HashMap<>();

  private record Answer(String inputs, ByteBuffer output) {}

  /**
   * Keeps a right result.
   *
   * @param inputs what it was computed from, and in which rule
   */
  void keep(OpCase what, String inputs, byte[] output) {
    if (output.length < LEAST_BYTES || output.length > MOST_BYTES) {
      return;
    }
    Deque<Answer> kept = answers.computeIfAbsent(what, one -> new ArrayDeque<>());
    if (kept.size() == KEPT) {
      kept.removeFirst();
    }
    kept.addLast(new Answer(inputs, ByteBuffer.wrap(output.clone())));
  }

  /** What a wrong result is; empty unless it is the right one of other inputs. */
  Optional<String> remembered(OpCase what, byte[] output) {
    return answers.getOrDefault(what, new ArrayDeque<>()).stream()
        .filter(answer -> answer.output.equals(ByteBuffer.wrap(output)))
        .findFirst()
        .map(
            answer ->
                "the result did not change when the inputs did: it is, bit by bit, the one of "
                    + answer.inputs
                    + ", so it was remembered and not computed");
  }
}
