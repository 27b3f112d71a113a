/** Training steps as programs: written by a small builder, planned, printed, and run in FP64. */
package io.goodflops.workload.program;
