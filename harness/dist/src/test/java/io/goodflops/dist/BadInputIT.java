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
          run --device nosuch:7                       | 3 | nosuch:7
          run --dtype FP12                            | 2 | FP12
          run --nonsense                              | 2 | --nonsense
          run --budget soon                           | 2 | soon
          run --budget -5                             | 2 | -5
          run --precision 0                           | 2 | precision
          run --precision NaN                         | 2 | NaN
          run --plugin nosuch                         | 2 | nosuch
          run --resume nowhere                        | 2 | nowhere
          run --resume nowhere --suite quick          | 2 | --suite
          run --case nosuch --suite smoke --device reference:0 | 2 | nosuch
          run --label novalue                         | 2 | label
          run --trust nowhere                         | 2 | nowhere
          report nowhere                              | 2 | nowhere
          report                                      | 2 | RUN
          suites nosuch                               | 2 | nosuch
          frobnicate                                  | 2 | frobnicate
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
    refused(reference("--out", "/proc/goodflops"), 3, "/proc/goodflops");
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
