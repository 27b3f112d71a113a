package io.goodflops.workload.suite;

import io.goodflops.spi.Role;

/** A matrix product's shape in this project's terms: row-major, see MatMul. */
record GemmShape(
    long batch,
    long m,
    long n,
    long k,
    boolean transposeA,
    boolean transposeB,
    Role roleB,
    String source) {}
