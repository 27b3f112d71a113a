package io.goodflops.spi;

/**
 * What a device is allowed to do to be fast. The lane is part of a case's key; lanes are shown side
 * by side and never mixed.
 */
public enum Lane {
  /** Ops: operands as they lie in memory, nothing prepared ahead of time. */
  PLAIN,
  /** Ops: operands with {@link Role#CONSTANT} may be rearranged in {@code bind}, untimed. */
  PACKED,
  /** Ops: the settings that all devices share. */
  COMMON,
  /** Ops: whatever the device finds best, searched for in {@code compile}, untimed. */
  TUNED,
  /** Programs: one launch for each op, in order. */
  OP_BY_OP,
  /** Programs: the same launches, recorded once and replayed as a whole. */
  REPLAY,
  /** Programs: one launch, in which ops may be joined; see {@link Kernel#unwritten}. */
  FUSED
}
