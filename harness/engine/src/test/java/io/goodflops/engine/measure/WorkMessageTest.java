package io.goodflops.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.engine.plan.SuiteFiles;
import io.goodflops.result.Json;
import io.goodflops.spi.DType;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.Workload;
import io.goodflops.workload.program.Decoder;
import io.goodflops.workload.program.Feed;
import io.goodflops.workload.program.Variant;
import io.goodflops.workload.suite.BuiltinSuites;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkMessageTest {
  @Test
  void everyWorkloadOfEverySuiteSurvivesTheTrip() throws Exception {
    for (String suite : BuiltinSuites.names()) {
      for (var shape : SuiteFiles.load(suite).suite().shapes()) {
        Workload sent = shape.workload();
        String json = Json.line(WorkMessage.of(sent));
        assertThat(Json.parse(json, WorkMessage.class).workload()).isEqualTo(sent);
      }
    }
  }

  @Test
  void variantsSurviveTheTrip() throws Exception {
    Workload sent =
        ProgramWorkload.of(
            new Decoder(2, 5, 8, 2, 12, 1),
            new Variant(true, List.of(5L, 2L), Feed.SERIAL, 7),
            DType.FP32,
            "test");
    String json = Json.line(WorkMessage.of(sent));
    assertThat(Json.parse(json, WorkMessage.class).workload()).isEqualTo(sent);
  }
}
