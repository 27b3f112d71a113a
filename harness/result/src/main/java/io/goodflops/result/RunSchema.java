package io.goodflops.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The published JSON Schema of a run record, as a check. */
public final class RunSchema {
  static final String RESOURCE = "/io/goodflops/result/schema/run-1.schema.json";

  private RunSchema() {}

  /** What the schema has against a record, empty if nothing; each with the place. */
  public static List<String> defects(JsonNode run) {
    return defects(schema(), run);
  }

  /** Like {@link #defects(JsonNode)}, from text. */
  public static List<String> defects(String json) throws IOException {
    return defects(Json.MAPPER.readTree(json));
  }

  private static List<String> defects(Schema schema, JsonNode run) {
    List<String> sentences = new ArrayList<>();
    for (Error error : schema.validate(run)) {
      String place = String.valueOf(error.getInstanceLocation());
      sentences.add((place.isEmpty() ? "" : "at " + place + ": ") + error.getMessage());
    }
    return sentences;
  }

  private static Schema schema() {
    try (InputStream in = RunSchema.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the jar");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(text, InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
