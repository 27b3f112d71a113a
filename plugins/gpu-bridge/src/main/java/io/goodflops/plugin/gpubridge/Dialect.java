package io.goodflops.plugin.gpubridge;

import java.util.List;
import java.util.Map;

/**
 * All that is particular to one vendor's runtime. {@link DialectFile} reads it; docs/DIALECTS.md
 * describes it field by field.
 *
 * @param name of the plugin, with which device ids begin
 * @param vendor maker of the chips
 * @param runtime what the vendor calls its runtime, for example {@code CUDA}
 * @param makers whose chips these are, by PCI vendor; empty if nobody is turned away
 * @param verified on what this was tried, in words
 * @param search where libraries may lie
 * @param libraries file names of each library, the best first
 * @param symbols names of each slot's function, the best first; a slot without one is not there
 * @param values numbers of the vendor's headers; for a type as many as the BLAS has ways to count
 * @param compiler how kernels are compiled
 * @param management how sensors are read
 * @param compute for each {@link GemmForm#key}, compute types to try, the best first
 */
record Dialect(
    String name,
    String vendor,
    String runtime,
    Map<String, String> makers,
    Verified verified,
    Search search,
    Map<Library, List<String>> libraries,
    Map<Slot, List<String>> symbols,
    Map<Value, List<Integer>> values,
    Compiler compiler,
    Management management,
    Map<String, List<Integer>> compute) {
  Dialect {
    makers = Map.copyOf(makers);
    libraries = Map.copyOf(libraries);
    symbols = Map.copyOf(symbols);
    values = Map.copyOf(values);
    compute = Map.copyOf(compute);
  }

  int value(Value which) {
    return values.get(which).get(0);
  }

  /** Whether the dialect gives a number that it may leave out. */
  boolean has(Value which) {
    return values.containsKey(which);
  }

  /**
   * On what a dialect was tried, in words.
   *
   * @param hardware chip, driver and date, or that it was not run on hardware
   * @param libraries of the vendor's, without hardware
   * @param emulator which tests pass on the emulated runtime
   */
  record Verified(String hardware, String libraries, String emulator) {}

  /**
   * How kernels are compiled at run time.
   *
   * @param options of the compiler; {@code {major}} and {@code {minor}} are the device's capability
   * @param parts file names, with {@code *}, of libraries that the compiler looks for by name: they
   *     are opened ahead of it from its own folder
   */
  record Compiler(List<String> options, List<String> parts) {
    Compiler {
      options = List.copyOf(options);
      parts = List.copyOf(parts);
    }
  }

  /**
   * Where libraries may lie, in the order of search.
   *
   * @param configured environment variable with folders, separated by colons, that come first
   * @param variables environment variables with the vendor's root folder
   * @param folders below such a root
   * @param places folders to look into unasked
   * @param system whether the system's own search is asked last
   */
  record Search(
      String configured,
      List<String> variables,
      List<String> folders,
      List<String> places,
      boolean system) {
    Search {
      variables = List.copyOf(variables);
      folders = List.copyOf(folders);
      places = List.copyOf(places);
    }
  }
}
