package io.goodflops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.report.text.Lang;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/**
 * Each mistake gets one sentence that names it, the right exit code, and no stack trace. What only
 * a process of its own, or a plugin's, can show stands in {@code BadInputIT}.
 */
class BadInputTest {
  private static final String SERVICE = "META-INF/services/io.goodflops.spi.DevicePlugin";

  @TempDir private Path folder;
  private final Lang before = Language.current();
  private final String homeBefore = System.getProperty("goodflops.home");

  /** What a finished command left behind. */
  private record Outcome(int exitCode, String out, String err) {}

  /** An installation with plugins that nothing here starts. */
  @BeforeEach
  void installed(@TempDir Path home) throws Exception {
    for (String name : List.of("reference", "cpu")) {
      Path plugin = Files.createDirectories(home.resolve("plugins").resolve(name));
      Files.move(jar(SERVICE, "no.such.Plugin", "1.0"), plugin.resolve(name + ".jar"));
    }
    System.setProperty("goodflops.home", home.toString());
  }

  @AfterEach
  void asBefore() {
    Language.speak(before);
    if (homeBefore == null) {
      System.clearProperty("goodflops.home");
    } else {
      System.setProperty("goodflops.home", homeBefore);
    }
  }

  /** As {@link Main} does it, but for the end of the process. */
  private static Outcome run(String... arguments) {
    Language.speak(Language.of(List.of(arguments), Map.of("LC_ALL", "C.UTF-8")));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands = Main.commandLine();
    commands.setOut(new PrintWriter(out, true));
    commands.setErr(new PrintWriter(err, true));
    int code = commands.execute(arguments);
    return new Outcome(code, out.toString(), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          run --suite nosuch                          | 2 | nosuch
          run --suite missing.json                    | 2 | missing.json
          run --dtype FP12                            | 2 | FP12
          run --nonsense                              | 2 | has no option '--nonsense'
          run --suit quick                            | 2 | Did you mean '--suite'?
          run extra                                   | 2 | 'extra' is one argument too many
          run --fork-timeout soon                     | 2 | --fork-timeout is 'soon'
          run --lang fr                               | 2 | --lang is 'fr'; there are zh and en
          --lang=zh frobnicate                        | 2 | 未知命令“frobnicate”
          run --suite nosuch --lang zh                | 2 | 没有套件“nosuch”
          run --budget soon                           | 2 | soon
          run --budget -5                             | 2 | -5
          run --precision 0                           | 2 | precision
          run --precision NaN                         | 2 | NaN
          run --plugin nosuch                         | 2 | nosuch
          run --resume nowhere                        | 2 | nowhere
          run --resume nowhere --suite quick          | 2 | --suite
          run --label novalue                         | 2 | --label is 'novalue'; it must be NAME=VALUE
          run --trust nowhere                         | 2 | nowhere
          report nowhere                              | 2 | nowhere
          report                                      | 2 | goodflops report needs RUN
          suites nosuch                               | 2 | nosuch
          frobnicate                                  | 2 | Unknown command 'frobnicate'; there are: run,
          device                                      | 2 | Did you mean 'devices'?
          plugin frobnicate                           | 2 | frobnicate
          plugin check                                | 2 | PLUGIN
          plugin check nosuch                         | 2 | nosuch
          plugin check ./nosuch.jar                   | 2 | nosuch.jar
          plugin check ./                             | 2 | holds no jar
          plugin check reference --rule K99           | 2 | P1 to P16
          plugin check reference --op frob            | 2 | matmul
          plugin check reference --timeout soon       | 2 | soon
          plugin check reference --seed x             | 2 | seed
          plugin check reference --trust nowhere      | 2 | nowhere
          plugin check reference --junit no/such.xml  | 2 | no/such.xml
          plugin new                                  | 2 | NAME
          plugin new Acme                             | 2 | 'Acme'
          plugin new ../evil                          | 2 | '../evil'
          plugin new <script>$(id)</script>           | 2 | '<script>$(id)</script>'
          plugin new int                              | 2 | 'int'
          plugin new device                           | 2 | 'device'
          plugin new cpu                              | 2 | 'cpu'
          plugin new acme --kind rust                 | 2 | rust
          """)
  void commandLine(String arguments, int exitCode, String named) throws Exception {
    refused(run(arguments.strip().split(" ")), exitCode, named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name": "x"                                                       | line
          {"name": "x", "workloads": [{"op": "matmul", "m": -4, "n": 4, "k": 4, "dtypes": ["FP32"], "source": "s"}]}            | -4
          {"name": "x", "workloads": [{"op": "matmul", "m": 4, "n": 1099511627776, "k": 4, "dtypes": ["FP32"], "source": "s"}]} | 1099511627776
          {"name": "x", "workloads": [{"op": "matmul", "m": 4, "n": 4, "k": 4, "dtypes": ["FP12"], "source": "s"}]}             | FP12
          {"name": "x", "workloads": [{"op": "frob", "dtypes": ["FP32"], "source": "s"}]}                                       | frob
          {"name": "x", "workloads": []}                                     | workloads
          {"name": "x", "worklods": []}                                      | perhaps it is the unknown field 'worklods'
          {"name": "x", "workloads": [{"op": "matmul", "m": 4, "n": 4, "k": 4, "dtype": ["FP32"], "source": "s"}]}              | perhaps it is the unknown field 'dtype'
          {"name": "x", "policy": {"minFroks": 3}, "workloads": [{"op": "copy", "elements": 4, "dtypes": "FP32", "source": "s"}]} | did you mean 'minForks'?
          {"name": "x", "workloads": [{"op": "matmul", "m": NaN, "n": 4, "k": 4, "dtypes": ["FP32"], "source": "s"}]}           | JSON has no number NaN (line 1, column
          {"name": "x", "workloads": [{"op": "matmul", "m": 1000000000000000000000000000000, "n": 4, "k": 4, "dtypes": ["FP32"], "source": "s"}]} | 1000000000000000000000000000000
          {"a": 1,}                                                          | '}' stands where it may not (line 1, column 9)
          {"a": tru}                                                         | 'tru' is no value of JSON
          []                                                                 | object
          """)
  void suiteFile(String json, String named) throws Exception {
    Path file = Files.writeString(folder.resolve("mine.json"), json);
    refused(run("run", "--suite", file.toString()), 2, named);
  }

  @Test
  void journalThatIsNone() throws Exception {
    Files.writeString(folder.resolve("journal.jsonl"), "hello\n");
    refused(run("run", "--resume", folder.toString()), 2, "journal.jsonl");
  }

  @Test
  void damagedJournalIsNamedWithItsLine() throws Exception {
    Files.writeString(
        folder.resolve("journal.jsonl"),
        "\n{\"type\":\"skipped\",\"caseId\":\"a\",\"reason\":\"b\"}\n\n{\"type\":,}\n");
    refused(
        run("run", "--resume", folder.toString()),
        2,
        "journal.jsonl is damaged in line 4: ',' stands where it may not (column 9).");
  }

  @Test
  void suiteFileThatIsNoText() throws Exception {
    Path file = Files.write(folder.resolve("mine.json"), new byte[] {'{', -1, -2});
    refused(run("suites", file.toString()), 2, "it is not UTF-8 text");
    refused(run("suites", folder + "/"), 2, "is a folder");
    Files.writeString(file, "");
    refused(run("suites", file.toString()), 2, "the text is empty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                | is not a run record: the text is empty.
          []                                | is not a run record: the text is a list
          {}                                | the field schemaVersion is missing
          {"schemaVersion": ""}             | has schema version ''
          {"schemaVersion": "1.0.0"}        | is not a valid run record: required property
          {"schemaVersion": "1.0.0", "planned": NaN} | JSON has no number NaN (line 1, column 42)
          {"schemaVersion": "1.0.0"         | ends too early (line 1
          """)
  void recordThatIsNone(String json, String named) throws Exception {
    Files.writeString(folder.resolve("run.json"), json);
    refused(run("report", folder.toString()), 2, named);
  }

  @Test
  void pluginThatIsNoJar() throws Exception {
    Path jar = Files.writeString(folder.resolve("fake.jar"), "not a zip");
    assertAbsent(jar, "is not a jar file");
  }

  @Test
  void checkOfAFileThatIsNoPlugin() throws Exception {
    Path text = Files.writeString(folder.resolve("fake.jar"), "not a zip");
    refused(run("plugin", "check", text.toString()), 2, "is not a jar file");
    Path old = jar(SERVICE, "no.such.Plugin", "7.2");
    refused(
        run("plugin", "check", old.toString()), 2, "built for SPI 7.2, this GoodFLOPS speaks 1.");
  }

  @Test
  void pluginAloneShowsWhatThereIs() throws Exception {
    Outcome outcome = run("plugin");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("Usage: goodflops plugin").contains("check");
  }

  @Test
  void pluginWithoutService() throws Exception {
    assertAbsent(jar("a/b.txt", "x", "1.0"), SERVICE);
  }

  @Test
  void pluginOfAnotherMajor() throws Exception {
    assertAbsent(
        jar(SERVICE, "no.such.Plugin", "7.2"), "built for SPI 7.2, this GoodFLOPS speaks 1.");
  }

  @Test
  void emptyFolderIsNoPlugin() throws Exception {
    assertAbsent(Files.createDirectory(folder.resolve("empty")), "holds no jar file");
  }

  private void assertAbsent(Path jar, String reason) throws Exception {
    Outcome outcome = run("devices", "--plugin", jar.toString());
    assertThat(outcome.out()).contains(reason).doesNotContain("\tat ");
    assertThat(outcome.exitCode()).isEqualTo(3);
  }

  private Path jar(String entry, String text, String spiVersion) throws Exception {
    Path jar = folder.resolve("made.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue("GoodFLOPS-SPI-Version", spiVersion);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.putNextEntry(new ZipEntry(entry));
      out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return jar;
  }

  private static void refused(Outcome outcome, int exitCode, String named) {
    assertThat(outcome.err()).contains(named).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
    assertThat(outcome.err().lines().filter(line -> line.startsWith("goodflops: "))).hasSize(1);
  }

  @Test
  void theTerminalSpeaksTheLanguageItIsAskedFor() {
    Outcome help = run("--lang", "zh", "run", "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("用法：goodflops run").doesNotContain("Usage:");
    assertThat(run("--help").out())
        .contains("130  stopped by Ctrl-C")
        .doesNotContainPattern("[\\u4e00-\\u9fff]");
  }
}
