package io.goodflops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.result.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, texts and files of a new plugin; its build is tested in harness/dist. */
class NewPluginTest {
  private static final String TEXT =
      "package com.example.acme; com/example/acme com_example_acme_AcmeDriver \"acme:0\" @x.y@";

  @TempDir private Path folder;

  @Test
  void theNameTakesEachFormItsPlaceNeeds() {
    assertThat(new PluginName("my-chip2").in(TEXT, Map.of("x.y", "1.0")))
        .isEqualTo(
            "package com.example.mychip2; com/example/mychip2"
                + " com_example_mychip2_MyChip2Driver \"my-chip2:0\" 1.0");
  }

  @Test
  void aNameThatHoldsTheTemplatesNameIsPutInOnce() {
    assertThat(new PluginName("acme-acme").in(TEXT, Map.of("x.y", "acme")))
        .isEqualTo(
            "package com.example.acmeacme; com/example/acmeacme"
                + " com_example_acmeacme_AcmeAcmeDriver \"acme-acme:0\" acme");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Acme",
        "1chip",
        "-chip",
        "my_chip",
        "my chip",
        "../x",
        "a/b",
        "芯片",
        "a\u0000",
        "int",
        "class",
        "device",
        "a.b",
        "a123456789012345678901234567890123456789x"
      })
  void otherNamesAreRefusedInOneSentence(String name) {
    assertThatThrownBy(() -> new PluginName(name))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot be a plugin's name")
        .satisfies(e -> assertThat(e.getMessage()).matches("\\P{Cc}+"));
  }

  @Test
  void anotherKitHasAnotherVersionAndTheSameOneTheSame() throws IOException {
    Path home = home("one");
    String first = KitRepository.of(home).version();
    assertThat(first).matches("0\\.9\\.1-[0-9a-f]{12}");
    assertThat(KitRepository.of(home).version()).isEqualTo(first);
    assertThat(KitRepository.of(home("two")).version()).isNotEqualTo(first);
  }

  @Test
  void aDialectBringsTheBridgeAsWell() throws IOException {
    Path home = home("one");
    Path plugin = Files.createDirectories(home.resolve("plugins/nvidia"));
    assertThatThrownBy(() -> KitRepository.withBridge(home))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no " + KitRepository.BRIDGE + " in " + plugin);
    Files.writeString(plugin.resolve(KitRepository.BRIDGE + "-0.9.1.jar"), "bridge");
    Files.createDirectories(home.resolve("sources").resolve(KitRepository.BRIDGE));
    KitRepository kit = KitRepository.withBridge(home);
    assertThat(kit.version()).isNotEqualTo(KitRepository.of(home).version());
    Path target = folder.resolve("dialect");
    NewFolder.fill(target, place -> kit.write(place, "repository"));
    Path stem = target.resolve("repository/io/goodflops").resolve(KitRepository.BRIDGE);
    assertThat(
            stem.resolve(kit.version())
                .resolve(KitRepository.BRIDGE + "-" + kit.version() + ".pom"))
        .content()
        .doesNotContain("<dependency>");
  }

  @Test
  void anInstallationWithoutTheKitIsNamed() throws IOException {
    Path home = home("one");
    Path tck = home.resolve("lib/goodflops-tck-0.9.1.jar");
    Files.delete(tck);
    assertThatThrownBy(() -> KitRepository.of(home))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no goodflops-tck in " + tck.getParent());
  }

  @Test
  void anInstallationWithoutTheSourcesIsNamed() throws IOException {
    Path home = home("one");
    Path spi = home.resolve("sources/goodflops-spi");
    Files.delete(spi.resolve("io/Some.java"));
    Files.delete(spi.resolve("io"));
    Files.delete(spi);
    assertThatThrownBy(() -> KitRepository.of(home))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no sources of goodflops-spi in " + spi.getParent());
  }

  /** Users read a path as they wrote it, a blank or a dollar included, and can copy it. */
  @Test
  void valuesArePutInAsTheyAre() {
    assertThat(new PluginName("acme").in("@built@", Map.of("built", "'a $1 \\\\/acme'")))
        .isEqualTo("'a $1 \\\\/acme'");
  }

  @Test
  void theKitBringsItsSources() throws IOException {
    Path home = home("one");
    KitRepository kit = KitRepository.of(home);
    Path target = folder.resolve("new");
    NewFolder.fill(target, place -> kit.write(place, "repository"));
    for (String artifact : KitRepository.ARTIFACTS.keySet()) {
      String stem = artifact + "/" + kit.version() + "/" + artifact + "-" + kit.version();
      Path jar = target.resolve("repository/io/goodflops/" + stem + "-sources.jar");
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("io/Some.java");
      }
      assertThat(jar.resolveSibling(jar.getFileName() + ".sha1")).exists();
    }
  }

  @Test
  void nothingStaysOfAFolderThatCouldNotBeFilled() throws IOException {
    Path target = folder.resolve("a/b");
    assertThatThrownBy(
            () ->
                NewFolder.fill(
                    target,
                    place -> {
                      place.write("c/one.txt", new byte[1]);
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("disk full");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  /** The poms that are written must need what the modules' own poms need. */
  @Test
  void theKitNeedsWhatItsModulesNeed() throws IOException {
    for (Map.Entry<String, List<String>> artifact : KitRepository.ARTIFACTS.entrySet()) {
      Path pom = Path.of("..", artifact.getKey().substring("goodflops-".length()), "pom.xml");
      assertThat(compiled(Files.readString(pom))).as(pom.toString()).isEqualTo(artifact.getValue());
    }
  }

  private static List<String> compiled(String pom) {
    Matcher dependency =
        Pattern.compile("(?s)<dependency>.*?<artifactId>(.*?)</artifactId>(.*?)</dependency>")
            .matcher(pom);
    List<String> artifacts = new ArrayList<>();
    while (dependency.find()) {
      if (!dependency.group(2).contains("<scope>")) {
        artifacts.add(dependency.group(1));
      }
    }
    return artifacts;
  }

  private Path home(String content) throws IOException {
    Path home = folder.resolve("home-" + content);
    Path lib = Files.createDirectories(home.resolve("lib"));
    for (String artifact : KitRepository.ARTIFACTS.keySet()) {
      Files.writeString(lib.resolve(artifact + "-0.9.1.jar"), content);
      Path sources = Files.createDirectories(home.resolve("sources").resolve(artifact + "/io"));
      Files.writeString(sources.resolve("Some.java"), content);
    }
    Files.writeString(lib.resolve("goodflops-tck-extra.jar"), content);
    return home;
  }
}
