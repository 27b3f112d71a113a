package io.goodflops.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A JSON file that a buyer writes by hand: a tender, prices, a profile. Unknown fields, fields that
 * are there twice and numbers in quotes are refused, so that a slip does not change a decision.
 *
 * @param value what it says
 * @param sha256 of its bytes
 */
public record BuyerFile<T>(Path path, T value, String sha256) {
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfigDefaults(
              config -> config.setCoercion(CoercionInputShape.String, CoercionAction.Fail))
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /**
   * Reads a file.
   *
   * @param kind one word for messages, for example {@code tender}
   * @throws UserException if it cannot be read or does not say what it must say
   */
  public static <T> BuyerFile<T> read(Path path, String kind, Class<T> type) {
    try {
      byte[] bytes = Files.readAllBytes(path);
      JsonNode tree = STRICT.readTree(bytes);
      Optional<String> defect = Json.notAnObject(tree);
      if (defect.isPresent()) {
        throw invalid(path, kind, defect.get());
      }
      return new BuyerFile<>(path, STRICT.treeToValue(tree, type), Manifest.sha256(bytes));
    } catch (NoSuchFileException e) {
      throw UserException.usage("The " + kind + " file " + path + " does not exist.");
    } catch (JsonProcessingException e) {
      throw invalid(path, kind, JsonTrouble.sentence(e, 1));
    } catch (IOException e) {
      throw Files.isDirectory(path)
          ? UserException.usage("The " + kind + " file " + path + " is a folder; give a JSON file.")
          : UserException.environment(
              "The " + kind + " file " + path + " cannot be read: " + FileTrouble.reason(e) + ".");
    }
  }

  /** One sentence about a file that does not say what it must say. */
  public static UserException invalid(Path path, String kind, String defect) {
    return UserException.usage(path + " is not a valid " + kind + ": " + defect + ".");
  }
}
