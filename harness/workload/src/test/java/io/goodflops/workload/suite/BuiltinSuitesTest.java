package io.goodflops.workload.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.DType;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Role;
import io.goodflops.workload.OpWorkload;
import io.goodflops.workload.TransferWorkload;
import io.goodflops.workload.Workload;
import io.goodflops.workload.data.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BuiltinSuitesTest {
  private static Suite suite(String name) {
    try (InputStream in = BuiltinSuites.open(name).orElseThrow()) {
      return SuiteReader.read(
          TinyJson.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static List<String> names() {
    return BuiltinSuites.names();
  }

  private static List<String> workloadNames(Suite suite) {
    return suite.shapes().stream().map(shape -> shape.workload().name()).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everySuiteCanBeReadAndCitesItsSources(String name) {
    Suite suite = suite(name);
    assertThat(suite.name()).isEqualTo(name);
    assertThat(suite.title()).isNotBlank().isNotEqualTo(name);
    assertThat(suite.titleZh()).matches("(?s).*\\p{IsHan}.*");
    assertThat(suite.shapes()).isNotEmpty();
    for (CaseShape shape : suite.shapes()) {
      Workload workload = shape.workload();
      assertThat(workload.source()).as(workload.name()).isNotBlank();
      assertThat(workload.name()).matches("[a-zA-Z0-9.-]+");
      assertThat(workload.describe()).containsKey("kind");
      assertThat(workload.memoryBytes()).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void oneNameMeansOneWorkload(String name) {
    Map<String, Set<Map<String, String>>> byName =
        suite(name).shapes().stream()
            .map(CaseShape::workload)
            .collect(
                Collectors.groupingBy(
                    Workload::name, Collectors.mapping(Workload::describe, Collectors.toSet())));
    assertThat(byName.values()).allSatisfy(same -> assertThat(same).hasSize(1));
  }

  @Test
  void anUnknownSuiteIsAbsent() {
    assertThat(BuiltinSuites.open("../secret")).isEmpty();
    assertThat(BuiltinSuites.open("nope")).isEmpty();
  }

  @Test
  void quickHasAboutEightCasesOneOfThemATrainingStepAndStaysShort() {
    Suite quick = suite("quick");
    assertThat(quick.shapes()).hasSize(7);
    assertThat(quick.policy().maxForks()).isEqualTo(3);
    assertThat(workloadNames(quick))
        .contains(
            "gemm-2048x2048x2048-nn-fp32",
            "gemm-1x6144x4096-nt-bf16",
            "train-mlp-1024-4096-1024-b128-fp32",
            "triad-384MiB-fp32");
    double checkSeconds = 5;
    double seconds = 7 * 3 * (quick.policy().minTimedSeconds() + 0.3 + 1) + 12 + checkSeconds;
    assertThat(seconds).isLessThan(quick.policy().budgetSeconds());
    assertThat(quick.policy().budgetSeconds()).isLessThan(90);
  }

  @Test
  void standardReachesFifteenForksForEachRankingCaseWithinItsBudget() {
    Suite standard = suite("standard");
    assertThat(standard.policy().minForks()).isEqualTo(15);
    long ranking = standard.shapes().stream().filter(CaseShape::ranks).count();
    assertThat(ranking * 15 * 2.5).isLessThan(standard.policy().budgetSeconds());
    assertThat(standard.shapes().stream().map(CaseShape::pattern).distinct())
        .containsExactlyInAnyOrder(Pattern.RANDOM, Pattern.ZERO, Pattern.ONE);
  }

  @Test
  void deepBenchHoldsAllPublishedShapes() {
    Suite suite = suite("deepbench");
    assertThat(suite.shapes().size()).isGreaterThan(300);
    // column-major m=5124 n=9124 k=2560, A transposed
    OpWorkload mapped = find(suite, "gemm-9124x5124x2560-nt-fp32");
    assertThat(mapped.source()).contains("m=5124 n=9124 k=2560 TN", "da81ba7");
    assertThat(((MatMul) mapped.op()).roleB()).isEqualTo(Role.CONSTANT);
  }

  @Test
  void llmHasDecodePrefillTrainingAndAttention() {
    Suite llm = suite("llm");
    assertThat(workloadNames(llm))
        .contains(
            "gemm-1x6144x4096-nt-bf16",
            "gemm-2048x28672x4096-nt-bf16",
            "gemm-2048x4096x28672-nn-bf16",
            "gemm-28672x4096x2048-tn-bf16-varb",
            "gemm-b32x2048x2048x128-nt-bf16-varb",
            "gemm-b32x2048x128x2048-nn-bf16-varb");
    assertThat(find(llm, "gemm-1x4096x4096-nt-bf16").source()).contains("Llama-2-7B", "Llama-3-8B");
  }

  @Test
  void transferGoesBothWaysFromSmallToLarge() {
    Suite transfer = suite("transfer");
    assertThat(workloadNames(transfer))
        .contains(
            "copy-16KiB-fp32",
            "triad-1GiB-fp32",
            "h2d-64KiB-pinned",
            "d2h-256MiB-pageable",
            "p2d-16MiB");
    assertThat(transfer.shapes())
        .filteredOn(shape -> shape.workload() instanceof TransferWorkload)
        .hasSize(20)
        .allSatisfy(
            shape -> {
              assertThat(shape.lane()).isEqualTo(Lane.PLAIN);
              assertThat(shape.workload().dtype()).isEqualTo(DType.INT8);
            });
  }

  private static OpWorkload find(Suite suite, String name) {
    return suite.shapes().stream()
        .map(CaseShape::workload)
        .filter(workload -> workload.name().equals(name))
        .map(OpWorkload.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
