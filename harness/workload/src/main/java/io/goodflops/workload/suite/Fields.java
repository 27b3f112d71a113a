package io.goodflops.workload.suite;

import io.goodflops.spi.DType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The fields of one JSON object; every complaint names the field, its value and the place. */
final class Fields {
  private final String place;
  private final Map<?, ?> values;
  private final Set<String> known = new TreeSet<>();

  private Fields(String place, Map<?, ?> values) {
    this.place = place;
    this.values = values;
  }

  static Fields of(String place, Object value) {
    if (value instanceof Map<?, ?> map) {
      return new Fields(place, map);
    }
    throw new SuiteException(place + " is " + show(value) + ", must be an object");
  }

  String place() {
    return place;
  }

  SuiteException wrong(String message) {
    return new SuiteException(place + ": " + message);
  }

  boolean has(String name) {
    known.add(name);
    return values.get(name) != null;
  }

  String text(String name) {
    return optionalText(name).orElseThrow(() -> missing(name));
  }

  Optional<String> optionalText(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    if (values.get(name) instanceof String text && !text.isBlank()) {
      return Optional.of(text);
    }
    throw wrong(name + " is " + show(values.get(name)) + ", must be a text");
  }

  boolean flag(String name) {
    if (!has(name)) {
      return false;
    }
    if (values.get(name) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name + " is " + show(values.get(name)) + ", must be true or false");
  }

  double number(String name, double otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    if (values.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(name + " is " + show(values.get(name)) + ", must be a number");
  }

  int count(String name, int otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    return (int) whole(name, values.get(name), Integer.MAX_VALUE);
  }

  /** A whole number from 1 to {@code largest}. */
  long size(String name, long largest) {
    if (!has(name)) {
      throw missing(name);
    }
    return whole(name, values.get(name), largest);
  }

  /** One or several whole numbers from 1 to {@code largest}. */
  List<Long> sizes(String name, long largest) {
    return each(name, item -> whole(name, item, largest));
  }

  List<Long> sizes(String name, long largest, long otherwise) {
    return has(name) ? sizes(name, largest) : List.of(otherwise);
  }

  /** A list of whole numbers from 1 to {@code largest}, some of which may be the same. */
  List<Long> counts(String name, long largest) {
    return list(name).stream().map(item -> whole(name, item, largest)).toList();
  }

  /** One or several amounts: whole numbers of bytes or texts such as {@code 64MiB}. */
  List<Long> amounts(String name, long largest) {
    return each(name, item -> amount(name, item, largest));
  }

  /** One or several words, each the name of a constant, in any case and with '-' or '_'. */
  <E extends Enum<E>> List<E> words(String name, Class<E> type) {
    return each(name, item -> word(name, item, type));
  }

  <E extends Enum<E>> List<E> words(String name, Class<E> type, E otherwise) {
    return has(name) ? words(name, type) : List.of(otherwise);
  }

  <E extends Enum<E>> Optional<E> optionalWord(String name, Class<E> type) {
    return has(name) ? Optional.of(word(name, values.get(name), type)) : Optional.empty();
  }

  /** One or several texts; empty if the field is absent. */
  List<String> texts(String name) {
    return has(name)
        ? each(
            name,
            item -> {
              if (item instanceof String text) {
                return text;
              }
              throw wrong(name + " contains " + show(item) + ", must be texts");
            })
        : List.of();
  }

  List<?> list(String name) {
    if (!has(name)) {
      throw missing(name);
    }
    if (!(values.get(name) instanceof List<?> list)) {
      throw wrong(name + " is " + show(values.get(name)) + ", must be a list");
    }
    if (list.isEmpty()) {
      throw wrong(name + " is an empty list");
    }
    return list;
  }

  Optional<Fields> object(String name) {
    return has(name)
        ? Optional.of(Fields.of(place + ", " + name, values.get(name)))
        : Optional.empty();
  }

  /** Complains about fields that nobody asked for. */
  void requireAllKnown() {
    for (Object name : values.keySet()) {
      if (!(name instanceof String text) || !known.contains(text)) {
        throw wrong(
            "unknown field '"
                + name
                + "'; "
                + Typos.closest(String.valueOf(name), known)
                    .map(meant -> "did you mean '" + meant + "'? Known are ")
                    .orElse("known are ")
                + String.join(", ", known));
      }
    }
  }

  /** What is missing may be there under a name with a slip in it. */
  private SuiteException missing(String name) {
    List<String> strange = new ArrayList<>();
    for (Object key : values.keySet()) {
      if (!known.contains(String.valueOf(key))) {
        strange.add(String.valueOf(key));
      }
    }
    return wrong(
        "field '"
            + name
            + "' is missing"
            + Typos.closest(name, strange)
                .map(typo -> "; perhaps it is the unknown field '" + typo + "'")
                .orElse(""));
  }

  private <T> List<T> each(String name, Function<Object, T> read) {
    if (!has(name)) {
      throw missing(name);
    }
    if (!(values.get(name) instanceof List<?>)) {
      return List.of(read.apply(values.get(name)));
    }
    List<T> items = new ArrayList<>();
    for (Object item : list(name)) {
      T value = read.apply(item);
      if (items.contains(value)) {
        throw wrong(name + " lists " + show(item) + " twice");
      }
      items.add(value);
    }
    return items;
  }

  private long whole(String name, Object value, long largest) {
    BigDecimal number;
    if (value instanceof Integer || value instanceof Long) {
      number = BigDecimal.valueOf(((Number) value).longValue());
    } else if (value instanceof BigInteger integer) {
      number = new BigDecimal(integer);
    } else if (value instanceof Double real && Double.isFinite(real)) {
      number = BigDecimal.valueOf(real);
    } else if (value instanceof BigDecimal decimal) {
      number = decimal;
    } else {
      throw wrong(name + " is " + show(value) + ", must be a whole number");
    }
    if (number.stripTrailingZeros().scale() > 0) {
      throw wrong(name + " is " + show(value) + ", must be a whole number");
    }
    if (number.signum() < 1) {
      throw wrong(name + " is " + show(value) + ", must be at least 1");
    }
    if (number.compareTo(BigDecimal.valueOf(largest)) > 0) {
      throw wrong(name + " is " + show(value) + ", the largest allowed is " + largest);
    }
    return number.longValueExact();
  }

  private long amount(String name, Object value, long largest) {
    if (!(value instanceof String text)) {
      return whole(name, value, largest);
    }
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    for (int i = units.length - 1; i >= 0; i--) {
      String digits = text.substring(0, Math.max(0, text.length() - units[i].length())).strip();
      if (text.endsWith(units[i]) && digits.matches("[0-9]{1,12}")) {
        BigInteger bytes = new BigInteger(digits).shiftLeft(10 * i);
        if (bytes.compareTo(BigInteger.valueOf(largest)) > 0) {
          throw wrong(name + " is " + text + ", the largest allowed is " + largest + " bytes");
        }
        return whole(name, bytes, largest);
      }
    }
    throw wrong(name + " is " + show(value) + ", must be bytes or a text such as \"64MiB\"");
  }

  private <E extends Enum<E>> E word(String name, Object value, Class<E> type) {
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String word = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (value instanceof String text
          && text.toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) {
        return constant;
      }
      // types are written in capitals everywhere
      names.add(type == DType.class ? constant.name() : word);
    }
    throw wrong(name + " is " + show(value) + ", must be one of " + String.join(", ", names));
  }

  private static String show(Object value) {
    String text = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
