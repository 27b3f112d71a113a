package io.goodflops.engine.child;

import io.goodflops.result.Json;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A file that a child has left for the host. Vendor code shares the process that wrote it, so it
 * may be cut short, of any size, and hold anything.
 */
public final class ChildAnswer {
  /**
   * The largest honest ones, of thousands of batches or sensors' readings, have a few hundred KiB.
   */
  private static final long MOST_BYTES = 16 << 20;

  private ChildAnswer() {}

  /**
   * Reads it.
   *
   * @throws IOException if it is not wholly of this type: nothing is null, every number is finite;
   *     the message completes "an answer that cannot be read, because ..."
   */
  public static <T> T read(Path file, Class<T> type) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("it is no file");
    }
    long bytes = Files.size(file);
    if (bytes > MOST_BYTES) {
      throw new IOException(
          String.format(Locale.ROOT, "it has %d MiB, more than %d", bytes >> 20, MOST_BYTES >> 20));
    }
    T answer;
    try {
      answer = Json.read(file, type);
    } catch (RuntimeException | StackOverflowError e) {
      throw new IOException("it makes no sense", e);
    }
    requireWhole(answer, "it");
    return answer;
  }

  private static void requireWhole(Object value, String place) throws IOException {
    if (value == null) {
      throw new IOException(place + " is missing");
    }
    if (value instanceof Record) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        requireWhole(of(value, component), component.getName());
      }
    } else if (value instanceof Collection<?> many) {
      for (Object one : many) {
        requireWhole(one, place);
      }
    } else if (value instanceof Map<?, ?> many) {
      requireWhole(many.values(), place);
    } else if (value instanceof Optional<?> optional) {
      if (optional.isPresent()) {
        requireWhole(optional.get(), place);
      }
    } else if (value instanceof OptionalDouble optional) {
      requireFinite(optional.orElse(0), place);
    } else if (value instanceof Double number) {
      requireFinite(number, place);
    }
  }

  private static void requireFinite(double number, String place) throws IOException {
    if (!Double.isFinite(number)) {
      throw new IOException(place + " is no finite number");
    }
  }

  private static Object of(Object record, RecordComponent component) throws IOException {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IOException(component.getName() + " cannot be asked for", e);
    }
  }
}
