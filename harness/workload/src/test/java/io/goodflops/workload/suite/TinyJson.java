package io.goodflops.workload.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Just enough JSON to read the suites that come along: this module has no JSON library. */
final class TinyJson {
  private final String text;
  private int at;

  private TinyJson(String text) {
    this.text = text;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> parse(String text) {
    TinyJson json = new TinyJson(text);
    Object value = json.value();
    json.blanks();
    if (json.at != text.length()) {
      throw new IllegalArgumentException("more text at " + json.at);
    }
    return (Map<String, Object>) value;
  }

  private Object value() {
    blanks();
    return switch (text.charAt(at)) {
      case '{' -> object();
      case '[' -> list();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      default -> number();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> map = new LinkedHashMap<>();
    take('{');
    while (peek() != '}') {
      blanks();
      String name = string();
      take(':');
      if (map.put(name, value()) != null) {
        throw new IllegalArgumentException("twice: " + name);
      }
      if (peek() != '}') {
        take(',');
      }
    }
    take('}');
    return map;
  }

  private List<Object> list() {
    List<Object> list = new ArrayList<>();
    take('[');
    while (peek() != ']') {
      list.add(value());
      if (peek() != ']') {
        take(',');
      }
    }
    take(']');
    return list;
  }

  private String string() {
    take('"');
    int end = text.indexOf('"', at);
    String found = text.substring(at, end);
    if (found.contains("\\")) {
      throw new IllegalArgumentException("escapes are not read: " + found);
    }
    at = end + 1;
    return found;
  }

  private Object word(String word, boolean value) {
    if (!text.startsWith(word, at)) {
      throw new IllegalArgumentException("no word at " + at);
    }
    at += word.length();
    return value;
  }

  private Object number() {
    int from = at;
    while ("+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String digits = text.substring(from, at);
    if (digits.matches("-?[0-9]{1,9}")) {
      return Integer.valueOf(digits);
    }
    if (digits.matches("-?[0-9]{1,18}")) {
      return Long.valueOf(digits);
    }
    return Double.valueOf(digits);
  }

  private char peek() {
    blanks();
    return text.charAt(at);
  }

  private void take(char wanted) {
    if (peek() != wanted) {
      throw new IllegalArgumentException("expected " + wanted + " at " + at);
    }
    at++;
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
