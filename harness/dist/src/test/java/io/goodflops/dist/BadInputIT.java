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

/**
 * Each mistake gets one sentence that names it, the right exit code, and no stack trace. Those that
 * need no process of their own stand in {@code BadInputTest} of the command line.
 */
class BadInputIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          run --plugin reference --device nosuch:7    | 2 | There is no device 'nosuch:7'
          run --plugin reference --device nosuch*     | 2 | There is no device 'nosuch*'
          run --plugin reference --device reference:7 | 3 | 'reference:7' is not on this machine
          --lang zh run --plugin reference --device nosuch:7 | 2 | 没有设备“nosuch:7”
          run --case nosuch --suite smoke --device reference:0 | 2 | nosuch
          plugin new acme --out /proc/goodflops       | 3 | /proc/goodflops
          plugin new acme --out /dev/null             | 2 | /dev/null
          plugin new acme --out /dev/null/acme        | 3 | /dev/null is in the way
          plugin check reference --device nosuch:7    | 3 | reference:0
          """)
  void commandLine(String arguments, int exitCode, String named) throws Exception {
    refused(Goodflops.run(folder, arguments.strip().split(" ")), exitCode, named);
  }

  @Test
  void theTerminalSpeaksTheLanguageItIsAskedFor() throws Exception {
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
    assertThat(
            Goodflops.run(folder, "doctor", "--plugin", "reference", "--json", "--lang", "zh")
                .out())
        .doesNotContainPattern("[\\u4e00-\\u9fff]");
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
  void pluginOfAMissingClass() throws Exception {
    assertAbsent(
        jar("META-INF/services/io.goodflops.spi.DevicePlugin", "no.such.Plugin", "1.0"),
        "no.such.Plugin");
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

  private static void refused(Outcome outcome, int exitCode, String named) {
    assertThat(outcome.err()).contains(named).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
    assertThat(outcome.err().lines().filter(line -> line.startsWith("goodflops: "))).hasSize(1);
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
}
