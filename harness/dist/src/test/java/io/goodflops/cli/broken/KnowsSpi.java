package io.goodflops.cli.broken;

import io.goodflops.spi.DType;

/** Breaks: the command line does not reach past engine, ledger, report and result. */
record KnowsSpi(DType dtype) {}
