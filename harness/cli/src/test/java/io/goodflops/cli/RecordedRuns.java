package io.goodflops.cli;

import io.goodflops.report.text.Lang;
import io.goodflops.result.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands on the record of a real run, whose times are written anew. */
abstract class RecordedRuns {
  static final double NANOS = 2e7;

  @TempDir Path folder;
  private final Lang before = Language.current();
  String out = "";
  String err = "";

  @BeforeEach
  void speakEnglish() {
    Language.speak(Lang.EN);
  }

  @AfterEach
  void speakAsBefore() {
    Language.speak(before);
  }

  int execute(String... arguments) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    CommandLine commands = Main.commandLine();
    commands.setOut(new PrintWriter(outText, true));
    commands.setErr(new PrintWriter(errText, true));
    int code = commands.execute(arguments);
    out = outText.toString();
    err = errText.toString();
    return code;
  }

  /** A run whose launches take this many nanoseconds, with 1 % noise from fork to fork. */
  Path run(String id, double nanos) throws IOException {
    return run(id, nanos, text -> text);
  }

  Path run(String id, double nanos, UnaryOperator<String> edit) throws IOException {
    return run(id, nanos, edit, run -> {});
  }

  Path run(
      String id, double nanos, UnaryOperator<String> edit, Consumer<Map<String, Object>> change)
      throws IOException {
    Map<String, Object> run = Json.parseObject(resource());
    run.put("runId", id);
    Random random = new Random(id.hashCode());
    for (Map<String, Object> each : objects(run.get("cases"))) {
      for (Map<String, Object> fork : objects(each.get("forks"))) {
        double own = nanos * (1 + 0.01 * random.nextGaussian());
        for (Map<String, Object> sample : objects(fork.get("samples"))) {
          long launches = ((Number) sample.get("launches")).longValue();
          sample.put("wallNanos", Math.round(own * launches));
          sample.put("stealNanos", 0);
          sample.put("waitNanos", 0);
          sample.put("pauseNanos", 0);
          sample.put("deviceNanos", null);
        }
      }
    }
    change.accept(run);
    Path file = Files.createDirectories(folder.resolve(id)).resolve("run.json");
    Files.writeString(file, edit.apply(Json.pretty(run)));
    return file.getParent();
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> objects(Object list) {
    return new ArrayList<>((List<Map<String, Object>>) list);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object object) {
    return (Map<String, Object>) object;
  }

  private static String resource() throws IOException {
    try (InputStream in = RecordedRuns.class.getResourceAsStream("run.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
