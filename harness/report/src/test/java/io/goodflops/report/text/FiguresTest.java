package io.goodflops.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void keepsThreeDigits() {
    assertThat(Figures.rate(0.152)).isEqualTo("0.152");
    assertThat(Figures.rate(0.15)).isEqualTo("0.150");
    assertThat(Figures.rate(1234567)).isEqualTo("1,230,000");
    assertThat(Figures.rate(99.96)).isEqualTo("100");
    assertThat(Figures.rate(0)).isEqualTo("0");
  }

  @Test
  void scalesTime() {
    assertThat(Figures.time(999.6)).isEqualTo("1.00\u00a0\u00b5s");
    assertThat(Figures.time(1.5e9)).isEqualTo("1.50\u00a0s");
  }

  @Test
  void hasNoNegativeZero() {
    assertThat(Figures.percent(-0.00001)).isEqualTo("0.0\u00a0%");
    assertThat(Figures.percent(-0.052)).isEqualTo("-5.2\u00a0%");
  }

  @Property
  void neverPrintsWhatIsNoNumber(@ForAll double any) {
    for (String text :
        new String[] {
          Figures.rate(any),
          Figures.percent(any),
          Figures.time(any),
          Figures.flops(any),
          Figures.bytesPerSecond(any),
          Figures.scientific(any)
        }) {
      assertThat(text).doesNotContain("NaN", "Inf").isNotBlank();
    }
  }

  @Property
  void cutsToTheWidthAsked(@ForAll String text) {
    assertThat(TextWidth.of(TextWidth.cut(text, 10))).isLessThanOrEqualTo(10);
    assertThat(TextWidth.of(TextWidth.cutMiddle(text, 10))).isLessThanOrEqualTo(10);
  }
}
