/** Under construction. */
package io.goodflops.plugin.reference;
