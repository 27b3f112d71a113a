package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's decisions: what it needs, when it builds, what it hands to the command line. */
class LauncherIT {
  @TempDir private Path folder;
  private FakeTree tree;

  @BeforeEach
  void plant() throws IOException {
    tree = new FakeTree(folder);
  }

  @Test
  void buildsOnceAndThenNoMore() throws Exception {
    assertThat(tree.launch("run").exitCode()).isZero();
    Outcome second = tree.launch("run");
    assertThat(second.err()).isEmpty();
    assertThat(tree.builds()).hasSize(1);
    assertThat(tree.builds().get(0))
        .contains("package")
        .contains("-Dmaven.test.skip=true")
        .contains("goodflops.run");
  }

  @Test
  void handsItsArgumentsOverAsTheyAre() throws Exception {
    Outcome outcome = tree.launch("run", "--label", "note=two words", "", "*");
    assertThat(outcome.lines())
        .containsSequence("io.goodflops.cli.Main", "run", "--label", "note=two words", "", "*");
    assertThat(outcome.lines())
        .contains("-Dgoodflops.home=" + tree.root().toRealPath() + "/harness/dist/target/goodflops")
        .contains("-cp", tree.root().toRealPath() + "/harness/dist/target/goodflops/lib/*");
  }

  @Test
  void hostOptionsComeAfterOurs() throws Exception {
    tree.set("GOODFLOPS_HOST_JAVA_OPTS", "-Xmx1g -Dx=y");
    List<String> lines = tree.launch("run").lines();
    assertThat(lines).containsSubsequence("-Xmx512m", "-Xmx1g", "-Dx=y", "io.goodflops.cli.Main");
  }

  @Test
  void loadedClassesAreKeptUntilTheNextBuild() throws Exception {
    Path target = tree.root().resolve("harness/dist/target");
    assertThat(tree.launch("devices").out()).doesNotContain(".jsa");
    assertThat(tree.launch("report").out()).contains("-XX:ArchiveClassesAtExit=");
    Path written = target.resolve("goodflops-classes-17.jsa.new");
    Files.writeString(written, "classes");
    assertThat(tree.launch("devices").out())
        .contains("-XX:SharedArchiveFile=" + target.resolve("goodflops-classes-17.jsa"));
    assertThat(written).doesNotExist();
    Files.writeString(tree.root().resolve("plugins/reference/src/A.java"), "class A { int a; }");
    assertThat(tree.launch("devices").out()).doesNotContain(".jsa");
  }

  @Test
  void changedSourceIsBuiltAgain() throws Exception {
    tree.launch("run");
    Files.writeString(tree.root().resolve("plugins/reference/src/A.java"), "class A { int a; }");
    tree.launch("run");
    assertThat(tree.builds()).hasSize(2);
  }

  @Test
  void deletedSourceIsBuiltAgain() throws Exception {
    tree.launch("run");
    Files.delete(tree.root().resolve("harness/spi/src/A.java"));
    tree.launch("run");
    assertThat(tree.builds()).hasSize(2);
  }

  @Test
  void lostLayoutIsBuiltAgain() throws Exception {
    tree.launch("run");
    Files.delete(tree.root().resolve("harness/dist/target/goodflops/lib"));
    tree.launch("run");
    assertThat(tree.builds()).hasSize(2);
  }

  @Test
  void sourceChangedDuringTheBuildIsBuiltNextTime() throws Exception {
    tree.maven("3.8.7", "sleep 0.05; echo >harness/spi/src/B.java");
    tree.launch("run");
    tree.maven("3.8.7", "");
    tree.launch("run");
    assertThat(tree.builds()).hasSize(2);
  }

  @Test
  void whatTheBuildWritesIsNoChange() throws Exception {
    tree.maven(
        "3.8.7",
        "sleep 0.05; mkdir -p harness/spi/target/classes; echo >harness/spi/target/classes/A.class");
    tree.launch("run");
    tree.launch("run");
    assertThat(tree.builds()).hasSize(1);
  }

  @Test
  void failedBuildLeavesNoStampAndSaysWhy() throws Exception {
    tree.maven("3.8.7", "echo '[ERROR] A.java:[1,2] no such thing'; exit 1");
    Outcome outcome = tree.launch("run");
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err()).contains("no such thing").contains("goodflops-build.log");
    assertThat(outcome.out()).isEmpty();
    assertThat(tree.stamp()).doesNotExist();
    tree.maven("3.8.7", "");
    assertThat(tree.launch("run").exitCode()).isZero();
  }

  @Test
  void missingLibraryIsNamedAsSuch() throws Exception {
    tree.maven("3.8.7", "echo '[ERROR] Could not resolve dependencies for project x'; exit 1");
    assertThat(tree.launch("run").err())
        .contains("could not fetch a library")
        .contains("needs a network");
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    tree.maven("3.8.7", "sleep 1");
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      List<Future<Outcome>> outcomes =
          pool.invokeAll(List.<Callable<Outcome>>of(tree::launch, tree::launch, tree::launch));
      for (Future<Outcome> outcome : outcomes) {
        assertThat(outcome.get().exitCode()).isZero();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(tree.builds()).hasSize(1);
  }

  @Test
  void lockWithoutFlockOutlivesItsDeadHolder() throws Exception {
    tree.without("flock");
    Path lock = tree.root().resolve("harness/dist/target/goodflops.lock.d");
    Files.createDirectories(lock);
    Files.writeString(lock.resolve("pid"), "999999999");
    assertThat(tree.launch("run").exitCode()).isZero();
    assertThat(lock).doesNotExist();
  }

  @Test
  void worksThroughLinksAndFromElsewhere() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("else where/bin"));
    Path absolute =
        Files.createSymbolicLink(elsewhere.resolve("one"), tree.root().resolve("goodflops"));
    Path relative = Files.createSymbolicLink(elsewhere.resolve("two"), Path.of("one"));
    assertThat(tree.launch(absolute, elsewhere, "devices").lines()).endsWith("devices");
    assertThat(tree.launch(relative, folder, "devices").lines()).endsWith("devices");
  }

  @Test
  void builtTreeRunsWithoutTheRightToWrite() throws Exception {
    tree.launch("run");
    tree.seal();
    assertThat(tree.launch("run").exitCode()).isZero();
    assertThat(tree.builds()).hasSize(1);
  }

  @Test
  void missingMavenIsNamed() throws Exception {
    Files.delete(tree.tools().resolve("mvn"));
    Outcome outcome = tree.launch("run");
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err()).contains("missing: Maven 3.8");
  }

  @Test
  void speaksChineseWhereTheCommandLineDoes() throws Exception {
    tree.maven("3.6.3", "");
    assertThat(tree.launch("run", "--lang", "zh").err()).contains("缺少：Maven 3.8 或更新版本");
    assertThat(tree.launch("--lang=zh-CN", "run").err()).contains("缺少：");
    tree.set("LANG", "zh_CN.UTF-8");
    assertThat(tree.launch("run").err()).contains("缺少：").doesNotContain("missing");
    assertThat(tree.launch("--lang=en", "run").err()).contains("missing: Maven");
    tree.set("GOODFLOPS_LANG", "en");
    assertThat(tree.launch("run", "--", "--lang=zh").err()).contains("missing: Maven");
  }

  @Test
  void oldMavenIsNamed() throws Exception {
    tree.maven("3.6.3", "");
    Outcome outcome = tree.launch("run");
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err()).contains("missing: Maven 3.8");
    assertThat(tree.builds()).isEmpty();
  }

  @Test
  void wishedJdkThatDoesNotFitIsRefused() throws Exception {
    for (String version : List.of("1.8.0_402", "11.0.22", "16", "26-ea")) {
      tree.jdk(version);
      Outcome outcome = tree.launch("run");
      assertThat(outcome.exitCode()).as(version).isEqualTo(3);
      assertThat(outcome.err()).as(version).contains("is not a JDK 17 to 25");
    }
  }

  @Test
  void jdksFrom17To25Fit() throws Exception {
    for (String version : List.of("17", "17.0.15", "21.0.2", "25-ea", "25.0.3")) {
      tree.jdk(version);
      assertThat(tree.launch("run").exitCode()).as(version).isZero();
    }
  }

  @Test
  void packageManagersCommandIsShownButNotRunUnasked() throws Exception {
    Files.delete(tree.tools().resolve("mvn"));
    installer("apt-get");
    Outcome outcome = tree.launch("run");
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err()).contains("apt-get install -y maven").contains("--yes");
    assertThat(folder.resolve("installed.txt")).doesNotExist();
  }

  @Test
  void yesRunsThePackageManager() throws Exception {
    Files.delete(tree.tools().resolve("mvn"));
    installer("apk");
    Outcome outcome = tree.launch("--yes", "run");
    assertThat(Files.readString(folder.resolve("installed.txt"))).endsWith("apk add maven\n");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.lines()).endsWith("run");
  }

  @Test
  void testPrintsCountsAndReasonsLast() throws Exception {
    tree.maven(
        "3.8.7",
        """
        mkdir -p harness/spi/target/surefire-reports harness/dist/target/failsafe-reports
        cat >harness/spi/target/surefire-reports/TEST-a.xml <<'END'
        <testsuite name="a" time="1" tests="5" errors="1" skipped="2" failures="0">
          <testcase name="x"><skipped message="no chromium &quot;here&quot;"/></testcase>
          <testcase name="y"><skipped message="Assumption failed: no GPU&#10;at b" type="c"><![CDATA[d]]></skipped></testcase>
        </testsuite>
        END
        cat >harness/dist/target/failsafe-reports/TEST-b.xml <<'END'
        <testsuite name="b" time="1" tests="3" errors="0" skipped="1" failures="1">
          <testcase name="z"><skipped message="no GPU"/></testcase>
        </testsuite>
        END
        exit 1
        """);
    Outcome outcome = tree.launch("test");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.lines())
        .endsWith("3 passed, 2 failed, 3 skipped", "Skipped: 1 x no chromium \"here\"; 2 x no GPU");
  }

  @Test
  void testCountsOnlyThisRunsReports() throws Exception {
    Path old = Files.createDirectories(tree.root().resolve("harness/spi/target/surefire-reports"));
    Files.writeString(
        old.resolve("TEST-old.xml"),
        "<testsuite name=\"o\" tests=\"9\" errors=\"0\" skipped=\"0\" failures=\"0\">");
    Files.setLastModifiedTime(old.resolve("TEST-old.xml"), FileTime.fromMillis(1_700_000_000_000L));
    assertThat(tree.launch("test").lines())
        .endsWith("0 passed, 0 failed, 0 skipped", "Skipped: none");
  }

  @Test
  void testRunsVerifyAndTheNextStartNeedsNoBuild() throws Exception {
    tree.launch("test", "-pl", "harness/spi");
    assertThat(tree.builds())
        .singleElement()
        .asString()
        .contains("verify")
        .contains("-pl harness/spi");
  }

  private void installer(String name) throws IOException {
    tree.script(
        tree.tools().resolve(name),
        """
        #!/bin/bash
        echo "%s $*" >>"%s"
        printf '#!/bin/bash\\ncase "$*" in *--version*) echo Apache Maven 3.9.9; exit ;; esac\\nmkdir -p harness/dist/target/goodflops/lib\\necho "[INFO] BUILD SUCCESS"\\n' >"%s"
        chmod +x "%s"
        """
            .formatted(
                name,
                folder.resolve("installed.txt"),
                tree.tools().resolve("mvn"),
                tree.tools().resolve("mvn")));
  }
}
