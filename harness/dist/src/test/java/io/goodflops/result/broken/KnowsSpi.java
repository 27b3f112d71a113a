package io.goodflops.result.broken;

import io.goodflops.spi.DType;

/** Breaks: result knows no other module. */
record KnowsSpi(DType dtype) {}
