package io.goodflops.spi.broken;

import java.util.logging.Logger;

/** Breaks: spi depends on java.base alone. */
record NeedsMoreThanJavaBase(Logger logger) {}
