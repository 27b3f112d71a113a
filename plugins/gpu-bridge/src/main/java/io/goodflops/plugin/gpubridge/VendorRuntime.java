package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DeviceException;
import io.goodflops.spi.DeviceInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A vendor's libraries, opened, with every symbol that the dialect names looked up. */
final class VendorRuntime {
  /** Only the emulated runtime of our tests has it. */
  private static final String EMULATED = "goodflops_emulated_runtime";

  private final Dialect dialect;
  private final long table;
  private final boolean emulated;
  private final Map<Slot, String> symbols;
  private final Map<Library, LibrarySearch.Opened> libraries;
  private final Map<Library, String> lacks;
  private final Path pci;

  private VendorRuntime(
      Dialect dialect,
      long table,
      Map<Slot, String> symbols,
      Map<Library, LibrarySearch.Opened> libraries,
      boolean emulated,
      Map<Library, String> lacks,
      Path pci) {
    this.dialect = dialect;
    this.table = table;
    this.symbols = symbols;
    this.libraries = libraries;
    this.emulated = emulated;
    this.lacks = lacks;
    this.pci = pci;
  }

  /** There is no such runtime here. */
  static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient List<String> lookedFor;

    Missing(String reason, List<String> lookedFor) {
      super(reason);
      this.lookedFor = lookedFor;
    }

    List<String> lookedFor() {
      return lookedFor;
    }
  }

  /**
   * Looks for the libraries and opens them.
   *
   * @param pci where the system keeps what it knows of PCI devices
   * @throws Missing if one that is required is not there or lacks a symbol that is required
   */
  static VendorRuntime open(Dialect dialect, Map<String, String> environment, Path pci)
      throws Missing {
    Optional<String> noBridge = Bridge.missing();
    if (noBridge.isPresent()) {
      throw new Missing(noBridge.get(), List.of(Bridge.resource()));
    }
    LibrarySearch search = new LibrarySearch(dialect, environment);
    Map<Library, LibrarySearch.Opened> opened = new EnumMap<>(Library.class);
    List<String> missing = new ArrayList<>();
    for (Library library : Library.values()) {
      if (dialect.libraries().get(library).isEmpty()) {
        continue;
      }
      search.open(library).ifPresent(found -> opened.put(library, found));
      if (library.required() && !opened.containsKey(library)) {
        missing.add("the " + library.words() + " (" + search.names(library) + ")");
      }
    }
    if (!missing.isEmpty()) {
      throw new Missing(
          dialect.runtime()
              + " is not usable here: not found or not loadable: "
              + String.join(", ", missing),
          search.lookedFor());
    }
    Map<Slot, String> symbols = new EnumMap<>(Slot.class);
    Map<Library, String> lacks = new EnumMap<>(Library.class);
    for (Library library : Library.values()) {
      if (!opened.containsKey(library)) {
        lacks.put(
            library,
            dialect.libraries().get(library).isEmpty()
                ? "the dialect names no " + library.words()
                : "the " + library.words() + " (" + search.names(library) + ") was not found");
      }
    }
    for (Slot slot : Slot.values()) {
      LibrarySearch.Opened library = opened.get(slot.library());
      if (library != null) {
        Optional<String> symbol =
            dialect.symbols().getOrDefault(slot, List.of()).stream()
                .filter(name -> Bridge.has(library.handle(), name))
                .findFirst();
        symbol.ifPresent(name -> symbols.put(slot, name));
        if (slot.required() && symbol.isEmpty()) {
          String reason =
              library.path() + " has no " + String.join(" or ", dialect.symbols().get(slot));
          if (slot.library().required()) {
            throw new Missing(reason, search.lookedFor());
          }
          lacks.put(slot.library(), reason);
        }
      }
    }
    symbols.keySet().removeIf(slot -> lacks.containsKey(slot.library()));
    return new VendorRuntime(
        dialect,
        table(dialect, symbols, opened),
        symbols,
        opened,
        Bridge.has(opened.get(Library.RUNTIME).handle(), EMULATED),
        lacks,
        pci);
  }

  private static long table(
      Dialect dialect, Map<Slot, String> symbols, Map<Library, LibrarySearch.Opened> opened) {
    List<Slot> slots = List.copyOf(symbols.keySet());
    List<Value> values = Arrays.stream(Value.values()).filter(Value::isOfBridge).toList();
    return Bridge.table(
        slots.stream().map(Slot::name).toArray(String[]::new),
        slots.stream().map(symbols::get).toArray(String[]::new),
        slots.stream().mapToLong(slot -> opened.get(slot.library()).handle()).toArray(),
        values.stream().map(Value::name).toArray(String[]::new),
        // one that the dialect leaves out is passed to no function
        values.stream().mapToInt(value -> dialect.has(value) ? dialect.value(value) : 0).toArray());
  }

  Dialect dialect() {
    return dialect;
  }

  /** Its number on the native side. */
  long table() {
    return table;
  }

  /** Where the runtime library lies. */
  String path() {
    return libraries.get(Library.RUNTIME).path();
  }

  /** The symbol that fills a slot. */
  Optional<String> symbol(Slot slot) {
    return Optional.ofNullable(symbols.get(slot));
  }

  /** Why there are no matrix products; empty if there are. */
  Optional<String> noBlas() {
    return Optional.ofNullable(lacks.get(Library.BLAS));
  }

  /** Why there are no products in FP8; empty if there are. */
  Optional<String> noBlasLt() {
    return Optional.ofNullable(lacks.get(Library.BLASLT));
  }

  /** Why the vendor does no convolutions; empty if it does. */
  Optional<String> noConvolutions() {
    boolean solver = !dialect.libraries().get(Library.SOLVER).isEmpty();
    return Optional.ofNullable(lacks.get(solver ? Library.SOLVER : Library.DNN));
  }

  /** Why there are no kernels; empty if there are. */
  Optional<String> noKernels() {
    return Optional.ofNullable(lacks.get(Library.COMPILER))
        .or(
            () ->
                Stream.of(Slot.MODULE_LOAD, Slot.MODULE_UNLOAD, Slot.MODULE_FUNCTION, Slot.LAUNCH)
                    .filter(slot -> symbol(slot).isEmpty())
                    .findFirst()
                    .map(
                        slot ->
                            "the "
                                + Library.DRIVER.words()
                                + " has no "
                                + String.join(
                                    " or ",
                                    dialect.symbols().getOrDefault(slot, List.of(slot.key())))));
  }

  /** Why no management library can be asked; empty if one can. */
  Optional<String> noManagement() {
    return dialect.libraries().get(Library.MANAGEMENT).isEmpty()
        ? Optional.of("the dialect names no management library")
        : Optional.ofNullable(lacks.get(Library.MANAGEMENT));
  }

  /** Which sensors there should be, or why there are none. */
  private String sensors(Optional<String> bus) {
    String named =
        dialect.management().sensors().keySet().stream()
            .filter(sensor -> symbol(sensor.slot()).isPresent())
            .sorted()
            .map(Sensor::key)
            .collect(Collectors.joining(", "));
    if (noManagement().isPresent()) {
      return "none: " + noManagement().get();
    }
    String path = libraries.get(Library.MANAGEMENT).path();
    if (named.isEmpty()) {
      return "none: " + path + " has none of the functions for them";
    }
    return bus.isEmpty()
        ? "none: the runtime does not tell the device's PCI bus id"
        : named + ", through " + path;
  }

  /**
   * Describes every device of the dialect's makers.
   *
   * @throws DeviceException with the vendor's text if it cannot be asked, or if it counts devices
   *     of others only: several vendors' libraries have the same names
   */
  List<DeviceInfo> devices() {
    int count = Bridge.deviceCount(table);
    List<DeviceInfo> devices = new ArrayList<>();
    List<String> foreign = new ArrayList<>();
    for (int device = 0; device < count; device++) {
      int ordinal = device;
      Optional<String> bus = asked(() -> Bridge.busId(table, ordinal)).filter(id -> !id.isBlank());
      Optional<String> vendor = bus.flatMap(id -> PciVendor.of(pci, id));
      if (dialect.makers().isEmpty() || vendor.map(dialect.makers()::containsKey).orElse(true)) {
        devices.add(describe(device, bus, vendor.map(dialect.makers()::get)));
      } else {
        foreign.add(bus.orElseThrow() + " is of PCI vendor " + vendor.orElseThrow());
      }
    }
    if (devices.isEmpty() && !foreign.isEmpty()) {
      throw new DeviceException(
          "no device is made by "
              + String.join(" or ", new TreeSet<>(dialect.makers().values()))
              + ": "
              + String.join(", ", foreign));
    }
    return devices;
  }

  private DeviceInfo describe(int device, Optional<String> bus, Optional<String> maker) {
    String id = dialect.name() + ":" + device;
    String vendor = maker.orElse(dialect.vendor());
    DeviceInfo.Builder info =
        DeviceInfo.builder(id, vendor, Bridge.deviceName(table, device))
            .physicalId(dialect.name() + "-" + bus.orElse(Integer.toString(device)))
            .driver(versions())
            .property("dialect", dialect.name() + ", " + dialect.verified().hardware())
            .property("library", path())
            .property("blas", noBlas().orElseGet(() -> libraries.get(Library.BLAS).path()))
            .property(
                "compiler", noKernels().orElseGet(() -> libraries.get(Library.COMPILER).path()))
            .property("sensors", sensors(bus));
    if (!dialect.libraries().get(Library.BLASLT).isEmpty()) {
      info.property("blaslt", noBlasLt().orElseGet(() -> libraries.get(Library.BLASLT).path()));
    }
    long memory = Bridge.deviceMemory(table, device);
    if (memory > 0) {
      info.memoryBytes(memory);
    }
    attribute(Value.ATTRIBUTE_MULTIPROCESSORS, device)
        .ifPresent(value -> info.property("multiprocessors", value.toString()));
    attribute(Value.ATTRIBUTE_CAPABILITY_MAJOR, device)
        .flatMap(
            major ->
                attribute(Value.ATTRIBUTE_CAPABILITY_MINOR, device)
                    .map(minor -> major + "." + minor))
        .ifPresent(capability -> info.property("capability", capability));
    if (emulated) {
      info.property("evidence", "EMULATED");
    }
    return info.build();
  }

  /** A device attribute, where it can be asked. */
  Optional<Integer> attribute(Value which, int device) {
    return dialect.has(which)
        ? asked(() -> Bridge.attribute(table, dialect.value(which), device))
        : Optional.empty();
  }

  private String versions() {
    return dialect.runtime()
        + version(true).map(version -> " driver " + version + ",").orElse("")
        + version(false).map(version -> " runtime " + version).orElse(" runtime of no version");
  }

  /**
   * To CUDA 12040 is 12.4, to others another number; one that nobody explains is shown as it is.
   */
  private Optional<String> version(boolean driver) {
    return asked(() -> Bridge.version(table, driver))
        .filter(number -> number > 0)
        .map(this::version);
  }

  private String version(int number) {
    if (!dialect.has(Value.VERSION_MAJOR) || !dialect.has(Value.VERSION_MINOR)) {
      return Integer.toString(number);
    }
    int major = dialect.value(Value.VERSION_MAJOR);
    return number / major + "." + number % major / dialect.value(Value.VERSION_MINOR);
  }

  /** What is worth disclosing where it can be asked, and what nothing depends on. */
  static <T> Optional<T> asked(Supplier<T> question) {
    try {
      return Optional.of(question.get());
    } catch (DeviceException e) {
      return Optional.empty();
    }
  }
}
