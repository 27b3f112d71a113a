package io.goodflops.ledger.compare;

/** Both ends of an interval. */
public record Bounds(double low, double high) {}
