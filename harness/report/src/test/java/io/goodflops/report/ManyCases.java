package io.goodflops.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.goodflops.result.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a record with many cases, so that one can see what {@code report} takes: the cases of a
 * real run, again and again under other ids. Arguments: the run's folder, the number of cases, the
 * new folder.
 *
 * <p>From the repository's root, after {@code ./goodflops test}:
 *
 * <pre>
 * java -cp 'harness/report/target/test-classes:harness/dist/target/goodflops/lib/*' io.goodflops.report.ManyCases results/local/RUN 1000 target/many
 * time ./goodflops report target/many
 * </pre>
 */
final class ManyCases {
  private ManyCases() {}

  public static void main(String[] arguments) throws IOException {
    Path source = Path.of(arguments[0]).resolve(RunFile.NAME);
    int wanted = Integer.parseInt(arguments[1]);
    Path folder = Files.createDirectories(Path.of(arguments[2]));
    ObjectMapper json = new ObjectMapper();
    ObjectNode run = (ObjectNode) json.readTree(source.toFile());
    ArrayNode originals = (ArrayNode) run.get("cases");
    ArrayNode cases = json.createArrayNode();
    for (int i = 0; i < wanted; i++) {
      ObjectNode copy = originals.get(i % originals.size()).deepCopy();
      copy.put("id", copy.get("id").asText().replace("@", "-copy" + i + "@"));
      cases.add(copy);
    }
    run.set("cases", cases);
    run.put("planned", wanted);
    json.writeValue(folder.resolve(RunFile.NAME).toFile(), run);
  }
}
