/** Under construction. */
package io.goodflops.report;
