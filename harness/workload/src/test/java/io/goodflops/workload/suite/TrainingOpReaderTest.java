package io.goodflops.workload.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.DType;
import io.goodflops.spi.Op;
import io.goodflops.workload.OpWorkload;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingOpReaderTest {
  /** Each kind that a suite may ask for is in the suite of all of them, under its own kind. */
  @Test
  void theSuiteOfTrainingOpsHasEveryKind() throws IOException {
    Set<String> kinds = ops().stream().map(Op::kind).collect(Collectors.toSet());
    assertThat(kinds).containsExactlyInAnyOrderElementsOf(TrainingOpReader.KINDS);
  }

  private static List<Op> ops() throws IOException {
    try (InputStream in = BuiltinSuites.open("training-ops").orElseThrow()) {
      return SuiteReader.read(TinyJson.parse(new String(in.readAllBytes(), UTF_8)))
          .shapes()
          .stream()
          .map(shape -> ((OpWorkload) shape.workload()).op())
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          conv2d     | batch=0,inChannels=1,outChannels=1,height=8,width=8,kernel=3 | batch is 0
          conv2d     | batch=1,inChannels=1,outChannels=1,height=2,width=2,kernel=3 | does not fit
          conv2d     | batch=1,inChannels=1,outChannels=1,height=8,width=8,kernel=3,pad=3 | less than
          layer-norm | rows=4                                                       | 'width' is missing
          softmax    | rows=4,width=4,scale=0                                       | scale is 0.0
          relu       | elements=1099511627776                                       | largest allowed
          cast       | elements=4                                                   | to is missing
          permute    | shape=4,order=2                                              | order
          """)
  void aBadOpIsNamed(String op, String fields, String message) {
    Map<String, Object> entry = new HashMap<>();
    for (String field : fields.split(",")) {
      String[] parts = field.split("=");
      entry.put(parts[0], Long.valueOf(parts[1]));
    }
    entry.put("op", op);
    entry.put("source", "s");
    entry.put("dtypes", List.of(DType.FP32.name()));
    assertThatThrownBy(() -> WorkloadReader.read(Fields.of("workload 1", entry)))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("workload 1")
        .hasMessageContaining(message);
  }
}
