/** Under construction. */
package io.goodflops.plugin.simulator;
