package io.goodflops.result;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The machine a run was made on.
 *
 * @param physicalCores that this process may use
 * @param corrections what the operating system or OSHI reported wrongly, and what is used instead
 * @param noise how quiet the machine was over the whole run
 * @param details anything else worth disclosing
 */
public record HostRecord(
    String os,
    String kernel,
    String arch,
    String cpuModel,
    int physicalCores,
    int logicalCores,
    long memoryBytes,
    String virtualization,
    String javaVersion,
    String javaVm,
    List<Correction> corrections,
    Noise noise,
    Map<String, String> details) {
  public HostRecord {
    corrections = List.copyOf(corrections);
    details = Map.copyOf(details);
  }

  /** A reported value that is wrong. */
  public record Correction(String field, String reported, String used, String why) {}

  /**
   * Noise over a window.
   *
   * @param stealShare stolen CPU time ÷ (wall time × CPUs); empty if the kernel does not say
   * @param loadAverage one-minute load average at the end
   * @param throttledNanos time a cgroup quota held this process back
   */
  public record Noise(
      OptionalDouble stealShare, OptionalDouble loadAverage, OptionalLong throttledNanos) {}
}
