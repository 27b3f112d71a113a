package io.goodflops.spi;

import java.util.Objects;

/**
 * One tensor an op reads or writes.
 *
 * @param name the op's own name for it, for example {@code A}
 */
public record Operand(String name, TensorSpec spec, Role role) {
  public Operand {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(role, "role");
  }
}
