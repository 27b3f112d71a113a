package io.goodflops.dist;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules that docs/ARCHITECTURE.md draws as arrows, and the house rules about names and output.
 */
final class Arrows {
  private static final String ROOT = "io.goodflops.";

  /**
   * Classes outside `cli` that may touch System.out or System.err, by full name. They guard the
   * host's own streams against what vendor code prints, or print because that is the fault they
   * simulate; a class that wants to say something belongs elsewhere.
   */
  private static final Set<String> GUARDS_OF_STANDARD_STREAMS =
      Set.of(
          "io.goodflops.engine.measure.JmhFork",
          "io.goodflops.tck.Quiet",
          "io.goodflops.plugin.simulator.Strike",
          "io.goodflops.plugin.cpu.Natives");

  /** The JDK packages of java.base, and those of the whole JDK. */
  private static final Set<String> JAVA_BASE = packagesOf("java.base"::equals);

  private static final Set<String> JDK =
      packagesOf(name -> name.startsWith("java.") || name.startsWith("jdk."));

  private Arrows() {}

  /** Every rule. */
  static List<ArchRule> all() {
    return Stream.of(
            arrows(),
            Stream.of(
                noCycles(), plainNames(), quiet(), noStackTraces(), pluginsShowOnlyTheirEntry()))
        .<ArchRule>flatMap(rules -> rules)
        .map(rule -> rule.allowEmptyShould(true))
        .toList();
  }

  private static Stream<ArchRule> arrows() {
    return Stream.of(
        module("spi", JAVA_BASE, List.of(), List.of()),
        module("workload", JDK, List.of("spi"), List.of()),
        module(
            "result", JDK, List.of(), List.of("com.fasterxml.jackson.", "com.networknt.schema.")),
        module(
            "engine",
            JDK,
            List.of("spi", "workload", "result", "tck"),
            List.of("org.openjdk.jmh.", "oshi.")),
        // JUnit for the adapter alone: see its pom
        module("tck", JDK, List.of("spi", "workload"), List.of("org.junit.jupiter.api.")),
        module("ledger", JDK, List.of("result"), List.of("org.apache.commons.math3.")),
        module(
            "report",
            JDK,
            List.of("ledger", "result"),
            List.of("org.jfree.", "org.apache.batik.", "gg.jte.", "org.dhatim.fastexcel.")),
        module("cli", JDK, List.of("engine", "ledger", "report", "result"), List.of("picocli.")),
        // A vendor's libraries are the vendor's business: here only our own modules are closed.
        classes()
            .that()
            .resideInAPackage(ROOT + "plugin..")
            .should()
            .onlyDependOnClassesThat(
                described(
                    "are no GoodFLOPS classes outside spi and the plugin",
                    type ->
                        !in(type, ROOT) || in(type, ROOT + "spi.") || in(type, ROOT + "plugin."))));
  }

  private static ArchRule module(
      String name, Set<String> platform, List<String> modules, List<String> libraries) {
    List<String> open =
        Stream.concat(
                Stream.concat(Stream.of(name), modules.stream()).map(module -> ROOT + module + "."),
                libraries.stream())
            .toList();
    String allowed =
        "belong to %s, %s or %s"
            .formatted(
                name,
                platform == JAVA_BASE ? "java.base" : "the JDK",
                Stream.concat(modules.stream(), libraries.stream()).toList());
    return classes()
        .that()
        .resideInAPackage(ROOT + name + "..")
        .should()
        .onlyDependOnClassesThat(
            described(
                allowed,
                type ->
                    type.isPrimitive()
                        || platform.contains(type.getPackageName())
                        || open.stream().anyMatch(prefix -> in(type, prefix))));
  }

  private static ArchRule noCycles() {
    return slices().matching(ROOT + "(**)").should().beFreeOfCycles();
  }

  private static ArchRule plainNames() {
    return noClasses()
        .that(writtenByHand())
        .should()
        .haveNameMatching(
            ".*[.$]((Abstract|Base|I)[A-Z][a-z]\\w*|\\w*(Manager|Helper|Util|Impl|Processor|Handler)s?)");
  }

  private static ArchRule quiet() {
    return noClasses()
        .that(writtenByHand())
        .and(
            described(
                "are not listed as guards",
                type -> !GUARDS_OF_STANDARD_STREAMS.contains(type.getName())))
        .and()
        .resideOutsideOfPackage(ROOT + "cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err");
  }

  private static ArchRule noStackTraces() {
    return noClasses().should().callMethodWhere(target(name("printStackTrace")));
  }

  private static ArchRule pluginsShowOnlyTheirEntry() {
    return classes()
        .that()
        .resideInAPackage(ROOT + "plugin..")
        .and()
        .areTopLevelClasses()
        .and()
        .arePublic()
        // the Vector API warns when compiled, so its code is compiled apart, in a package of its
        // own
        .and()
        .doNotHaveFullyQualifiedName(ROOT + "plugin.cpu.VectorCode")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + "plugin.cpu.vector.VectorUnits")
        .should()
        .beAssignableTo(ROOT + "spi.DevicePlugin");
  }

  /** JMH and JTE generate classes into our packages; nobody chose their names. */
  private static DescribedPredicate<JavaClass> writtenByHand() {
    return DescribedPredicate.not(resideInAPackage("..jmh_generated.."))
        .and(
            described(
                "are not templates", type -> !type.getSimpleName().matches("Jte\\w+Generated")));
  }

  private static boolean in(JavaClass type, String prefix) {
    return (type.getBaseComponentType().getPackageName() + ".").startsWith(prefix);
  }

  private static DescribedPredicate<JavaClass> described(String text, Predicate<JavaClass> test) {
    return DescribedPredicate.describe(text, type -> test.test(type.getBaseComponentType()));
  }

  private static Set<String> packagesOf(Predicate<String> module) {
    return ModuleLayer.boot().modules().stream()
        .filter(candidate -> module.test(candidate.getName()))
        .map(candidate -> candidate.getDescriptor().packages())
        .flatMap(Collection::stream)
        .collect(Collectors.toUnmodifiableSet());
  }
}
