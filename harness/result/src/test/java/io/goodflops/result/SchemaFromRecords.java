package io.goodflops.result;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Derives the JSON Schema from the record types, so that the two cannot drift apart. Unknown fields
 * are allowed: a newer minor version may add some.
 */
final class SchemaFromRecords {
  private static final int LONGEST_TEXT = 20_000;

  /** Came after version 1.0.0: an older record is without them, and stays valid. */
  private static final Set<String> LATER =
      Set.of(
          "CalibrationRecord.othersShare",
          "ComputePeak.clockRelativeSpread",
          "ForkRecord.step",
          "PluginRecord.environment",
          "Settings.challenge",
          "Settings.tender",
          "StepRecord.feed");

  private SchemaFromRecords() {}

  static ObjectNode schema() {
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "GoodFLOPS run record");
    root.put("description", "run.json, schema version " + RunRecord.SCHEMA_VERSION);
    root.setAll(of(RunRecord.class));
    ((ObjectNode) root.at("/properties/schemaVersion")).put("pattern", "^1\\.[0-9]+\\.[0-9]+$");
    ((ObjectNode) root.at("/properties/runId")).put("pattern", "^[A-Za-z0-9._-]{1,80}$");
    ((ObjectNode) root.at("/properties/cases/items/properties/id")).put("pattern", "^[^\\s=]+$");
    return root;
  }

  private static ObjectNode of(Type type) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        node.put("type", "array").set("items", of(arguments[0]));
      } else if (generic.getRawType() == Map.class) {
        node.put("type", "object").set("additionalProperties", of(arguments[1]));
      } else if (generic.getRawType() == Optional.class) {
        return orNull(of(arguments[0]));
      } else {
        throw new IllegalArgumentException("no schema for " + type);
      }
      return node;
    }
    Class<?> raw = (Class<?>) type;
    if (raw == String.class) {
      // control characters have no business in a record that ends up in pages and terminals
      return node.put("type", "string")
          .put("maxLength", LONGEST_TEXT)
          .put("pattern", "^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f]*$");
    } else if (raw == int.class || raw == long.class || raw == Long.class) {
      return node.put("type", "integer");
    } else if (raw == double.class || raw == Double.class) {
      return node.put("type", "number");
    } else if (raw == boolean.class) {
      return node.put("type", "boolean");
    } else if (raw == OptionalDouble.class) {
      return orNull(of(double.class));
    } else if (raw == OptionalLong.class) {
      return orNull(of(long.class));
    } else if (raw.isEnum()) {
      ArrayNode names = node.put("type", "string").putArray("enum");
      for (Object constant : raw.getEnumConstants()) {
        names.add(((Enum<?>) constant).name());
      }
      return node;
    } else if (raw.isRecord()) {
      node.put("type", "object");
      ArrayNode required = Json.MAPPER.createArrayNode();
      ObjectNode properties = Json.MAPPER.createObjectNode();
      for (RecordComponent component : raw.getRecordComponents()) {
        if (!LATER.contains(raw.getSimpleName() + "." + component.getName())) {
          required.add(component.getName());
        }
        properties.set(component.getName(), of(component.getGenericType()));
      }
      node.set("required", required);
      node.set("properties", properties);
      return node;
    }
    throw new IllegalArgumentException("no schema for " + type);
  }

  private static ObjectNode orNull(ObjectNode schema) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.putArray("anyOf").add(schema).add(Json.MAPPER.createObjectNode().put("type", "null"));
    return node;
  }
}
