package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the arrows between the modules over the jars that are shipped. */
class ArrowsIT {
  private static final JavaClasses SHIPPED =
      new ClassFileImporter()
          .importJars(
              Stream.concat(Layout.jars("lib").stream(), Layout.jars("plugins").stream())
                  .filter(Layout::ours)
                  .map(ArrowsIT::open)
                  .toList());

  /** Classes of this module's tests that lie in the packages of others and break every rule. */
  private static final JavaClasses BROKEN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
          .withImportOption(location -> location.contains("/test-classes/"))
          .withImportOption(location -> location.contains("/broken/"))
          .importPackages("io.goodflops");

  static List<ArchRule> rules() {
    return Arrows.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void shippedClassesKeepTheRule(ArchRule rule) {
    EvaluationResult result = rule.evaluate(SHIPPED);
    assertThat(result.getFailureReport().getDetails()).as(rule.getDescription()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void brokenClassesAreFound(ArchRule rule) {
    assertThat(rule.evaluate(BROKEN).hasViolation()).as(rule.getDescription()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spi",
        "workload",
        "result",
        "engine",
        "tck",
        "ledger",
        "report",
        "cli",
        "plugin.reference",
        "plugin.cpu",
        "plugin.simulator",
        "plugin.gpubridge",
        "plugin.nvidia",
        "plugin.hygon",
        "plugin.metax",
        "plugin.moorethreads",
        "plugin.iluvatar"
      })
  void everyModuleWasLookedAt(String module) {
    assertThat(SHIPPED)
        .anySatisfy(
            type ->
                assertThat(type.getPackageName() + ".").startsWith("io.goodflops." + module + "."));
  }

  private static JarFile open(Path jar) {
    try {
      return new JarFile(jar.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
