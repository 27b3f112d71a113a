package io.goodflops.ledger.accept;

import io.goodflops.result.RunRecord;
import io.goodflops.result.Tender;
import java.util.List;
import java.util.Optional;

/**
 * What runs are held against.
 *
 * @param sha256 of the tender's file
 * @param suiteSha256 of its suite
 * @param asked the cases of its suite
 * @param challenge text that the runs' seeds must follow from, if one was set
 * @param reference run with closed books that {@code minRatio} refers to
 */
public record Terms(
    Tender tender,
    String sha256,
    String suiteSha256,
    List<Asked> asked,
    Optional<String> challenge,
    Optional<RunRecord> reference) {
  public Terms {
    asked = List.copyOf(asked);
  }

  int units() {
    return tender.units().orElse(1);
  }
}
