package io.goodflops.engine.broken.right;

import io.goodflops.engine.broken.left.Left;

/** Breaks, with Left: packages form no cycle. */
public record Right(Left left) {}
