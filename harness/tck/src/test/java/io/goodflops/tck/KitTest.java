package io.goodflops.tck;

import static io.goodflops.tck.Failures.failed;
import static io.goodflops.tck.Failures.failures;
import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.plugin.reference.ReferencePlugin;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.UnsupportedOpException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit finds what is broken, and nothing else. */
class KitTest {
  private static final Map<Rule, DevicePlugin> BROKEN = BrokenPlugins.all();

  static Stream<String> trainingKinds() {
    return TrainingCatalogue.of(DType.FP32).stream().map(Op::kind).distinct();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trainingKinds")
  void oneWrongElementOfAnyTrainingOpIsFound(String kind) {
    KitOptions options = KitOptions.all().withRules(EnumSet.of(Rule.K3)).withOpKinds(Set.of(kind));
    DevicePlugin right = new AlteredPlugin();
    assertThat(failures(Kit.check(right, options, finding -> {}))).isEmpty();
    DevicePlugin wrong = new AlteredPlugin(inner -> BrokenLaunches.wrongAt(inner, kind));
    assertThat(failed(Kit.check(wrong, options, finding -> {}))).containsExactly(Rule.K3);
  }

  /** E4M3 cut to the bits of E5M2, and E5M2 taken for E4M3. */
  @ParameterizedTest
  @EnumSource(names = {"FP8_E4M3", "FP8_E5M2"})
  void oneFp8FormatForTheOtherIsFound(DType dtype) {
    KitOptions options =
        KitOptions.all().withRules(EnumSet.of(Rule.K3)).withOpKinds(Set.of("matmul"));
    DevicePlugin wrong = new AlteredPlugin(inner -> BrokenLaunches.mistaking(inner, dtype));
    Finding.Failed failed =
        (Finding.Failed) Kit.check(wrong, options, finding -> {}).findings().get(0);
    assertThat(failed.rule()).isEqualTo(Rule.K3);
    assertThat(failed.toString()).contains(dtype.name());
  }

  @Test
  void everyRuleHasACheckOrAReason() {
    for (Rule rule : Rule.values()) {
      assertThat(Checks.of(rule).isPresent()).isEqualTo(rule.whyNotChecked().isEmpty());
    }
    assertThat(BROKEN.keySet())
        .containsExactlyInAnyOrderElementsOf(BreaksOneRule.checkedRules().toList());
  }

  @Test
  void referenceKeepsAllRules() {
    List<Finding> heard = new ArrayList<>();
    KitReport report = Kit.check(new ReferencePlugin(), KitOptions.all(), heard::add);
    assertThat(failures(report)).isEmpty();
    assertThat(report.conforms()).isTrue();
    assertThat(heard).containsExactlyInAnyOrderElementsOf(report.findings());
    assertThat(report.findings()).extracting(Finding::rule).containsExactly(Rule.values());
    Set<Rule> open =
        report.findings().stream()
            .filter(Finding.NotVerified.class::isInstance)
            .map(Finding::rule)
            .filter(rule -> rule.whyNotChecked().isEmpty())
            .collect(Collectors.toSet());
    // it is one device, declares no peak and runs no program as one launch
    assertThat(open).containsExactlyInAnyOrder(Rule.B9, Rule.K15, Rule.K16, Rule.T6, Rule.T7);
  }

  @Test
  void copiesBetweenTwoDevicesKeepTheirRule() {
    KitOptions options = KitOptions.all().withRules(EnumSet.of(Rule.B9));
    KitReport report = Kit.check(BrokenPlugins.twoDevices(0), options, finding -> {});
    assertThat(report.findings())
        .filteredOn(finding -> finding.rule() == Rule.B9)
        .allMatch(Finding.Passed.class::isInstance);
  }

  @Test
  void aDeviceThatReplaysAllOfAProgramKeepsItsRule() {
    KitOptions options = KitOptions.all().withRules(EnumSet.of(Rule.K15));
    DevicePlugin plugin = new AlteredPlugin(inner -> new ReplayingDevice(inner, 0));
    KitReport report = Kit.check(plugin, options, finding -> {});
    assertThat(failures(report)).isEmpty();
    assertThat(report.findings())
        .filteredOn(finding -> finding.rule() == Rule.K15)
        .allMatch(Finding.Passed.class::isInstance);
  }

  @Test
  void aDeviceThatJoinsOpsAndSaysSoKeepsItsRule() {
    List<Finding> findings = joining(JoiningDevice.Lie.NONE).findings();
    assertThat(findings).singleElement().isInstanceOf(Finding.Passed.class);
    assertThat(findings.get(0).text()).contains("unwritten: ", "matmul.1.C", "FP32");
  }

  static Stream<Arguments> liesAboutJoins() {
    return Stream.of(
        Arguments.of(JoiningDevice.Lie.NO_BIAS, "of its way from what the ops leave"),
        Arguments.of(JoiningDevice.Lie.NO_RELU, "of its way from what the ops leave"),
        Arguments.of(JoiningDevice.Lie.NO_WEIGHT, "w1 unwritten, which is there before the step"),
        Arguments.of(
            JoiningDevice.Lie.NO_LOSS, "cross-entropy.1.loss unwritten, which is the loss"),
        Arguments.of(JoiningDevice.Lie.LATE, "tensors in shared memory"),
        Arguments.of(JoiningDevice.Lie.SILENT, "step 1 (matmul, writes matmul.1.C)"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("liesAboutJoins")
  void aDeviceThatLiesAboutWhatItJoinsBreaksThatRule(JoiningDevice.Lie lie, String evidence) {
    KitReport report = joining(lie);
    assertThat(failed(report)).containsExactly(Rule.K16);
    assertThat(failures(report)).singleElement().asString().contains(evidence);
  }

  private static KitReport joining(JoiningDevice.Lie lie) {
    DevicePlugin plugin = new AlteredPlugin(inner -> new JoiningDevice(inner, lie));
    return Kit.check(plugin, KitOptions.all().withRules(EnumSet.of(Rule.K16)), finding -> {});
  }

  @Test
  void anAsynchronousDeviceKeepsAllRules() {
    DevicePlugin plugin = new AlteredPlugin(AsynchronousDevice::new);
    KitReport report = Kit.check(plugin, KitOptions.all(), finding -> {});
    assertThat(failures(report)).isEmpty();
  }

  static Stream<Arguments> moreBrokenDevices() {
    return Stream.of(
        broken(
            "write that overtakes", Rule.B6, HastyDevices::writesAtOnce, "enqueueWrite overtook"),
        broken("read that overtakes", Rule.B6, HastyDevices::readsAtOnce, "enqueueRead overtook"));
  }

  private static Arguments broken(
      String name, Rule rule, UnaryOperator<Device> device, String evidence) {
    return Arguments.of(name, rule, new AlteredPlugin(device), evidence);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("moreBrokenDevices")
  void anAsynchronousDeviceThatBreaksOneRuleFailsThatRuleAlone(
      String name, Rule rule, DevicePlugin plugin, String evidence) {
    KitReport report = Kit.check(plugin, KitOptions.all(), finding -> {});
    assertThat(failed(report)).as("%s", failures(report)).containsExactly(rule);
    assertThat(failures(report)).singleElement().asString().contains(evidence);
  }

  static Stream<Arguments> earlyFinishes() {
    return Stream.of(
        broken("at once", Rule.T1, HastyDevices::finishesAtOnce, "but the last one had not run"),
        broken("halfway", Rule.T1, HastyDevices::finishesBeforeTheLast, "had not run"),
        broken("late results", Rule.T1, HastyDevices::resultsComeLate, "and came"),
        broken("reads that wait", Rule.T1, HastyDevices::readsWait, "in each of 5 rounds"),
        broken(
            "reads that wait now and then",
            Rule.T1,
            HastyDevices::readsSometimesWait,
            "until read"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("earlyFinishes")
  void aFinishThatDoesNotWaitIsFoundByTheRuleAboutIt(
      String name, Rule rule, DevicePlugin plugin, String evidence) {
    KitOptions options = KitOptions.all().withRules(EnumSet.of(rule, Rule.T2, Rule.B6));
    List<Finding> heard = new ArrayList<>();
    KitReport report = Kit.check(plugin, options, heard::add);
    assertThat(failed(report)).as("%s", failures(report)).containsExactly(rule);
    assertThat(failures(report)).singleElement().asString().contains(evidence);
    // the cause is told before what it leads to
    assertThat(heard.get(0).rule()).isEqualTo(rule);
  }

  @Test
  void aRememberedResultIsCalledSo() {
    Map<String, byte[]> results = new HashMap<>();
    DevicePlugin plugin =
        new AlteredPlugin(inner -> BrokenLaunches.launching(inner, results::putIfAbsent));
    KitOptions options = KitOptions.all().withRules(EnumSet.of(Rule.K5, Rule.K10));
    KitReport report = Kit.check(plugin, options.withOpKinds(Set.of("matmul")), finding -> {});
    assertThat(failed(report)).containsExactlyInAnyOrder(Rule.K5, Rule.K10);
    assertThat(failures(report))
        .allSatisfy(
            text ->
                assertThat(text)
                    .contains("did not change when the inputs did")
                    .contains("'NaN in A' in K5"));
  }

  @Test
  void whatIsAboutToBeCalledIsToldBefore() {
    List<String> told = new ArrayList<>();
    KitListener listener =
        new KitListener() {
          @Override
          public void tries(Rule rule, String step, Circumstance where) {
            told.add(rule.id() + " " + step + " " + where);
          }

          @Override
          public void found(Finding finding) {
            told.add("found " + finding.rule().id());
          }
        };
    DevicePlugin plugin =
        new AlteredPlugin(
            inner ->
                BrokenLaunches.launching(
                    inner,
                    (op, result) -> {
                      if (op.contains("4099") && op.contains("Triad")) {
                        throw new IllegalStateException("driver");
                      }
                      return null;
                    }));
    KitReport report =
        Kit.checkAloud(plugin, KitOptions.all().withRules(EnumSet.of(Rule.K3)), listener);
    int end = told.indexOf("found K3");
    String before = told.get(end - 2);
    assertThat(before).startsWith("K3 launch Triad").contains("4099", "lane PLAIN", "RANDOM");
    Finding.Failed failed = (Finding.Failed) report.findings().get(0);
    assertThat(failed.text()).contains("the plugin threw").contains("driver");
    assertThat(failed.where().orElseThrow().op()).contains("4099");
  }

  @Test
  void aHangInTheVendorsBuildFailsItsRuleByNameAndOp() throws Exception {
    PrintStream out = System.out;
    DevicePlugin plugin = new AlteredPlugin(HastyDevices::hangsInTriads);
    KitOptions options =
        KitOptions.all().withRules(EnumSet.of(Rule.P1, Rule.K3, Rule.K6, Rule.P11));
    List<Finding> findings =
        GuardedKit.check(plugin, options.withOpKinds(Set.of("triad")), Duration.ofSeconds(3));
    assertThat(findings)
        .extracting(Finding::rule)
        .containsExactly(Rule.P1, Rule.P11, Rule.K3, Rule.K6);
    assertThat(findings.get(0)).isInstanceOf(Finding.Passed.class);
    Finding.Failed hung = (Finding.Failed) findings.get(2);
    assertThat(hung.text())
        .contains("did not answer for 3 s at its launch")
        .contains("HastyDevices")
        .contains("it hangs");
    assertThat(hung.where().orElseThrow().opKind()).isEqualTo("triad");
    assertThat(findings.get(3).text()).contains("hangs since K3");
    assertThat(System.out).isSameAs(out);
  }

  @Test
  void whyNothingCompilesIsSaidInTheWordsOfTheRequest() {
    DevicePlugin plugin = new AlteredPlugin(NoOps::new);
    KitOptions options = KitOptions.all().withRules(EnumSet.of(Rule.K3));
    assertThat(Kit.check(plugin, options, f -> {}).findings())
        .containsExactly(new Finding.NotVerified(Rule.K3, "no op compiles"));
    assertThat(Kit.check(plugin, options.withOpKinds(Set.of("copy", "read")), f -> {}).findings())
        .containsExactly(
            new Finding.NotVerified(Rule.K3, "no copy or read compiles, which was asked for"));
  }

  private static final class NoOps extends AlteredDevice {
    NoOps(Device inner) {
      super(inner);
    }

    @Override
    public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
      throw new UnsupportedOpException("nothing works yet");
    }
  }

  @Test
  void statisticsStateTheirFiguresAndBothSeeds() {
    DevicePlugin plugin =
        new AlteredPlugin(
            inner ->
                BrokenLaunches.launching(
                    inner, (op, result) -> op.contains("129") ? new byte[result.length] : null));
    KitOptions options = KitOptions.all().withRules(EnumSet.of(Rule.K3));
    Finding.Failed failed =
        (Finding.Failed)
            Kit.check(plugin, options.withOpKinds(Set.of("matmul")), f -> {}).findings().get(0);
    assertThat(failed.text())
        .matches("freivalds.*error [0-9.e+]+, bound [0-9.e+-]+; places.*seed -?\\d+.*");
    assertThat(failed.where().orElseThrow().seed()).isNotZero();
  }

  @Test
  void countsAgreeWithTheirNouns() {
    assertThat(Plural.of(1, "id") + ", " + Plural.of(2, "id")).isEqualTo("1 id, 2 ids");
    Set<Rule> rules = EnumSet.of(Rule.P1, Rule.P5);
    assertThat(
            Kit.check(new ReferencePlugin(), KitOptions.all().withRules(rules), f -> {}).findings())
        .extracting(Finding::text)
        .containsExactly("1 device found", "1 id");
  }

  @Test
  void singlePrecisionMatMulAloneIsALegalPlugin() {
    DevicePlugin plugin = new AlteredPlugin(OnlyMatMul::new);
    KitReport report = Kit.check(plugin, KitOptions.all(), finding -> {});
    assertThat(failures(report)).isEmpty();
    assertThat(report.findings())
        .filteredOn(finding -> finding instanceof Finding.Passed)
        .extracting(Finding::rule)
        .contains(Rule.K3, Rule.K5, Rule.K6, Rule.K8, Rule.K9, Rule.Q1, Rule.Q2, Rule.Q3, Rule.T1)
        .doesNotContain(Rule.K4);
  }

  /** Refuses everything else. */
  private static final class OnlyMatMul extends AlteredDevice {
    OnlyMatMul(Device inner) {
      super(inner);
    }

    @Override
    public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
      if (!(op instanceof MatMul) || op.dtype() != DType.FP32) {
        throw new UnsupportedOpException("FP32 matmul is all there is");
      }
      return super.compile(op, lane);
    }
  }

  @Test
  void coverageSaysWhatCompilesAndWhyNot() {
    KitOptions options =
        KitOptions.all().withRules(EnumSet.of(Rule.K1)).withOpKinds(Set.of("matmul"));
    List<Coverage> coverage = Kit.check(new ReferencePlugin(), options, f -> {}).coverage();
    assertThat(coverage).allSatisfy(one -> assertThat(one.opKind()).isEqualTo("matmul"));
    assertThat(coverage)
        .filteredOn(one -> one.lane() == Lane.PLAIN)
        .hasSize(7)
        .allSatisfy(one -> assertThat(one.compiled()).isGreaterThan(12));
    assertThat(coverage)
        .filteredOn(one -> one.lane() != Lane.PLAIN)
        .hasSize(15)
        .allSatisfy(
            one -> {
              assertThat(one.compiled()).isZero();
              assertThat(one.refusals()).hasSize(1);
            });
  }

  @Test
  void aFailureNamesOpAndSeedAndHappensAgain() {
    KitOptions options = KitOptions.all().withRules(EnumSet.of(Rule.K3)).withSeed(77);
    Finding first = Kit.check(BROKEN.get(Rule.K3), options, f -> {}).findings().get(0);
    Finding again =
        Kit.check(BROKEN.get(Rule.K3), options.withOpKinds(Set.of("triad")), f -> {})
            .findings()
            .get(0);
    Circumstance where = ((Finding.Failed) first).where().orElseThrow();
    assertThat(where.opKind()).isEqualTo("triad");
    assertThat(where.op()).contains("4099");
    assertThat(again).isEqualTo(first);
    Finding other = Kit.check(BROKEN.get(Rule.K3), options.withSeed(78), f -> {}).findings().get(0);
    assertThat(((Finding.Failed) other).where().orElseThrow().seed()).isNotEqualTo(where.seed());
  }

  @Test
  void withoutHardwareNothingFailsAndTheReasonIsShown() {
    DevicePlugin absent =
        new AlteredPlugin() {
          @Override
          public Discovery discover() {
            return Discovery.absent("libchip.so.1 not found", List.of("libchip.so.1"));
          }
        };
    KitReport report = Kit.check(absent, KitOptions.all(), finding -> {});
    assertThat(failures(report)).isEmpty();
    assertThat(report.findings())
        .filteredOn(finding -> finding.rule() == Rule.K3)
        .singleElement()
        .isEqualTo(new Finding.NotVerified(Rule.K3, "no device here: libchip.so.1 not found"));
  }
}
