package io.goodflops.workload.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.DType;
import io.goodflops.spi.Lane;
import io.goodflops.workload.ProgramWorkload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramReaderTest {
  private static final String MLP =
      "{'program': 'mlp', 'batch': 8, 'inputs': 4, 'hidden': 6, 'classes': 3,"
          + " 'dtypes': ['FP32', 'BF16'], 'source': 's'}";
  private static final String DECODER =
      "{'program': 'decoder', 'batch': 2, 'sequence': 5, 'width': 8, 'heads': 2,"
          + " 'vocabulary': 12, 'blocks': 1, 'dtypes': ['FP32'], 'source': 's'}";

  @Test
  void stepsAreRead() {
    Suite suite = suite(MLP, DECODER);
    assertThat(suite.shapes())
        .extracting(shape -> shape.workload().name())
        .containsExactly(
            "train-mlp-4-6-3-b8-fp32", "train-mlp-4-6-3-b8-bf16", "train-decoder-1x8-s5-b2-fp32");
    assertThat(suite.shapes()).allMatch(shape -> shape.lane() == Lane.OP_BY_OP);
    assertThat(suite.shapes().get(1).workload().dtype()).isEqualTo(DType.BF16);
  }

  /** Six products of attention, of whose 5 x 5 pairs 10 lie above the diagonal. */
  @Test
  void whatIsMaskedIsExecutedAndNotNeeded() {
    ProgramWorkload step = (ProgramWorkload) suite(DECODER).shapes().get(0).workload();
    assertThat(step.flopsExecuted() - step.flops()).isEqualTo(6 * 2 * 2 * 8 * 10);
    assertThat(step.flops()).isPositive();
  }

  @Test
  void variantsAreRead() {
    String checkpoint = DECODER.replace("'s'}", "'s', 'checkpoint': true}");
    String padded = DECODER.replace("'s'}", "'s', 'lengths': [5, 2]}");
    String fed = DECODER.replace("'s'}", "'s', 'feed': 'overlapped'}");
    String late = DECODER.replace("'s'}", "'s', 'feed': 'serial', 'lateMicros': 900}");
    assertThat(suite(checkpoint, padded, fed, late).shapes())
        .extracting(shape -> shape.workload().name())
        .containsExactly(
            "train-decoder-1x8-s5-b2-checkpoint-fp32",
            "train-decoder-1x8-s5-b2-padded-5.2-fp32",
            "train-decoder-1x8-s5-b2-overlapped-fp32",
            "train-decoder-1x8-s5-b2-serial-late-900us-fp32");
  }

  @Test
  void theSuiteOfTrainingHasAllModelsInBothTypes() throws IOException {
    try (InputStream in = BuiltinSuites.open("training").orElseThrow()) {
      Suite training =
          SuiteReader.read(TinyJson.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      assertThat(training.shapes()).filteredOn(shape -> shape.lane() == Lane.OP_BY_OP).hasSize(6);
      assertThat(training.shapes()).anyMatch(shape -> shape.lane() == Lane.REPLAY);
      assertThat(training.policy().budgetSeconds()).isLessThanOrEqualTo(240);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'batch': 8 | 'batch': 0 | batch is 0, must be
          'batch': 8 | 'batch': [8, 9] | batch is [8, 9], must be
          'batch': 8, |  | field 'batch' is missing
          'mlp' | 'mpl' | program is "mpl", must be one of mlp, bottleneck, decoder
          'FP32', 'BF16' | 'INT8' | dtype INT8 cannot train
          's'} | 's', 'lanes': ['plain']} | lane PLAIN is for ops; these run in [OP_BY_OP
          's'} | 's', 'patterns': ['zero']} | patterns must be random
          's'} | 's', 'checkpoint': 1} | checkpoint is 1, must be true or false
          's'} | 's', 'lengths': [4, 4]} | lengths are those of sequences, and mlp has none
          's'} | 's', 'feed': 'slow'} | feed is "slow", must be one of resident, serial, overlapped
          's'} | 's', 'feed': 'overlapped', 'lateMicros': 9} | only a batch that is fed serially can be late
          's'} | 's', 'feed': 'serial', 'lateMicros': 0} | lateMicros is 0, must be at least 1
          's'} | 's', 'lengths': 4} | lengths is 4, must be a list
          's'} | 's', 'lengths': [0, 4]} | lengths is 0, must be at least 1
          's'} | 's', 'width': 5} | unknown field 'width'
          'inputs': 4, 'hidden': 6 | 'inputs': 4194304, 'hidden': 4194304 | bytes, the largest allowed is
          """)
  void aBadStepIsNamed(String good, String bad, String message) {
    String wrong = MLP.replace(good, bad == null ? "" : bad);
    assertThat(wrong).isNotEqualTo(MLP);
    assertThatThrownBy(() -> suite(wrong))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("suite 'x', workload 1: ")
        .hasMessageContaining(message);
  }

  @Test
  void headsThatDoNotDivideTheWidthAreNamed() {
    assertThatThrownBy(() -> suite(DECODER.replace("'heads': 2", "'heads': 3")))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("attention in decoder-1x8-s5-b2");
  }

  private static Suite suite(String... entries) {
    String json = "{'name': 'x', 'workloads': [" + String.join(",", entries) + "]}";
    return SuiteReader.read(TinyJson.parse(json.replace('\'', '"')));
  }
}
