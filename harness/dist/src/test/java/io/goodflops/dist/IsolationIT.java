package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.CaseRecord;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.PluginRecord;
import io.goodflops.result.RunFile;
import io.goodflops.result.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What plugins cannot do to each other, to the host and to the machine. */
class IsolationIT {
  @TempDir private Path folder;

  @Test
  void twoVersionsOfOneLibrarySideBySide() throws Exception {
    List<String> both = List.of("--plugin", thing("one"), "--plugin", thing("two"));
    Outcome devices = run(both, "devices");
    assertThat(devices.out()).contains("one:0  test version-one", "two:0  test version-two");

    Outcome outcome = run(both, measure("--device", "one:0", "--device", "two:0"));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    RunRecord record = RunFile.read(folder.resolve("run"));
    assertThat(record.devices())
        .extracting(DeviceRecord::model)
        .containsExactly("version-one", "version-two");
    assertThat(record.cases()).hasSize(4);
    assertThat(record.cases())
        .extracting(CaseRecord::outcome)
        .containsOnly(CaseRecord.Outcome.MEASURED);
    assertThat(record.plugins())
        .extracting(PluginRecord::sha256)
        .doesNotHaveDuplicates()
        .allMatch(hash -> hash.length() == 64);
  }

  /** The entry class is no class file: loading it would be an error of another kind. */
  @Test
  void noClassOfAnotherMajorIsLoaded() throws Exception {
    Path marker = folder.resolve("ran");
    Path jar =
        new TestPlugin("other")
            .hook(
                "java.nio.file.Files.writeString(java.nio.file.Path.of(\"" + marker + "\"), call);")
            .manifest("GoodFLOPS-SPI-Version", "2.1")
            .jar(folder.resolve("other.jar"));
    Path garbage = TestPlugin.withGarbageClasses(jar, folder.resolve("garbage.jar"));
    for (Path plugin : List.of(jar, garbage)) {
      Outcome outcome = run(List.of("--plugin", plugin.toString()), "devices");
      assertThat(outcome.out())
          .contains("no device: the plugin was built for SPI 2.1, this GoodFLOPS speaks 1.");
      assertThat(outcome.exitCode()).isEqualTo(3);
    }
    assertThat(marker).doesNotExist();
  }

  @Test
  void whatIsNotTrustedIsNotStarted() throws Exception {
    Path seen = folder.resolve("ran");
    Path plugin =
        new TestPlugin("acme")
            .hook("java.nio.file.Files.writeString(java.nio.file.Path.of(\"" + seen + "\"), call);")
            .in(folder);
    List<String> only = List.of("--plugin", plugin.toString());
    Path trust = Files.writeString(folder.resolve("trust"), "# nobody\n");
    for (String command : List.of("devices", "doctor")) {
      Outcome outcome = run(only, command, "--trust", trust.toString());
      assertThat(outcome.out()).contains("not trusted: SHA-256 ");
      if (command.equals("doctor")) {
        // absent is neither well nor bad
        assertThat(outcome.out()).containsPattern("(?m)^- +Plugin acme +no device: not trusted");
      }
    }
    assertThat(run(only, measure("--trust", trust.toString())).exitCode()).isEqualTo(3);
    assertThat(seen).doesNotExist();

    String hash =
        run(only, "devices", "--trust", trust.toString())
            .out()
            .replaceAll("(?s).*SHA-256 ([0-9a-f]{64}).*", "$1");
    Files.writeString(trust, hash + "  acme\n");
    assertThat(run(only, "devices", "--trust", trust.toString()).out()).contains("acme:0");
    Files.delete(seen);
    // a native library beside the jar counts as much as the jar
    Files.writeString(plugin.resolve("libacme.so"), "changed");
    assertThat(run(only, "devices", "--trust", trust.toString()).out()).contains("not trusted");
    assertThat(seen).doesNotExist();
  }

  @Test
  void resumeTrustsNoMoreThanRun() throws Exception {
    Path out = folder.resolve("run");
    Outcome first = run(List.of(), measure("--device", "reference:0"));
    assertThat(first.exitCode()).as(first.err()).isZero();
    Path trust = Files.writeString(folder.resolve("trust"), "");
    Outcome outcome =
        Goodflops.run(folder, "run", "--resume", out.toString(), "--trust", trust.toString());
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err()).contains("reference:0");
  }

  @Test
  void nativeLibrariesBesideTheJarAreFound() throws Exception {
    Path plugin =
        new TestPlugin("acme")
            .source(
                "testplugin.Hook",
                """
                package testplugin;

                final class Hook {
                  static String version() {
                    try {
                      System.loadLibrary("acme");
                      return "loaded";
                    } catch (UnsatisfiedLinkError e) {
                      return e.getMessage();
                    }
                  }

                  static void at(String call) {}
                }
                """)
            .in(folder);
    Path any = Path.of(System.getProperty("java.home"), "lib", "libprefs.so");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(any), "no " + any);
    Files.copy(any, plugin.resolve("libacme.so"));
    assertThat(run(List.of("--plugin", plugin.toString()), "devices").out())
        .contains("acme:0  test loaded");
  }

  @Test
  void pluginThatChangesItselfCostsItsOwnCases() throws Exception {
    Path plugin = folder.resolve("acme");
    new TestPlugin("acme")
        .hook(
            """
            if (call.equals("enqueue") && System.getProperty("goodflops.order") != null) {
              java.nio.file.Files.writeString(java.nio.file.Path.of("%s"), "new");
            }
            """
                .formatted(plugin.resolve("helper.bin")))
        .in(folder);
    Outcome outcome =
        run(
            List.of("--plugin", plugin.toString(), "--plugin", "reference"),
            measure("--device", "acme:0", "--device", "reference:0"));
    Map<String, CaseRecord> cases =
        RunFile.read(folder.resolve("run")).cases().stream()
            .collect(Collectors.toMap(CaseRecord::id, record -> record));
    assertThat(outcome.exitCode()).as(outcome.err()).isNotZero();
    cases.forEach(
        (id, record) -> {
          if (id.contains("acme")) {
            assertThat(record.outcome()).isEqualTo(CaseRecord.Outcome.FAILED);
            assertThat(record.reason()).contains("helper.bin").contains("hash");
          } else {
            assertThat(record.outcome()).isEqualTo(CaseRecord.Outcome.MEASURED);
          }
        });
  }

  @Test
  void leakOfNativeMemoryCostsOneCase() throws Exception {
    Path plugin =
        new TestPlugin("leaky")
            .hook(
                """
                // direct memory is native memory: no option for the heap bounds it here
                if (call.equals("bind") && System.getProperty("goodflops.order") != null
                    && System.getProperty("goodflops.order").contains("matmul")) {
                  java.util.List<Object> kept = new java.util.ArrayList<>();
                  var field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
                  field.setAccessible(true);
                  sun.misc.Unsafe unsafe = (sun.misc.Unsafe) field.get(null);
                  while (true) {
                    long address = unsafe.allocateMemory(16 << 20);
                    unsafe.setMemory(address, 16 << 20, (byte) 1);
                    Thread.sleep(5);
                  }
                }
                """)
            .in(folder);
    List<String> command =
        new ArrayList<>(Goodflops.command(measure("--plugin", plugin.toString())));
    command.add(1, "-Dgoodflops.child.memory=700m");
    Outcome outcome = Outcome.of(folder, Map.of("LC_ALL", "C.UTF-8"), command);
    List<CaseRecord> cases = RunFile.read(folder.resolve("run")).cases();
    assertThat(cases).as(outcome.err()).hasSize(2);
    for (CaseRecord record : cases) {
      if (record.id().startsWith("matmul")) {
        assertThat(record.outcome()).isEqualTo(CaseRecord.Outcome.FAILED);
        assertThat(record.reason()).contains("0.7 GiB of memory it may have").contains("bind()");
      } else {
        assertThat(record.outcome()).isEqualTo(CaseRecord.Outcome.MEASURED);
      }
    }
    assertThat(Goodflops.orphans(folder)).isEmpty();
  }

  /** The JVM itself tells which classes it loaded, the kernel which files it mapped. */
  @Test
  void hostHoldsNoVendorCode() throws Exception {
    Path classes = folder.resolve("classes.txt");
    List<String> command =
        new ArrayList<>(
            Goodflops.command(
                "run",
                "--suite",
                Goodflops.tinySuite(folder).toString(),
                "--device",
                "cpu:0",
                "--dtype",
                "FP32",
                "--out",
                folder.resolve("run").toString()));
    command.add(1, "-Xlog:class+load:file=" + classes);
    Process host =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
    Set<String> ofHost = new TreeSet<>();
    Set<String> ofChildren = new TreeSet<>();
    while (host.isAlive()) {
      ofHost.addAll(mapped(host.toHandle()));
      host.children().forEach(child -> ofChildren.addAll(mapped(child)));
      Thread.sleep(20);
    }
    assertThat(host.exitValue()).as(Files.readString(folder.resolve("out.txt"))).isZero();
    String vendor = ".*(/plugins/|dnnl|openblas|javacpp|bytedeco).*";
    // the look is able to see it
    assertThat(ofChildren).anyMatch(file -> file.matches(vendor));
    assertThat(ofHost)
        .anyMatch(file -> file.endsWith("libjvm.so"))
        .noneMatch(file -> file.matches(vendor));
    assertThat(Files.readAllLines(classes))
        .anyMatch(line -> line.contains("io.goodflops.cli.Main"))
        .anyMatch(line -> line.contains("io.goodflops.engine.run.Engine"))
        .noneMatch(line -> line.contains("io.goodflops.plugin."))
        .noneMatch(line -> line.contains("org.bytedeco."))
        .noneMatch(line -> line.contains("/plugins/"));
  }

  private static Set<String> mapped(ProcessHandle process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/maps"))) {
      return lines
          .filter(line -> line.indexOf('/') >= 0)
          .map(line -> line.substring(line.indexOf('/')))
          .collect(Collectors.toSet());
    } catch (java.io.IOException | java.io.UncheckedIOException e) {
      return Set.of(); // it has just ended
    }
  }

  private String thing(String name) throws Exception {
    Path thing =
        TestPlugin.library(
            folder.resolve(name + "-thing.jar"),
            "lib.Thing",
            """
            package lib;

            public final class Thing {
              public static String version() {
                return "version-%s";
              }
            }
            """
                .formatted(name));
    Path made = new TestPlugin(name).needs(thing).hook("", "lib.Thing.version()").in(folder);
    Files.move(thing, made.resolve("thing.jar"));
    return made.toString();
  }

  private String[] measure(String... more) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "--suite",
                Goodflops.tinySuite(folder).toString(),
                "--dtype",
                "FP32",
                "--out",
                folder.resolve("run").toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private Outcome run(List<String> plugins, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(plugins);
    return Goodflops.run(folder, all.toArray(String[]::new));
  }
}
