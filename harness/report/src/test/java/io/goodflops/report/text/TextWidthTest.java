package io.goodflops.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextWidthTest {
  private static final String MIXED =
      "the device has no unit for TF32 设备没有用于 TF32 的计算单元，因此不支持；请改用别的类型。";

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 36, 80})
  void wrappedLinesFitAndLoseNothing(int width) {
    assertThat(TextWidth.wrap(MIXED, width))
        .allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(width));
    assertThat(String.join("", TextWidth.wrap(MIXED, width)).replace(" ", ""))
        .isEqualTo(MIXED.replace(" ", ""));
  }

  @Test
  void breaksAtBlanksAndNotBeforeChinesePunctuation() {
    assertThat(TextWidth.wrap("one two three", 8)).containsExactly("one two", "three");
    assertThat(TextWidth.wrap("甲乙，丙丁", 4)).containsExactly("甲", "乙，", "丙丁");
    assertThat(TextWidth.wrap("", 8)).containsExactly("");
  }
}
