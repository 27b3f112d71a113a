/** Under construction. */
package io.goodflops.plugin.cpu;
