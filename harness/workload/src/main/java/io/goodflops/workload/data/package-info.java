/** Input data: the same numbers in every process, from a seed and a position alone. */
package io.goodflops.workload.data;
