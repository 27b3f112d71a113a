package io.goodflops.result;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Where the random inputs of a run come from. Whoever knows the challenge of a run can tell from
 * its record whether its forks' seeds follow from it.
 */
public final class Seeds {
  /** Longest challenge, in characters. */
  public static final int LONGEST_CHALLENGE = 500;

  private static final String PURPOSE = "goodflops challenge\n";

  private Seeds() {}

  /** The run's seed: the first eight bytes of SHA-256 over a fixed line and the text. */
  public static long ofChallenge(String challenge) {
    String hash = Manifest.sha256((PURPOSE + challenge).getBytes(StandardCharsets.UTF_8));
    return new BigInteger(hash.substring(0, 16), 16).longValue();
  }

  /** The seed of one fork's inputs. */
  public static long ofFork(long runSeed, String caseId, int fork) {
    return new Random(runSeed ^ caseId.hashCode() * 31L + fork).nextLong();
  }

  /** The seed of one fork that runs beside those of other devices. */
  public static long ofForkTogether(long runSeed, String caseId, int round) {
    return new Random(runSeed ^ caseId.hashCode() * 37L + round).nextLong();
  }

  /** Whether all forks of a run that were timed have the seeds that this challenge gives. */
  public static boolean follow(RunRecord run, String challenge) {
    long seed = ofChallenge(challenge);
    return run.cases().stream()
        .allMatch(
            subject ->
                subject.forks().stream()
                    .filter(f -> !f.samples().isEmpty())
                    .allMatch(f -> f.seed() == ofFork(seed, subject.id(), f.index())));
  }

  /**
   * Refuses a text that a record could not hold.
   *
   * @throws IllegalArgumentException with the reason
   */
  public static String requireChallenge(String text) {
    if (text.isBlank()
        || text.length() > LONGEST_CHALLENGE
        || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "the challenge must be one line of 1 to " + LONGEST_CHALLENGE + " characters");
    }
    return text;
  }
}
