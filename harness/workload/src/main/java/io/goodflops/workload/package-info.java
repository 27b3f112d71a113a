/** Under construction. */
package io.goodflops.workload;
