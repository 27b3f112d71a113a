/**
 * The run record: what a run leaves behind, and how it is written, read and checked. Knows nothing
 * of the SPI, so that old runs stay readable when the SPI moves on. The only module that knows
 * Jackson.
 */
package io.goodflops.result;
