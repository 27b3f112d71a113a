package io.goodflops.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.engine.measure.TogetherReport.Stretch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TogetherReportTest {
  private static final TogetherReport OWN =
      new TogetherReport(stretches(100, 200, 200, 300), stretches(0, 100, 300, 400));

  @Test
  void loadOfTheOtherCountsAsMuchAsItsTimedBatches() {
    assertThat(share(new TogetherReport(stretches(50, 150), stretches(150, 320)))).isEqualTo(1);
    assertThat(share(new TogetherReport(stretches(120, 320), stretches(0, 50)))).isEqualTo(0.9);
  }

  @Test
  void pausesOfTheOtherDoNot() {
    assertThat(share(new TogetherReport(stretches(100, 150, 160, 250), stretches(290, 300))))
        .isEqualTo(0.75);
    assertThat(share(new TogetherReport(List.of(), stretches(300, 400)))).isZero();
    assertThat(share(new TogetherReport(List.of(), List.of()))).isZero();
  }

  @Test
  void allOthersHaveToBeAtWork() {
    TogetherReport early = new TogetherReport(stretches(100, 220), List.of());
    TogetherReport late = new TogetherReport(stretches(180, 300), List.of());
    assertThat(share(early, late)).isEqualTo(0.2);
  }

  @Test
  void whoTimedNothingSharedNothing() {
    assertThat(TogetherReport.overlapShare(new TogetherReport(List.of(), List.of()), List.of(OWN)))
        .isZero();
  }

  private static double share(TogetherReport... others) {
    return TogetherReport.overlapShare(OWN, List.of(others));
  }

  private static List<Stretch> stretches(long... edges) {
    List<Stretch> result = new ArrayList<>();
    for (int i = 0; i < edges.length; i += 2) {
      result.add(new Stretch(edges[i], edges[i + 1]));
    }
    return result;
  }
}
