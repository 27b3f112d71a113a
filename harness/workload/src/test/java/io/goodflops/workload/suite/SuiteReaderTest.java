package io.goodflops.workload.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.DType;
import io.goodflops.spi.Lane;
import io.goodflops.workload.OpWorkload;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuiteReaderTest {
  private static final String GOOD =
      "{'op': 'matmul', 'm': 8, 'n': 9, 'k': 7, 'dtypes': ['FP32'], 'source': 's'}";

  private static Suite read(String json) {
    return SuiteReader.read(TinyJson.parse(json.replace('\'', '"')));
  }

  private static Suite withWorkloads(String... workloads) {
    return read("{'name': 'x', 'workloads': [" + String.join(", ", workloads) + "]}");
  }

  @Test
  void whatIsLeftOutHasADefault() {
    Suite suite = withWorkloads(GOOD);
    assertThat(suite.title()).isEqualTo("x");
    assertThat(suite.policy()).isEqualTo(Policy.DEFAULT);
    assertThat(suite.shapes()).hasSize(1);
    assertThat(suite.shapes().get(0).lane()).isEqualTo(Lane.PLAIN);
    assertThat(suite.shapes().get(0).workload().name()).isEqualTo("gemm-8x9x7-nn-fp32");
  }

  @Test
  void listsMultiply() {
    Suite suite =
        withWorkloads(
            "{'op': 'matmul', 'm': [1, 16], 'n': 9, 'k': 7, 'dtypes': ['fp32', 'bf16'],"
                + " 'lanes': ['plain', 'packed'], 'patterns': ['zero', 'random'], 'source': 's'}");
    assertThat(suite.shapes()).hasSize(16);
  }

  @Test
  void anythingUnusualStandsInTheName() {
    Suite suite =
        withWorkloads(
            "{'op': 'matmul', 'm': 8, 'n': 9, 'k': 7, 'batch': 4, 'transposeA': true, 'dtypes':"
                + " 'FP16', 'accumulate': 'FP16', 'output': 'FP32', 'source': 's'}",
            "{'op': 'matmul', 'm': 8, 'n': 9, 'k': 7, 'dtypes': 'FP32', 'mathMode': 'tf32',"
                + " 'source': 's'}",
            "{'op': 'triad', 'workingSets': ['1MiB', 3000], 'dtypes': 'FP64', 'source': 's'}",
            "{'op': 'fma-chain', 'chains': 768, 'steps': 9, 'dtypes': 'FP32', 'source': 's'}",
            "{'op': 'matrix-chain', 'tiles': 5, 'steps': 9, 'dtypes': 'FP32', 'mathMode': 'tf32',"
                + " 'source': 's'}");
    assertThat(suite.shapes())
        .extracting(shape -> shape.workload().name())
        .containsExactly(
            "gemm-b4x8x9x7-tn-fp16-acc-fp16-varb",
            "gemm-8x9x7-nn-fp32-tf32",
            "triad-1MiB-fp64",
            "triad-2.93KiB-fp64",
            "fma-chain-768x9-fp32",
            "matrix-chain-5x9-fp32-tf32");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'm': 8 | 'm': -3 | m is -3, must be at least 1
          'm': 8 | 'm': 0 | m is 0, must be at least 1
          'm': 8 | 'm': 1099511627776 | m is 1099511627776, the largest allowed is 4194304
          'm': 8 | 'm': 2.5 | m is 2.5, must be a whole number
          'm': 8 | 'm': 1e300 | m is 1.0E300, the largest allowed is
          'm': 8 | 'm': 'many' | m is "many", must be a whole number
          'm': 8 | 'm': [] | m is an empty list
          'm': 8 | 'm': [4, 4] | m lists 4 twice
          'm': 8, | | field 'm' is missing
          'm': 8 | 'mm': 8, 'm': 8 | unknown field 'mm'; did you mean 'm'? Known are accumulate
          'm': 8 | 'colour': 8, 'm': 8 | unknown field 'colour'; known are accumulate
          'm': 8 | 'transposA': true, 'm': 8 | unknown field 'transposA'; did you mean 'transposeA'?
          'dtypes' | 'dtype' | field 'dtypes' is missing; perhaps it is the unknown field 'dtype'
          'source' | 'sources' | field 'source' is missing; perhaps it is the unknown field 'sources'
          ['FP32'] | ['FP13'] | dtypes is "FP13", must be one of FP64, FP32, BF16
          ['FP32'] | [] | dtypes is an empty list
          ['FP32'] | [32] | dtypes is 32, must be one of
          'matmul' | 'matmull' | op is "matmull", must be one of matmul, copy
          'matmul' | 7 | op is 7, must be a text
          's'} | 's', 'lanes': ['fast']} | lanes is "fast", must be one of plain, packed
          's'} | 's', 'lanes': ['replay']} | lane REPLAY is for programs
          's'} | 's', 'b': 'variable', 'lanes': ['packed']} | no constant operand
          's'} | 's', 'b': 'output'} | must be CONSTANT or VARIABLE
          's'} | 's', 'patterns': ['exact']} | for verification
          's'} | 's', 'transposeA': 'yes'} | transposeA is "yes", must be true or false
          's'} | 's', 'output': 'INT32'} | cannot be verified
          's'} | 's', 'shapes': 'none'} | shapes is "none", must be one of deepbench
          's'} | '' } | source is "", must be a text
          """)
  void aBadWorkloadIsNamedWithItsPlace(String good, String bad, String message) {
    String wrong = GOOD.replace(good, bad == null ? "" : bad);
    assertThat(wrong).isNotEqualTo(GOOD);
    String first = "{'op': 'copy', 'elements': 5, 'dtypes': 'INT8', 'source': 's'}";
    assertThatThrownBy(() -> withWorkloads(first, wrong))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("suite 'x', workload 2: ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n")
        .hasSizeLessThan(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'minForks': 0 | minForks is 0, must be at least 1
          'minForks': 9, 'maxForks': 3 | maxForks is 3
          'minBatches': 4 | minBatches is 4, must be between 5
          'minBatchSeconds': 0.001 | minBatchSeconds is 0.001, must be between 0.005
          'minTimedSeconds': 0.1 | minTimedSeconds is 0.1
          'maxWarmupSeconds': 2 | maxWarmupSeconds is 2.0
          'precision': -0.1 | precision is -0.1
          'precision': 'high' | precision is "high", must be a number
          'budgetSeconds': 1e30 | budgetSeconds is 1.0E30
          'budget': 3 | unknown field 'budget'; known are budgetSeconds
          """)
  void aBadPolicyIsNamed(String policy, String message) {
    assertThatThrownBy(
            () -> read("{'name': 'x', 'policy': {" + policy + "}, 'workloads': [" + GOOD + "]}"))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("suite 'x', policy: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'workloads': [1]} | field 'name' is missing
          {'name': 'a b', 'workloads': [1]} | name is "a b", must be one word
          {'name': 'x'} | field 'workloads' is missing
          {'name': 'x', 'workloads': []} | workloads is an empty list
          {'name': 'x', 'workloads': {}} | workloads is {}, must be a list
          {'name': 'x', 'workloads': [5]} | workload 1 is 5, must be an object
          {'name': 'x', 'workload': [5], 'workloads': [5]} | unknown field 'workload'
          {'name': 'x', 'policy': 5, 'workloads': [5]} | policy is 5, must be an object
          """)
  void aBadFileIsNamed(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining(message);
  }

  @Test
  void notANumberAndHugeNumbersAreRefused() {
    Map<String, Object> policy = Map.of("precision", Double.NaN);
    Map<String, Object> workload = new HashMap<>(TinyJson.parse(GOOD.replace('\'', '"')));
    assertThatThrownBy(
            () ->
                SuiteReader.read(
                    Map.of("name", "x", "policy", policy, "workloads", List.of(workload))))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("precision is NaN");
    workload.put("k", BigInteger.ONE.shiftLeft(80));
    assertThatThrownBy(() -> SuiteReader.read(Map.of("name", "x", "workloads", List.of(workload))))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("k is 1208925819614629174706176, the largest allowed is 4194304");
  }

  @Test
  void doublesAndGiantsAreRefused() {
    assertThatThrownBy(() -> withWorkloads(GOOD, GOOD))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("suite 'x', workload 2: gemm-8x9x7-nn-fp32")
        .hasMessageContaining("is there already");
    assertThatThrownBy(
            () ->
                withWorkloads(
                    GOOD.replace("'m': 8", "'m': 4194304").replace("'n': 9", "'n': 4194304")))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("bytes, the largest allowed is");
    assertThatThrownBy(
            () ->
                withWorkloads(
                    "{'op': 'copy', 'workingSets': '9999999TiB', 'dtypes': 'FP32', 'source': 's'}"))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("workingSets is 9999999TiB, the largest allowed is");
    assertThatThrownBy(
            () ->
                withWorkloads("{'op': 'triad', 'workingSets': 5, 'dtypes': 'FP32', 'source': 's'}"))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("workload 1: ");
  }

  @Test
  void transfersAndStreamsAreRead() {
    Suite suite =
        withWorkloads(
            "{'op': 'transfer', 'sizes': ['1MiB', 1000], 'directions': ['host-to-device'],"
                + " 'memory': ['pinned', 'pageable'], 'source': 's'}",
            "{'op': 'read', 'elements': 1024, 'dtypes': ['BF16'], 'source': 's'}");
    assertThat(suite.shapes())
        .extracting(shape -> shape.workload().name())
        .containsExactly(
            "h2d-1MiB-pinned",
            "h2d-1000B-pinned",
            "h2d-1MiB-pageable",
            "h2d-1000B-pageable",
            "read-2KiB-bf16");
    assertThat(((OpWorkload) suite.shapes().get(4).workload()).op().dtype()).isEqualTo(DType.BF16);
  }
}
