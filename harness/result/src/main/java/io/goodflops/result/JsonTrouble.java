package io.goodflops.result;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is wrong with a JSON text, for somebody who knows JSON and not the library that reads it.
 */
final class JsonTrouble {
  private static final Pattern RANGE = Pattern.compile("Numeric value \\((.*)\\) out of range.*");
  private static final Pattern NOT_A_NUMBER = Pattern.compile("Non-standard token '([^']*)'.*");
  private static final Pattern TOKEN = Pattern.compile("Unrecognized token '([^']*)'.*");
  private static final Pattern CHARACTER =
      Pattern.compile("(?:Unexpected|Illegal) character \\((.*?)\\).*");
  private static final Pattern CODE = Pattern.compile("(?:'.*' \\()?code (\\d+)(?: / 0x.*)?\\)?");
  private static final Pattern TEXT_FOR_NUMBER =
      Pattern.compile("Cannot coerce String value.*?\"(.*)\".*(?:Double|Int|int|double).*");
  private static final Pattern DIGIT_AS_NAME =
      Pattern.compile("Unexpected character \\('\\d' .*double-quote to start field name.*");
  private static final int LONGEST = 40;

  private JsonTrouble() {}

  /**
   * The defect and where it is.
   *
   * @param firstLine number of the text's first line in its file, from 1
   */
  static String sentence(JsonProcessingException e, int firstLine) {
    return place(e) + defect(e) + position(e.getLocation(), firstLine);
  }

  private static String place(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "";
    }
    StringBuilder names = new StringBuilder();
    for (JsonMappingException.Reference reference : mapping.getPath()) {
      if (reference.getFieldName() == null) {
        names.append('[').append(reference.getIndex()).append(']');
      } else {
        names.append(names.length() == 0 ? "" : ".").append(reference.getFieldName());
      }
    }
    return "at " + names + ": ";
  }

  private static String defect(JsonProcessingException e) {
    String message = String.valueOf(e.getOriginalMessage()).split("\n", 2)[0];
    if (e instanceof JsonEOFException || message.startsWith("Unexpected end-of-input")) {
      return "the text ends too early";
    }
    Matcher range = RANGE.matcher(message);
    if (e instanceof InputCoercionException || range.matches()) {
      return range.matches()
          ? "the number " + shortened(range.group(1)) + " is too large"
          : "a number is too large";
    }
    if (e instanceof StreamConstraintsException) {
      return "a number, a text or the nesting is too long";
    }
    Matcher token = NOT_A_NUMBER.matcher(message);
    if (token.matches()) {
      return "JSON has no number " + shortened(token.group(1));
    }
    token = TOKEN.matcher(message);
    if (token.matches()) {
      return "'" + shortened(token.group(1)) + "' is no value of JSON";
    }
    Matcher character = CHARACTER.matcher(message);
    if (character.matches()) {
      return character(character.group(1)) + decimalComma(message);
    }
    if (message.startsWith("Unrecognized character escape")) {
      return "a character is escaped that JSON does not escape";
    }
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      // our own constructors' words
      return String.valueOf(e.getCause().getMessage());
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "the field is unknown; known are " + known(unknown);
    }
    Matcher text = TEXT_FOR_NUMBER.matcher(message);
    if (text.matches()) {
      return "'"
          + shortened(text.group(1))
          + "' is a text, must be a number without quotes and with a decimal point";
    }
    if (e instanceof InvalidFormatException format) {
      return "'" + shortened(String.valueOf(format.getValue())) + "' does not belong there";
    }
    return e instanceof JsonMappingException
        ? "the value there is of another type"
        : "the text breaks JSON's rules";
  }

  /** From {@code '}' (code 125)} or {@code (CTRL-CHAR, code 10)}. */
  private static String character(String words) {
    Matcher code = CODE.matcher(words.replaceFirst("^\\(?CTRL-CHAR, ", ""));
    if (!code.find()) {
      return "a character stands where it may not";
    }
    int value = Integer.parseInt(code.group(1));
    return value <= ' ' || Character.isISOControl(value)
        ? "the character with code " + value + " stands where it may not"
        : "'" + Character.toString(value) + "' stands where it may not";
  }

  /** What follows a comma in an object is a field's name, so a digit is half a number. */
  private static String decimalComma(String message) {
    return DIGIT_AS_NAME.matcher(message).matches()
        ? "; a number has a decimal point, not a comma"
        : "";
  }

  private static String known(UnrecognizedPropertyException e) {
    return e.getKnownPropertyIds() == null
        ? "none"
        : e.getKnownPropertyIds().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** From a tree's node there is no place in the text. */
  private static String position(JsonLocation location, int firstLine) {
    return location == null || location.getLineNr() < 1
        ? ""
        : " (line "
            + (location.getLineNr() + firstLine - 1)
            + ", column "
            + location.getColumnNr()
            + ")";
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "\u2026";
  }
}
