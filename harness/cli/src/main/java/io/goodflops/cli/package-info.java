/** The command line. */
package io.goodflops.cli;
