/**
 * The CPU through oneDNN (matrix products), OpenBLAS (FP64) and the Vector API (probes).
 *
 * <p>Read {@link io.goodflops.plugin.cpu.CpuPlugin} first, then {@code CpuDevice}, which says who
 * calculates what.
 */
package io.goodflops.plugin.cpu;
