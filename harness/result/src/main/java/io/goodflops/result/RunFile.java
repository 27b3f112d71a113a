package io.goodflops.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code run.json} in a run's folder. */
public final class RunFile {
  /** Name of the file in a run's folder. */
  public static final String NAME = "run.json";

  private RunFile() {}

  /** Writes the record into a run's folder. */
  public static void write(Path folder, RunRecord run) throws IOException {
    Json.write(folder.resolve(NAME), run);
  }

  /**
   * Reads a record and checks it against the schema, because people edit files.
   *
   * @param path a run's folder or its run.json
   * @throws UserException if it cannot be read or does not say what a record must say
   */
  public static RunRecord read(Path path) {
    return read(path, false);
  }

  /**
   * Like {@link #read}, also of another major version of the format, as far as it says what a
   * record of this one must say.
   */
  public static RunRecord readAnyMajor(Path path) {
    return read(path, true);
  }

  private static RunRecord read(Path path, boolean anyMajor) {
    Path file = Files.isDirectory(path) ? path.resolve(NAME) : path;
    JsonNode tree;
    try {
      tree = Json.MAPPER.readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      Path journal = file.resolveSibling("journal.jsonl");
      throw UserException.usage(
          Files.exists(journal)
              ? file.toAbsolutePath().getParent()
                  + " holds a run that was cut off; 'run --resume' with this folder finishes it."
              : file + " does not exist; give a run's folder, for example results/local/<run>.");
    } catch (JsonProcessingException e) {
      throw UserException.usage(file + " is not valid JSON: " + JsonTrouble.sentence(e, 1) + ".");
    } catch (IOException e) {
      throw Files.isDirectory(file)
          ? UserException.usage(file + " is a folder; give a run's folder or its run.json.")
          : UserException.environment(file + " cannot be read: " + FileTrouble.reason(e) + ".");
    }
    requireRecord(file, tree);
    String version = tree.path("schemaVersion").asText("");
    boolean other = !major(version).equals(major(RunRecord.SCHEMA_VERSION));
    if (other && !anyMajor) {
      throw UserException.usage(
          file
              + " has schema version '"
              + version
              + "', this GoodFLOPS reads "
              + major(RunRecord.SCHEMA_VERSION)
              + ".x.");
    }
    // checking takes as long as mapping, and large records have readers who wait
    JsonNode judged = other ? withOwnVersion(tree) : tree;
    CompletableFuture<List<String>> checked =
        CompletableFuture.supplyAsync(() -> RunSchema.defects(judged));
    RunRecord run = null;
    String defect = "";
    try {
      run = Json.MAPPER.treeToValue(tree, RunRecord.class);
    } catch (JsonProcessingException e) {
      defect = JsonTrouble.sentence(e, 1);
    }
    List<String> defects = checked.join();
    if (!defects.isEmpty()) {
      throw UserException.usage(
          file
              + " is not a valid run record: "
              + defects.get(0)
              + (defects.size() > 1 ? " (and " + (defects.size() - 1) + " more)" : "")
              + ".");
    }
    if (run == null) {
      throw UserException.usage(file + " is not a valid run record: " + defect + ".");
    }
    contradiction(run)
        .ifPresent(
            what -> {
              throw UserException.usage(file + " is not a valid run record: " + what + ".");
            });
    return run;
  }

  /** What else it says is held against the only schema that this version knows. */
  private static JsonNode withOwnVersion(JsonNode tree) {
    ObjectNode copy = tree.deepCopy();
    return copy.put("schemaVersion", RunRecord.SCHEMA_VERSION);
  }

  private static void requireRecord(Path file, JsonNode tree) {
    Optional<String> defect = Json.notAnObject(tree);
    if (defect.isEmpty() && !tree.path("schemaVersion").isTextual()) {
      defect = Optional.of("the field schemaVersion is missing or no text");
    }
    if (defect.isPresent()) {
      throw UserException.usage(file + " is not a run record: " + defect.get() + ".");
    }
  }

  /** What no run writes, though the schema allows it. */
  private static Optional<String> contradiction(RunRecord run) {
    for (CaseRecord subject : run.cases()) {
      if (subject.flops() < 0 || subject.bytes() < 0) {
        return Optional.of("case " + subject.id() + " has a negative number of flops or bytes");
      }
      if (subject.outcome() == CaseRecord.Outcome.MEASURED
          && subject.verification().map(check -> !check.passed()).orElse(false)) {
        return Optional.of(
            "case " + subject.id() + " is MEASURED although its verification did not pass");
      }
      for (RankRecord rank : subject.ranks()) {
        String what = rank.contradiction();
        if (!what.isEmpty()) {
          return Optional.of("case " + subject.id() + " has " + what);
        }
      }
      List<ForkRecord> forks = new ArrayList<>(subject.forks());
      subject.ranks().forEach(rank -> forks.addAll(rank.forks()));
      for (ForkRecord fork : forks) {
        for (ForkRecord.Sample sample : fork.samples()) {
          if (sample.wallNanos() < 0 || sample.launches() < 0) {
            return Optional.of(
                "case "
                    + subject.id()
                    + " has a sample with a negative time or number of launches");
          }
        }
        String step = fork.step().map(StepRecord::contradiction).orElse("");
        if (!step.isEmpty()) {
          return Optional.of("case " + subject.id() + " has " + step);
        }
      }
    }
    return Optional.empty();
  }

  private static String major(String version) {
    int dot = version.indexOf('.');
    return dot < 0 ? version : version.substring(0, dot);
  }
}
