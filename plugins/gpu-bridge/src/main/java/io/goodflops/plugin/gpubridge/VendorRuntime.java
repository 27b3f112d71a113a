package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DeviceException;
import io.goodflops.spi.DeviceInfo;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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

  private VendorRuntime(
      Dialect dialect,
      long table,
      Map<Slot, String> symbols,
      Map<Library, LibrarySearch.Opened> libraries,
      boolean emulated,
      Map<Library, String> lacks) {
    this.dialect = dialect;
    this.table = table;
    this.symbols = symbols;
    this.libraries = libraries;
    this.emulated = emulated;
    this.lacks = lacks;
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
   * @throws Missing if one that is required is not there or lacks a symbol that is required
   */
  static VendorRuntime open(Dialect dialect, Map<String, String> environment) throws Missing {
    Optional<String> noBridge = Bridge.missing();
    if (noBridge.isPresent()) {
      throw new Missing(noBridge.get(), List.of(Bridge.resource()));
    }
    LibrarySearch search = new LibrarySearch(dialect, environment);
    Map<Library, LibrarySearch.Opened> opened = new EnumMap<>(Library.class);
    List<String> missing = new ArrayList<>();
    for (Library library : Library.values()) {
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
            library, "the " + library.words() + " (" + search.names(library) + ") was not found");
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
        lacks);
  }

  private static long table(
      Dialect dialect, Map<Slot, String> symbols, Map<Library, LibrarySearch.Opened> opened) {
    List<Slot> slots = List.copyOf(symbols.keySet());
    List<Value> values = dialect.values().keySet().stream().filter(Value::isOfBridge).toList();
    return Bridge.table(
        slots.stream().map(Slot::name).toArray(String[]::new),
        slots.stream().map(symbols::get).toArray(String[]::new),
        slots.stream().mapToLong(slot -> opened.get(slot.library()).handle()).toArray(),
        values.stream().map(Value::name).toArray(String[]::new),
        values.stream().mapToInt(dialect::value).toArray());
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

  /**
   * Describes every device.
   *
   * @throws DeviceException with the vendor's text if it cannot be asked
   */
  List<DeviceInfo> devices() {
    int count = Bridge.deviceCount(table);
    List<DeviceInfo> devices = new ArrayList<>();
    for (int device = 0; device < count; device++) {
      devices.add(describe(device));
    }
    return devices;
  }

  private DeviceInfo describe(int device) {
    String id = dialect.name() + ":" + device;
    DeviceInfo.Builder info =
        DeviceInfo.builder(id, dialect.vendor(), Bridge.deviceName(table, device))
            .physicalId(
                dialect.name()
                    + "-"
                    + asked(() -> Bridge.busId(table, device))
                        .filter(bus -> !bus.isBlank())
                        .orElse(Integer.toString(device)))
            .driver(versions())
            .property("dialect", dialect.name() + ", " + dialect.verified())
            .property("library", path())
            .property("blas", noBlas().orElseGet(() -> libraries.get(Library.BLAS).path()))
            .property(
                "compiler", noKernels().orElseGet(() -> libraries.get(Library.COMPILER).path()));
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
    return asked(() -> Bridge.attribute(table, dialect.value(which), device));
  }

  private String versions() {
    return dialect.runtime()
        + version(true).map(version -> " driver " + version + ",").orElse("")
        + version(false).map(version -> " runtime " + version).orElse(" runtime of no version");
  }

  /** 12040 is 12.4. */
  private Optional<String> version(boolean driver) {
    return asked(() -> Bridge.version(table, driver))
        .filter(number -> number > 0)
        .map(number -> number / 1000 + "." + number % 1000 / 10);
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
