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
    Path lib = lib("one");
    String first = KitRepository.of(lib).version();
    assertThat(first).matches("0\\.9\\.1-[0-9a-f]{12}");
    assertThat(KitRepository.of(lib).version()).isEqualTo(first);
    assertThat(KitRepository.of(lib("two")).version()).isNotEqualTo(first);
  }

  @Test
  void anInstallationWithoutTheKitIsNamed() throws IOException {
    Path lib = lib("one");
    Files.delete(lib.resolve("goodflops-tck-0.9.1.jar"));
    assertThatThrownBy(() -> KitRepository.of(lib))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no goodflops-tck in " + lib);
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

  private Path lib(String content) throws IOException {
    Path lib = Files.createDirectories(folder.resolve("lib-" + content));
    for (String artifact : KitRepository.ARTIFACTS.keySet()) {
      Files.writeString(lib.resolve(artifact + "-0.9.1.jar"), content);
    }
    Files.writeString(lib.resolve("goodflops-tck-extra.jar"), content);
    return lib;
  }
}
