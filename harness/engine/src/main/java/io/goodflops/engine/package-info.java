/** Under construction. */
package io.goodflops.engine;
