package io.goodflops.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.engine.plan.SuiteFiles;
import io.goodflops.result.Json;
import io.goodflops.workload.Workload;
import io.goodflops.workload.suite.BuiltinSuites;
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
}
