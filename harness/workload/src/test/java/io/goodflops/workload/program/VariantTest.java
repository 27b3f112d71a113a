package io.goodflops.workload.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.DType;
import io.goodflops.spi.Program;
import io.goodflops.workload.ProgramWorkload;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Variants waste what they say, and train the same. */
class VariantTest {
  private static final Variant CHECKPOINT = new Variant(true, List.of(), Feed.RESIDENT, 0);
  private static final Decoder DECODER = new Decoder(2, 5, 8, 2, 12, 3);
  private static final List<Long> LENGTHS = List.of(3L, 5L);

  static Stream<TrainingModel> models() {
    return Stream.of(new Mlp(6, 5, 7, 4), new Bottleneck(3, 4, 2, 3, 5), DECODER);
  }

  @ParameterizedTest
  @MethodSource("models")
  void whatIsCalculatedAgainGivesTheSameWeights(TrainingModel model) {
    TrainingStep plain = model.step(DType.FP64, model.optimizer());
    TrainingStep again = model.step(DType.FP64, model.optimizer(), CHECKPOINT);
    Map<String, double[]> expected = Starts.of(plain, 3);
    Map<String, double[]> found = Starts.of(again, 3);
    for (int i = 0; i < 3; i++) {
      ProgramOracle.step(plain.program(), expected);
      ProgramOracle.step(again.program(), found);
    }
    for (Program.Tensor tensor : plain.trained()) {
      assertThat(found.get(tensor.name())).as(tensor.name()).isEqualTo(expected.get(tensor.name()));
    }
    long extra = again.program().flops() - plain.program().flops();
    assertThat(extra).isPositive().isEqualTo(work(model, CHECKPOINT).recomputeFlops());
    assertThat(work(model, CHECKPOINT).flops()).isEqualTo(work(model, Variant.PLAIN).flops());
    assertThat(work(model, CHECKPOINT).paddingFlops()).isZero();
    assertThat(work(model, CHECKPOINT).describe())
        .containsEntry("recomputeFlops", Long.toString(extra));
  }

  /** No activation of the forward pass is read in the backward pass but for those that are kept. */
  @Test
  void theBackwardPassReadsWhatIsKeptAlone() {
    Program program = DECODER.step(DType.FP32, DECODER.optimizer(), CHECKPOINT).program();
    int loss = program.steps().stream().map(s -> s.op().kind()).toList().indexOf("cross-entropy");
    Set<String> forward = new HashSet<>();
    program.steps().subList(0, loss).forEach(step -> forward.addAll(step.outputs()));
    Set<String> read = new HashSet<>();
    program.steps().subList(loss + 1, program.steps().size()).forEach(s -> read.addAll(s.inputs()));
    read.retainAll(forward);
    // what goes into each block, and what comes out of the last
    assertThat(read).hasSizeLessThanOrEqualTo(DECODER.blocks() + 1);
    assertThat(MemoryPlan.of(program, Set.of(Mlp.LOSS)).bytes())
        .isLessThan(
            MemoryPlan.of(DECODER.program(DType.FP32, DECODER.optimizer()), Set.of(Mlp.LOSS))
                .bytes());
  }

  /** The hidden layer: product, bias and ReLU. */
  @Test
  void theMlpCalculatesItsHiddenLayerAgain() {
    Mlp mlp = new Mlp(256, 1024, 4096, 1024);
    assertThat(work(mlp, CHECKPOINT).recomputeFlops())
        .isEqualTo(2L * 256 * 1024 * 4096 + 2L * 256 * 4096);
  }

  @Test
  void whatPaddingHoldsChangesNothing() {
    TrainingStep step =
        DECODER.step(
            DType.FP64, DECODER.optimizer(), new Variant(false, LENGTHS, Feed.RESIDENT, 0));
    Map<String, double[]> tensors = Starts.of(step, 3);
    Map<String, double[]> others = Starts.of(step, 3);
    for (int i = 3; i < 5; i++) {
      others.get(Decoder.TOKENS)[i] = (others.get(Decoder.TOKENS)[i] + 1) % 12;
      others.get(Mlp.LABELS)[i] = (others.get(Mlp.LABELS)[i] + 5) % 12;
    }
    ProgramOracle.step(step.program(), tensors);
    ProgramOracle.step(step.program(), others);
    for (Program.Tensor tensor : step.trained()) {
      assertThat(others.get(tensor.name())).isEqualTo(tensors.get(tensor.name()));
    }
    others.get(Decoder.TOKENS)[0] = (others.get(Decoder.TOKENS)[0] + 1) % 12;
    ProgramOracle.step(step.program(), tensors);
    ProgramOracle.step(step.program(), others);
    assertThat(step.trained())
        .anyMatch(t -> !Arrays.equals(others.get(t.name()), tensors.get(t.name())));
  }

  /** Linear in the number of sequences, so that each can be counted by itself. */
  @Test
  void flopsOfRealTokensAreCounted() {
    for (long length : new long[] {1, 3, 5}) {
      long[] flops = new long[3];
      for (int i = 0; i < 3; i++) {
        Decoder some = new Decoder(i + 1, length, 8, 2, 12, 3);
        flops[i] = work(some, Variant.PLAIN).flops();
      }
      assertThat(flops[2] - flops[1]).isEqualTo(flops[1] - flops[0]);
    }
    ProgramWorkload full = work(DECODER, new Variant(false, List.of(5L, 5L), Feed.RESIDENT, 0));
    assertThat(full.flops()).isEqualTo(work(DECODER, Variant.PLAIN).flops());
    // nothing but the product with the mask
    assertThat(full.paddingFlops()).isEqualTo(2 * 5 * 12);
    ProgramWorkload padded = work(DECODER, new Variant(true, LENGTHS, Feed.RESIDENT, 0));
    assertThat(padded.flops()).isLessThan(full.flops());
    assertThat(
            padded.flops()
                + padded.paddingFlops()
                + padded.recomputeFlops()
                + DECODER.maskedFlops())
        .isEqualTo(padded.flopsExecuted());
    Decoder four = new Decoder(2, 4, 8, 2, 12, 3);
    long perSequence = full.flops() - work(four, Variant.PLAIN).flops();
    assertThat(perSequence).isPositive();
  }

  @Test
  void badLengthsAreNamed() {
    for (List<Long> lengths : List.of(List.of(5L), List.of(4L, 3L), List.of(5L, 6L))) {
      assertThatThrownBy(
              () ->
                  DECODER.step(
                      DType.FP32,
                      DECODER.optimizer(),
                      new Variant(false, lengths, Feed.RESIDENT, 0)))
          .hasMessage(
              "lengths has %d numbers, must have one from 1 to 5 for each of 2 sequences, the"
                  + " longest 5",
              lengths.size());
    }
    Mlp mlp = new Mlp(6, 5, 7, 4);
    assertThatThrownBy(
            () ->
                mlp.step(
                    DType.FP32, mlp.optimizer(), new Variant(false, LENGTHS, Feed.RESIDENT, 0)))
        .hasMessage("lengths are those of sequences, and mlp has none");
  }

  private static ProgramWorkload work(TrainingModel model, Variant variant) {
    return ProgramWorkload.of(model, variant, DType.FP32, "test");
  }

  @Test
  void variantsOfDifferentWorkHaveDifferentNames() {
    assertThat(padded(5L, 3L).suffix()).isEqualTo("-padded-5.3");
    Long[] many = {9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L};
    Long[] other = {9L, 7L, 8L, 6L, 5L, 4L, 3L, 2L, 1L};
    assertThat(padded(many).suffix()).startsWith("-padded-9of45.").hasSizeLessThan(24);
    assertThat(padded(many).suffix()).isNotEqualTo(padded(other).suffix());
  }

  private static Variant padded(Long... lengths) {
    return new Variant(false, List.of(lengths), Feed.RESIDENT, 0);
  }

  @Test
  void onlyASerialFeedIsLate() {
    assertThat(new Variant(false, List.of(), Feed.SERIAL, 5).suffix())
        .isEqualTo("-serial-late-5us");
    for (Feed feed : List.of(Feed.RESIDENT, Feed.OVERLAPPED)) {
      assertThatThrownBy(() -> new Variant(false, List.of(), feed, 5))
          .hasMessage("only a batch that is fed serially can be late");
    }
    ProgramWorkload fed = work(DECODER, new Variant(false, List.of(), Feed.OVERLAPPED, 0));
    // tokens and labels
    assertThat(fed.feedBytes()).isEqualTo(2 * 2 * 5 * 4);
    assertThat(fed.memoryBytes())
        .isEqualTo(work(DECODER, Variant.PLAIN).memoryBytes() + fed.feedBytes());
  }
}
