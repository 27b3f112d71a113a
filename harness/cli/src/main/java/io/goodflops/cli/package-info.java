/** Under construction. */
package io.goodflops.cli;
