package io.goodflops.plugin.gpubridge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads a dialect: sections in brackets, lines {@code key = value}, comments from {@code #} on.
 * What stands behind {@code |} is where a number was read: no number is taken without it.
 */
final class DialectFile {
  private static final List<String> DIALECT = List.of("name", "vendor", "runtime", "makers");
  private static final List<String> SEARCH =
      List.of("configured", "variables", "folders", "places", "system");
  private static final List<String> VERIFIED = List.of("hardware", "libraries", "emulator");

  private final Map<String, Map<String, String>> sections = new HashMap<>();

  private DialectFile() {}

  /** A line that makes no sense, or one that is missing. */
  static final class Mistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Mistake(String message) {
      super(message);
    }
  }

  /**
   * Reads the text of a dialect file.
   *
   * @throws Mistake that names line and key
   */
  static Dialect parse(String text) {
    DialectFile file = new DialectFile();
    file.read(text.lines().toList());
    Map<Library, List<String>> libraries = new EnumMap<>(Library.class);
    for (Library library : Library.values()) {
      Optional<String> names =
          library.optional()
              ? file.find("libraries", library.key())
              : Optional.of(file.need("libraries", library.key()));
      libraries.put(library, words(names.orElse("")));
    }
    boolean solver = solver(libraries);
    Map<Slot, List<String>> symbols = new EnumMap<>(Slot.class);
    for (Slot slot : Slot.values()) {
      Optional<String> names =
          slot.required() && !libraries.get(slot.library()).isEmpty()
              ? Optional.of(file.need("symbols", slot.key()))
              : file.find("symbols", slot.key());
      names.ifPresent(found -> symbols.put(slot, words(found)));
    }
    Map<Value, List<Integer>> values = file.values(symbols.keySet(), solver);
    Map<String, List<Integer>> compute = new TreeMap<>();
    for (String form : GemmForm.keys()) {
      file.find("gemm", form)
          .ifPresent(
              found -> {
                List<Integer> numbers = numbers("gemm", form, found);
                if (Set.copyOf(numbers).size() < numbers.size()) {
                  throw new Mistake("[gemm] " + form + " has a number twice");
                }
                compute.put(form, numbers);
              });
    }
    Dialect dialect =
        new Dialect(
            file.need("dialect", "name"),
            file.need("dialect", "vendor"),
            file.need("dialect", "runtime"),
            makers(file.find("dialect", "makers").orElse("")),
            new Dialect.Verified(
                file.need("verified", "hardware"),
                file.find("verified", "libraries").orElse("none"),
                file.find("verified", "emulator").orElse("none")),
            new Dialect.Search(
                file.need("search", "configured"),
                words(file.find("search", "variables").orElse("")),
                words(file.find("search", "folders").orElse("")),
                words(file.find("search", "places").orElse("")),
                system(file.find("search", "system").orElse("yes"))),
            libraries,
            symbols,
            values,
            new Dialect.Compiler(
                words(file.find("compiler", "options").orElse("")),
                words(file.find("compiler", "parts").orElse(""))),
            Management.parse(
                symbols.keySet(),
                key -> file.find("sensors", key),
                key -> file.find("throttle", key)),
            compute);
    if (!dialect.name().matches("[a-z][a-z0-9-]*")) {
      throw new Mistake("[dialect] name is '" + dialect.name() + "', must be a lower-case word");
    }
    return dialect;
  }

  /** Whether convolutions are a library's that names solutions. */
  private static boolean solver(Map<Library, List<String>> libraries) {
    boolean solver = !libraries.get(Library.SOLVER).isEmpty();
    if (solver && !libraries.get(Library.DNN).isEmpty()) {
      throw new Mistake("[libraries] has dnn and solver, of which one does the convolutions");
    }
    return solver;
  }

  private Map<Value, List<Integer>> values(Set<Slot> slots, boolean solver) {
    Map<Value, List<Integer>> values = new EnumMap<>(Value.class);
    for (Value value : Value.values()) {
      boolean needed =
          !value.optional()
              || (value == Value.MATH_MODE && slots.contains(Slot.BLAS_SET_MATH_MODE))
              || (value.isNeededForFp8() && slots.contains(Slot.BLASLT_CREATE))
              || (solver && Solutions.NEEDED.contains(value));
      Optional<String> text =
          needed ? Optional.of(need("values", value.key())) : find("values", value.key());
      text.ifPresent(found -> values.put(value, numbers("values", value.key(), found)));
      if (!value.several() && values.getOrDefault(value, List.of()).size() > 1) {
        throw new Mistake("[values] " + value.key() + " must be one number");
      }
      if (value.isAttribute() && values.getOrDefault(value, List.of(0, 0)).size() != 2) {
        throw new Mistake(
            "[values] " + value.key() + " must be an attribute's number and what it is set to");
      }
    }
    for (Value step : List.of(Value.VERSION_MAJOR, Value.VERSION_MINOR)) {
      if (values.getOrDefault(step, List.of(1)).get(0) < 1) {
        throw new Mistake("[values] " + step.key() + " must be at least 1");
      }
    }
    return values;
  }

  private static boolean system(String text) {
    if (!text.equals("yes") && !text.equals("no")) {
      throw new Mistake("[search] system is '" + text + "', must be yes or no");
    }
    return text.equals("yes");
  }

  /** PCI vendor and name, several separated by commas. */
  private static Map<String, String> makers(String text) {
    Map<String, String> makers = new LinkedHashMap<>();
    for (String maker : text.split(",")) {
      String[] words = maker.strip().split("\\s+", 2);
      if (words.length == 2 && words[0].matches("[0-9a-f]{4}")) {
        makers.put(words[0], words[1]);
      } else if (!maker.isBlank()) {
        throw new Mistake(
            "[dialect] makers has '" + maker.strip() + "', must be like '10de NVIDIA'");
      }
    }
    return makers;
  }

  private void read(List<String> lines) {
    Map<String, Set<String>> known = known();
    String section = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("(^|\\s)#.*", "").strip();
      String where = "line " + (i + 1) + ": ";
      if (line.startsWith("[") && line.endsWith("]")) {
        section = line.substring(1, line.length() - 1);
        if (!known.containsKey(section)) {
          throw new Mistake(where + "there is no section [" + section + "]");
        }
      } else if (!line.isEmpty()) {
        int equals = line.indexOf('=');
        if (equals < 1 || section.isEmpty()) {
          throw new Mistake(where + "'" + line + "' is neither a section nor a key with a value");
        }
        add(
            where,
            section,
            known.get(section),
            line.substring(0, equals).strip(),
            line.substring(equals + 1));
      }
    }
  }

  private void add(String where, String section, Set<String> known, String key, String rest) {
    if (!known.contains(key)) {
      throw new Mistake(where + "[" + section + "] has no key '" + key + "'");
    }
    int bar = rest.indexOf('|');
    String value = (bar < 0 ? rest : rest.substring(0, bar)).strip();
    boolean counted = List.of("values", "gemm", "sensors", "throttle").contains(section);
    if (counted && (bar < 0 || rest.substring(bar + 1).isBlank())) {
      throw new Mistake(where + key + " does not say where it was read: ' | source' is missing");
    }
    if (value.isEmpty()) {
      throw new Mistake(where + key + " has no value");
    }
    Map<String, String> entries = sections.computeIfAbsent(section, name -> new LinkedHashMap<>());
    if (entries.put(key, value) != null) {
      throw new Mistake(where + key + " is given twice");
    }
  }

  private static Map<String, Set<String>> known() {
    Map<String, Set<String>> known = new HashMap<>();
    known.put("dialect", Set.copyOf(DIALECT));
    known.put("search", Set.copyOf(SEARCH));
    known.put("compiler", Set.of("options", "parts"));
    known.put("verified", Set.copyOf(VERIFIED));
    known.put("libraries", keys(Arrays.stream(Library.values()).map(Library::key).toList()));
    known.put("symbols", keys(Arrays.stream(Slot.values()).map(Slot::key).toList()));
    known.put("values", keys(Arrays.stream(Value.values()).map(Value::key).toList()));
    known.put("gemm", keys(GemmForm.keys()));
    known.put("sensors", keys(Management.keys()));
    known.put("throttle", keys(Management.REASONS));
    return known;
  }

  private static Set<String> keys(List<String> keys) {
    return new HashSet<>(keys);
  }

  private Optional<String> find(String section, String key) {
    return Optional.ofNullable(sections.getOrDefault(section, Map.of()).get(key));
  }

  private String need(String section, String key) {
    return find(section, key)
        .orElseThrow(() -> new Mistake("[" + section + "] " + key + " is missing"));
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>(List.of(text.split("\\s+")));
    words.removeIf(String::isEmpty);
    return words;
  }

  private static List<Integer> numbers(String section, String key, String text) {
    return words(text).stream().map(word -> number(section, key, word)).toList();
  }

  private static int number(String section, String key, String text) {
    try {
      return Integer.decode(text);
    } catch (NumberFormatException e) {
      throw new Mistake("[" + section + "] " + key + " is '" + text + "', must be a whole number");
    }
  }
}
