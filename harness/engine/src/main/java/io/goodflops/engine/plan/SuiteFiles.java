package io.goodflops.engine.plan;

import io.goodflops.result.FileTrouble;
import io.goodflops.result.Json;
import io.goodflops.result.Manifest;
import io.goodflops.result.UserException;
import io.goodflops.workload.suite.BuiltinSuites;
import io.goodflops.workload.suite.Suite;
import io.goodflops.workload.suite.SuiteException;
import io.goodflops.workload.suite.SuiteReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Suites by name or file. */
public final class SuiteFiles {
  private SuiteFiles() {}

  /**
   * A suite with the text it was read from.
   *
   * @param sha256 of the text
   */
  public record Loaded(Suite suite, String json, String sha256) {}

  /**
   * Loads a built-in suite, or a file if the name looks like one.
   *
   * @throws UserException if there is none, or its text is wrong
   */
  public static Loaded load(String nameOrFile) {
    try (InputStream builtin = BuiltinSuites.open(nameOrFile).orElse(null)) {
      if (builtin != null) {
        return parse(nameOrFile, new String(builtin.readAllBytes(), StandardCharsets.UTF_8));
      }
      if (!nameOrFile.contains("/") && !nameOrFile.endsWith(".json")) {
        throw UserException.usage(
            "There is no suite '"
                + nameOrFile
                + "'; there are: "
                + String.join(", ", BuiltinSuites.names())
                + ". A path to your own JSON file works too.");
      }
      return parse(nameOrFile, Files.readString(Path.of(nameOrFile)));
    } catch (NoSuchFileException e) {
      throw UserException.usage("The suite file " + nameOrFile + " does not exist.");
    } catch (IOException e) {
      throw UserException.usage(
          Files.isDirectory(Path.of(nameOrFile))
              ? "The suite file " + nameOrFile + " is a folder; give a JSON file."
              : "The suite file " + nameOrFile + " cannot be read: " + FileTrouble.reason(e) + ".");
    }
  }

  /** Reads a suite from its text. */
  public static Loaded parse(String name, String json) {
    try {
      Suite suite = SuiteReader.read(Json.parseObject(json));
      return new Loaded(suite, json, Manifest.sha256(json.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw UserException.usage(name + " is not a valid suite: " + e.getMessage() + ".");
    } catch (SuiteException e) {
      throw UserException.usage(name + " is not a valid suite: " + sentence(e.getMessage()));
    }
  }

  /** The built-in suite of this name, if there is one. */
  public static Optional<Loaded> builtin(String name) {
    return BuiltinSuites.names().contains(name) ? Optional.of(load(name)) : Optional.empty();
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }
}
