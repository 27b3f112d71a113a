/**
 * What is measured: workloads, the suites that list them ({@code suite}), the input data they run
 * on ({@code data}), and the judge that says whether an answer is right ({@code verify}).
 *
 * <p>Everything here is pure: no vendor code, no clock, no device. The same data are generated in
 * the process that measures and again in the process that judges.
 */
package io.goodflops.workload;
