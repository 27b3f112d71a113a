package io.goodflops.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.engine.plugin.PluginFolder;
import io.goodflops.engine.probe.Probe;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.UserException;
import io.goodflops.spi.DType;
import io.goodflops.workload.suite.Suite;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {
  private final Probe.Device small = device("chip:0", 1L << 20);
  private final Probe.Device large = device("chip:1", 1L << 40);

  private static Probe.Device device(String id, long memoryBytes) {
    PluginFolder folder = PluginFolder.of(Path.of("nowhere.jar"));
    return new Probe.Device(
        folder,
        new DeviceRecord(
            id,
            id,
            "chip",
            "v",
            "m",
            "",
            "",
            OptionalLong.of(memoryBytes),
            OptionalDouble.empty(),
            List.of(),
            Map.of()));
  }

  @Test
  void idsTellThePluginsThatAreNeeded() {
    List<String> installed = List.of("chip", "cpu", "other");
    assertThat(Planner.owners(List.of("chip:0", "cpu:*", "chip:1"), installed))
        .containsExactly("chip", "cpu");
    for (String glob : List.of("ch*:0", "*", "chip", "absent:0", ":0")) {
      assertThat(Planner.owners(List.of("chip:0", glob), installed)).as(glob).isEmpty();
    }
    assertThat(Planner.allMatch(List.of(small, large), List.of("chip:1", "*:0"))).isTrue();
    assertThat(Planner.allMatch(List.of(small, large), List.of("chip:1", "chip:2"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"smoke", "quick", "standard", "deepbench", "llm", "transfer"})
  void idsOfEveryBuiltInSuiteAreUniqueAndPlain(String name) {
    Suite suite = SuiteFiles.load(name).suite();
    List<Case> cases = Planner.plan(suite, List.of(small, large), Set.of(), List.of());
    Set<String> ids = new HashSet<>();
    assertThat(cases)
        .hasSize(2 * suite.shapes().size())
        .allSatisfy(
            planned -> {
              assertThat(ids.add(planned.id())).as(planned.id()).isTrue();
              assertThat(planned.id()).doesNotContainAnyWhitespaces().doesNotContain("=");
              if (planned.shape().workload().name().startsWith("gemm")) {
                assertThat(planned.id()).startsWith("gemm-");
              }
            });
  }

  @Test
  void whatDoesNotFitTheMemoryIsAnObstacleWithBothFigures() {
    Suite suite = SuiteFiles.load("quick").suite();
    assertThat(Planner.plan(suite, List.of(small), Set.of(), List.of()))
        .allSatisfy(planned -> assertThat(planned.obstacle().orElse("")).contains("GiB"));
    assertThat(Planner.plan(suite, List.of(large), Set.of(), List.of()))
        .allSatisfy(planned -> assertThat(planned.obstacle()).isEmpty());
  }

  @Test
  void dtypeAndGlobNarrow() {
    Suite suite = SuiteFiles.load("quick").suite();
    assertThat(Planner.plan(suite, List.of(large), Set.of(DType.FP64), List.of()))
        .isNotEmpty()
        .allSatisfy(
            planned -> assertThat(planned.shape().workload().dtype()).isEqualTo(DType.FP64));
    assertThat(Planner.plan(suite, List.of(large), Set.of(), List.of("triad*"))).hasSize(1);
  }

  @Test
  void nothingLeftIsSaid() {
    Suite suite = SuiteFiles.load("quick").suite();
    assertThatThrownBy(() -> Planner.plan(suite, List.of(large), Set.of(DType.FP16), List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("FP16");
  }
}
