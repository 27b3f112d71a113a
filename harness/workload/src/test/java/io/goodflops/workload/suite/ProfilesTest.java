package io.goodflops.workload.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.AdamW;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Pass;
import io.goodflops.spi.Sgd;
import io.goodflops.workload.OpWorkload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The profiles that come along, held against what the models' papers let one calculate. */
class ProfilesTest {
  private static final Path FOLDER = Path.of("../../docs/profiles");

  private static Map<String, Object> json(String file) throws IOException {
    return TinyJson.parse(Files.readString(FOLDER.resolve(file)));
  }

  private static Suite suite(String name) throws IOException {
    return SuiteReader.read(json(name + ".suite.json"));
  }

  /** Launches of each workload. */
  private static Map<String, Double> counts(String name) throws IOException {
    Map<String, Double> counts = new LinkedHashMap<>();
    for (Object part : (List<?>) json(name + ".profile.json").get("work")) {
      Map<?, ?> fields = (Map<?, ?>) part;
      Double before =
          counts.put((String) fields.get("workload"), ((Number) fields.get("count")).doubleValue());
      assertThat(before).isNull();
    }
    return counts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2-small-step", "resnet50-step"})
  void aProfileCountsWhatItsSuiteMeasures(String name) throws IOException {
    assertThat(suite(name).shapes().stream().map(shape -> shape.workload().name()))
        .doesNotHaveDuplicates()
        .containsExactlyElementsOf(counts(name).keySet());
    assertThat(suite(name).policy().minForks()).isGreaterThanOrEqualTo(15);
  }

  private static double sum(String name, Predicate<Op> which, ToLongFunction<OpWorkload> amount)
      throws IOException {
    Map<String, Double> counts = counts(name);
    return suite(name).shapes().stream()
        .map(shape -> (OpWorkload) shape.workload())
        .filter(work -> which.test(work.op()))
        .mapToDouble(work -> counts.get(work.name()) * amount.applyAsLong(work))
        .sum();
  }

  /** Twelve blocks of 12·768² weights, the tied embedding, and attention over 256 tokens. */
  @Test
  void theDecodersProductsAreThoseOfItsFormula() throws IOException {
    double tokens = 256;
    double width = 768;
    double weights = 12 * 12 * width * width + 50257 * width;
    double attention = 12 * 2 * tokens * width;
    assertThat(sum("gpt2-small-step", MatMul.class::isInstance, OpWorkload::flops))
        .isEqualTo(3 * 2 * tokens * (weights + attention));
    assertThat(
            sum("gpt2-small-step", AdamW.class::isInstance, work -> ((AdamW) work.op()).elements()))
        .isEqualTo(124_439_808);
  }

  /** 3.86·10⁹ multiply-adds an image for the forward pass, the gradient of the image left out. */
  @Test
  void theConvolutionsAreThoseOfTheTable() throws IOException {
    double forward = convolutions(Pass.FORWARD);
    double stem = 2.0 * 4 * 112 * 112 * 64 * 3 * 7 * 7;
    assertThat(forward).isEqualTo(2.0 * 4 * 3_855_925_248L);
    assertThat(convolutions(Pass.BACKWARD_WEIGHTS)).isEqualTo(forward);
    assertThat(convolutions(Pass.BACKWARD_DATA)).isEqualTo(forward - stem);
    assertThat(sum("resnet50-step", Sgd.class::isInstance, work -> ((Sgd) work.op()).elements()))
        .isEqualTo(25_557_032);
  }

  private static double convolutions(Pass pass) throws IOException {
    return sum(
        "resnet50-step", op -> op instanceof Conv2d conv && conv.pass() == pass, OpWorkload::flops);
  }
}
