package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake gets one sentence that names it, the right exit code, and no stack trace. */
class BadInputIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          run --suite nosuch                          | 2 | nosuch
          run --suite missing.json                    | 2 | missing.json
          run --plugin reference --device nosuch:7    | 2 | There is no device 'nosuch:7'
          run --plugin reference --device nosuch*     | 2 | There is no device 'nosuch*'
          run --plugin reference --device reference:7 | 3 | 'reference:7' is not on this machine
          run --dtype FP12                            | 2 | FP12
          run --nonsense                              | 2 | has no option '--nonsense'
          run --suit quick                            | 2 | Did you mean '--suite'?
          run extra                                   | 2 | 'extra' is one argument too many
          run --fork-timeout soon                     | 2 | --fork-timeout is 'soon'
          run --lang fr                               | 2 | --lang is 'fr'; there are zh and en
          --lang zh run --plugin reference --device nosuch:7 | 2 | 没有设备“nosuch:7”
          --lang=zh frobnicate                        | 2 | 未知命令“frobnicate”
          run --suite nosuch --lang zh                | 2 | 没有套件“nosuch”
          run --budget soon                           | 2 | soon
          run --budget -5                             | 2 | -5
          run --precision 0                           | 2 | precision
          run --precision NaN                         | 2 | NaN
          run --plugin nosuch                         | 2 | nosuch
          run --resume nowhere                        | 2 | nowhere
          run --resume nowhere --suite quick          | 2 | --suite
          run --case nosuch --suite smoke --device reference:0 | 2 | nosuch
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
          plugin check reference --device nosuch:7    | 3 | reference:0
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
          plugin new acme --out /proc/goodflops       | 3 | /proc/goodflops
          plugin new acme --out /dev/null             | 2 | /dev/null
          plugin new acme --out /dev/null/acme        | 3 | /dev/null is in the way
          """)
  void commandLine(String arguments, int exitCode, String named) throws Exception {
    refused(Goodflops.run(folder, arguments.strip().split(" ")), exitCode, named);
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
    refused(Goodflops.run(folder, "run", "--suite", file.toString()), 2, named);
  }

  @Test
  void fileWhereTheRunShouldGo() throws Exception {
    Path file = Files.writeString(folder.resolve("taken"), "");
    refused(reference("--out", file.toString()), 3, file.toString());
  }

  @Test
  void unwritableFolder() throws Exception {
    Path locked = lockedFolder();
    refused(reference("--out", locked.resolve("run").toString()), 3, locked.toString());
  }

  private Path lockedFolder() throws Exception {
    Path locked =
        Files.createDirectory(
            folder.resolve("locked"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
    assumeFalse(
        Files.isWritable(locked), "this user may write anywhere, so no folder is unwritable");
    return locked;
  }

  @Test
  void readOnlyFileSystem() throws Exception {
    refused(
        reference("--out", "/proc/goodflops"),
        3,
        "The output folder /proc/goodflops cannot be written: nothing can be made there.");
  }

  @Test
  void folderOfAnotherRun() throws Exception {
    Files.writeString(folder.resolve("journal.jsonl"), "");
    refused(reference("--out", folder.toString()), 2, "--resume");
  }

  @Test
  void journalThatIsNone() throws Exception {
    Files.writeString(folder.resolve("journal.jsonl"), "hello\n");
    refused(Goodflops.run(folder, "run", "--resume", folder.toString()), 2, "journal.jsonl");
  }

  @Test
  void damagedJournalIsNamedWithItsLine() throws Exception {
    Files.writeString(
        folder.resolve("journal.jsonl"),
        "\n{\"type\":\"skipped\",\"caseId\":\"a\",\"reason\":\"b\"}\n\n{\"type\":,}\n");
    refused(
        Goodflops.run(folder, "run", "--resume", folder.toString()),
        2,
        "journal.jsonl is damaged in line 4: ',' stands where it may not (column 9).");
  }

  @Test
  void suiteFileThatIsNoText() throws Exception {
    Path file = Files.write(folder.resolve("mine.json"), new byte[] {'{', -1, -2});
    refused(Goodflops.run(folder, "suites", file.toString()), 2, "it is not UTF-8 text");
    refused(Goodflops.run(folder, "suites", folder + "/"), 2, "is a folder");
    Files.writeString(file, "");
    refused(Goodflops.run(folder, "suites", file.toString()), 2, "the text is empty");
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
    refused(Goodflops.run(folder, "report", folder.toString()), 2, named);
  }

  @Test
  void theTerminalSpeaksTheLanguageItIsAskedFor() throws Exception {
    Outcome help = Goodflops.run(folder, "--lang", "zh", "run", "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("用法：goodflops run").doesNotContain("Usage:");
    assertThat(Goodflops.run(folder, "--help").out())
        .contains("130  stopped by Ctrl-C")
        .doesNotContainPattern("[\\u4e00-\\u9fff]");
    Outcome byVariable =
        Outcome.of(
            folder,
            java.util.Map.of("LC_ALL", "C.UTF-8", "GOODFLOPS_LANG", "zh"),
            Goodflops.command("plugin", "check", "--help"));
    assertThat(byVariable.out()).contains("用法：").contains("退出码");
  }

  /** A sentence of the engine that was reworded without its translation shows here. */
  @Test
  void doctorSpeaksChineseInEveryLine() throws Exception {
    Outcome outcome = Goodflops.run(folder, "doctor", "--plugin", "reference", "--lang", "zh");
    assertThat(outcome.lines())
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(line)
                    .containsPattern("[\\u4e00-\\u9fff]")
                    .doesNotContainPattern("[a-z]{3,} (of|the|one|for|by|to|be) "));
    assertThat(Goodflops.run(folder, "doctor", "--json", "--lang", "zh").out())
        .doesNotContainPattern("[\\u4e00-\\u9fff]");
  }

  @Test
  void newPluginInAFolderThatIsInUse() throws Exception {
    Path mine = Files.writeString(folder.resolve("mine.txt"), "mine");
    refused(
        Goodflops.run(folder, "plugin", "new", "acme", "--out", folder.toString()),
        2,
        "The folder " + folder + " is not empty");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(mine);
    }
    assertThat(mine).hasContent("mine");
  }

  @Test
  void newPluginInAFolderThatIsReadOnly() throws Exception {
    Path locked = lockedFolder();
    refused(
        Goodflops.run(folder, "plugin", "new", "acme", "--out", locked + "/acme"),
        3,
        "may not write there");
  }

  @Test
  void pluginThatIsNoJar() throws Exception {
    Path jar = Files.writeString(folder.resolve("fake.jar"), "not a zip");
    assertAbsent(jar, "is not a jar file");
  }

  @Test
  void checkOfAFileThatIsNoPlugin() throws Exception {
    Path text = Files.writeString(folder.resolve("fake.jar"), "not a zip");
    refused(Goodflops.run(folder, "plugin", "check", text.toString()), 2, "is not a jar file");
    Path old = jar("META-INF/services/io.goodflops.spi.DevicePlugin", "no.such.Plugin", "7.2");
    refused(
        Goodflops.run(folder, "plugin", "check", old.toString()),
        2,
        "built for SPI 7.2, this GoodFLOPS speaks 1.");
  }

  @Test
  void checkOfAPluginWhoseClassIsMissing() throws Exception {
    Path jar = jar("META-INF/services/io.goodflops.spi.DevicePlugin", "no.such.Plugin", "1.0");
    Outcome outcome =
        Goodflops.run(folder, "plugin", "check", jar.toString(), "--rule=P1", "--rule=K3");
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).contains("P1    MUST    FAIL").contains("no.such.Plugin");
    assertThat(outcome.out()).contains("K3    MUST    not verified");
  }

  @Test
  void pluginAloneShowsWhatThereIs() throws Exception {
    Outcome outcome = Goodflops.run(folder, "plugin");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("Usage: goodflops plugin").contains("check");
  }

  @Test
  void pluginWithoutService() throws Exception {
    assertAbsent(jar("a/b.txt", "x", "1.0"), "META-INF/services/io.goodflops.spi.DevicePlugin");
  }

  @Test
  void pluginOfAMissingClass() throws Exception {
    assertAbsent(
        jar("META-INF/services/io.goodflops.spi.DevicePlugin", "no.such.Plugin", "1.0"),
        "no.such.Plugin");
  }

  @Test
  void pluginOfAnotherMajor() throws Exception {
    assertAbsent(
        jar("META-INF/services/io.goodflops.spi.DevicePlugin", "no.such.Plugin", "7.2"),
        "built for SPI 7.2, this GoodFLOPS speaks 1.");
  }

  @Test
  void pluginThatMissesALibrary() throws Exception {
    Path library =
        TestPlugin.library(
            folder.resolve("thing.jar"),
            "lib.Thing",
            "package lib; public final class Thing { public static final Object X = new Thing(); }");
    Path plugin = new TestPlugin("acme").needs(library).hook("lib.Thing.X.hashCode();").in(folder);
    assertAbsent(plugin, "discover() failed: NoClassDefFoundError: lib/Thing");
  }

  @Test
  void pluginThatLeavesItsFolder() throws Exception {
    Path plugin = new TestPlugin("acme").manifest("Class-Path", "../thing.jar").in(folder);
    assertAbsent(plugin, "leads to '../thing.jar' (Class-Path)");
  }

  @Test
  void pluginThatAsksForEverything() throws Exception {
    Path plugin = new TestPlugin("acme").manifest("GoodFLOPS-Environment", "*").in(folder);
    assertAbsent(plugin, "GoodFLOPS-Environment has '*'");
  }

  @Test
  void emptyFolderIsNoPlugin() throws Exception {
    assertAbsent(Files.createDirectory(folder.resolve("empty")), "holds no jar file");
  }

  @Test
  void twoPluginsOfOneName() throws Exception {
    Path one = new TestPlugin("acme").in(folder.resolve("one"));
    Path two = new TestPlugin("acme").in(folder.resolve("two"));
    refused(
        Goodflops.run(folder, "devices", "--plugin", one.toString(), "--plugin", two.toString()),
        2,
        "Two plugins are called 'acme': " + one + " and " + two);
  }

  @Test
  void pluginInAReadOnlyFolderWorks() throws Exception {
    Path plugin = new TestPlugin("acme").in(folder);
    plugin.resolve("acme.jar").toFile().setReadOnly();
    plugin.toFile().setReadOnly();
    Outcome outcome = Goodflops.run(folder, "devices", "--plugin", plugin.toString());
    plugin.toFile().setWritable(true);
    assertThat(outcome.out()).contains("acme:0");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void memoryLimitThatIsNone() throws Exception {
    java.util.List<String> command =
        new java.util.ArrayList<>(Goodflops.command("devices", "--plugin", "reference"));
    command.add(1, "-Dgoodflops.child.memory=lots");
    refused(Outcome.of(folder, java.util.Map.of("LC_ALL", "C.UTF-8"), command), 2, "'lots'");
  }

  private void assertAbsent(Path jar, String reason) throws Exception {
    Outcome outcome = Goodflops.run(folder, "devices", "--plugin", jar.toString());
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

  private Outcome reference(String... more) throws Exception {
    String[] all = new String[5 + more.length];
    all[0] = "run";
    all[1] = "--device";
    all[2] = "reference:0";
    all[3] = "--suite";
    all[4] = "smoke";
    System.arraycopy(more, 0, all, 5, more.length);
    return Goodflops.run(folder, all);
  }

  private static void refused(Outcome outcome, int exitCode, String named) {
    assertThat(outcome.err()).contains(named).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
    assertThat(outcome.err().lines().filter(line -> line.startsWith("goodflops: "))).hasSize(1);
  }
}
