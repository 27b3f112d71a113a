package io.goodflops.engine.broken.left;

import io.goodflops.engine.broken.right.Right;

/** Breaks, with Right: packages form no cycle. */
public record Left(Right right) {}
