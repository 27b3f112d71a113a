package io.goodflops.plugin.gpubridge;

import java.util.Map;
import java.util.Optional;

/**
 * Which matrix products a device's BLAS does right, and with which compute type: what {@link
 * SelfCheck} found.
 *
 * @param library whose products they are, as it calls its version; empty if it does not tell
 * @param forms a finding for each form
 * @param otherwise why a form that is not listed is refused
 */
record Products(String library, Map<GemmForm, Finding> forms, String otherwise) {
  Products {
    forms = Map.copyOf(forms);
  }

  /**
   * What was found for one form.
   *
   * @param compute the vendor's number for how it calculates, if one was right
   * @param evidence what was tried and what came out
   */
  record Finding(Optional<Integer> compute, String evidence) {}

  /** No product at all, and why. */
  static Products none(String reason) {
    return new Products("", Map.of(), reason);
  }

  Finding of(GemmForm form) {
    return forms.getOrDefault(form, new Finding(Optional.empty(), otherwise));
  }
}
