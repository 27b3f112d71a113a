package io.goodflops.engine.host;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;

/**
 * What is reported about this machine, right or wrong.
 *
 * @param reportedHertz largest clock that anyone claims, 0 if none
 * @param details anything else worth disclosing
 */
record Machine(
    String os,
    String cpuName,
    int physicalCores,
    int logicalCores,
    long memoryBytes,
    long reportedHertz,
    Map<String, String> details) {

  /** From OSHI, or from the JVM and /proc where OSHI's native library cannot be loaded. */
  static Machine here() {
    try {
      return ofOshi();
    } catch (LinkageError e) {
      return withoutOshi("its native library cannot be loaded here");
    }
  }

  private static Machine ofOshi() {
    SystemInfo system = new SystemInfo();
    CentralProcessor processor = system.getHardware().getProcessor();
    CentralProcessor.ProcessorIdentifier identifier = processor.getProcessorIdentifier();
    Map<String, String> details = new TreeMap<>();
    details.put("cpuVendor", identifier.getVendor());
    details.put("cpuFamilyModel", identifier.getFamily() + "/" + identifier.getModel());
    for (CentralProcessor.ProcessorCache cache : processor.getProcessorCaches()) {
      details.put(
          "cacheL" + cache.getLevel() + cache.getType(), (cache.getCacheSize() >> 10) + " KiB");
    }
    return new Machine(
        system.getOperatingSystem().toString(),
        identifier.getName(),
        processor.getPhysicalProcessorCount(),
        processor.getLogicalProcessorCount(),
        system.getHardware().getMemory().getTotal(),
        Math.max(0, Math.max(processor.getMaxFreq(), identifier.getVendorFreq())),
        details);
  }

  static Machine withoutOshi(String why) {
    int cpus = Runtime.getRuntime().availableProcessors();
    long memory =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : Runtime.getRuntime().maxMemory();
    return new Machine(
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        cpus,
        cpus,
        memory,
        0,
        new TreeMap<>(Map.of("oshi", "absent: " + why)));
  }
}
